import { describe, expect, it } from '@jest/globals';

import { demandFor, type Action } from '../../../src/core/authority/demands.ts';
import { commandList } from '../../../src/core/commands/usage.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import { commitSha, repoName } from '../../../src/core/names.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { textOf } from '../sources/project-files.ts';

const commands = textOf('docs/reference/commands.md').replaceAll('\\|', '|');
const authority = textOf('docs/reference/authority.md');

describe('the reference of commands', () => {
  it('has every command of the control issue in its form', () => {
    for (const { form } of commandList({ environments: [] })) expect(commands).toContain(`\`${form}\``);
  });

  it('has every command of a pull request', () => {
    const lane = { stage: 'staging', kind: 'environment', components: [] } as never;
    for (const { form } of commandList({ environments: [], lane }))
      expect(commands).toContain(form.split(' ').slice(0, 2).join(' '));
  });
});

describe('the matrix of who may', () => {
  const text = CHAIN_PIPELINE.replace('release: on-change', 'force: ["@acme/on-call"]\n    release: on-change');
  const loaded = loadPipeline(text, { repo: repoName('acme/platform'), commit: commitSha('a'.repeat(40)) });
  const stages = 'pipeline' in loaded ? loaded.pipeline.stages : [];
  const forced = stages.find(({ environment }) => environment !== undefined);
  const plain = stages.find(({ kind }) => kind === 'docker');
  const rows = [...authority.matchAll(/^\| `([a-z]+)`[^|]*\| `([a-z]+)` +\| (may too|they alone)/gm)];

  it('is what Sluice asks for', () => {
    expect(rows).toHaveLength(12);
    if (forced === undefined || plain === undefined) throw new Error('the pipeline does not load');
    for (const [, action = '', role, teams] of rows) {
      expect([action, demandFor(action as Action, plain).role]).toEqual([action, role]);
      const alone = demandFor(action as Action, forced).role === undefined;
      expect([action, alone]).toEqual([action, teams === 'they alone']);
    }
  });
});
