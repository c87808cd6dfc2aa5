import { describe, expect, it } from '@jest/globals';
import { commitSha, repoName } from '../../../../src/core/names.ts';
import { loadPipeline } from '../../../../src/core/pipeline/load-pipeline.ts';

const at = { repo: repoName('acme/platform'), commit: commitSha('a'.repeat(40)) };

const stage = (name: string, ...more: string[]): string =>
  [
    `  ${name}:`,
    '    kind: environment',
    '    repo: acme/environments',
    `    pins: [{ file: "${name}.yaml", holds: digest }]`,
    '    merge: by-hand',
    ...more.map((line) => `    ${line}`),
  ].join('\n');

/** Which environments of a file are production. */
function production(...stages: string[]): Record<string, boolean | undefined> {
  const components = 'components:\n  payments: { code: acme/payments, image: registry.acme.dev/payments }';
  const loaded = loadPipeline(`version: 1\n${components}\nstages:\n${stages.join('\n')}\n`, at);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return Object.fromEntries(loaded.pipeline.stages.map((one) => [one.name, one.environment?.production]));
}

describe('production', () => {
  it('is where nobody copies from, by whatever way others copy', () => {
    expect(
      production(
        stage('staging'),
        stage('blue', 'from: staging'),
        stage('green', 'from: { any: [staging, blue] }'),
        stage('audit', 'from: { all: [staging] }'),
      ),
    ).toEqual({ staging: false, blue: false, green: true, audit: true });
  });

  it('is what the file says it is', () => {
    expect(
      production(stage('staging', 'production: true'), stage('sandbox', 'from: staging', 'production: false')),
    ).toEqual({ staging: true, sandbox: false });
  });
});
