import { describe, expect, it } from '@jest/globals';

import { commitSha, componentName, repoName } from '../../../src/core/names.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import type { Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import type { Snapshot } from '../../../src/core/promotion/snapshot.ts';
import { belongingsOf, directoriesOf } from '../../../src/core/tidy/belongings.ts';
import { filesOf, removalsBetween, type Removal } from '../../../src/core/tidy/removal.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;

interface Described {
  components?: string[];
  stage?: string;
  file?: string;
  of?: string;
  repo?: string;
}

/** One stage of kind manifest; `of`: the components it names. */
function pipeline({
  components = ['web', 'api'],
  stage = 'manifest',
  file = 'apps/{component}/k.yaml',
  of,
  repo = 'acme/manifests',
}: Described = {}): Pipeline {
  const text = [
    'version: 1',
    'components:',
    ...components.map((name) => `  ${name}: { code: acme/${name}, image: registry.acme.dev/${name} }`),
    'stages:',
    `  ${stage}:`,
    '    kind: manifest',
    `    repo: ${repo}`,
    ...(of === undefined ? [] : [`    components: [${of}]`]),
    `    pins: [{ file: "${file}", holds: digest }]`,
    '    checks: [lint]',
    '    merge: when-green',
  ].join('\n');
  const loaded = loadPipeline(text, { repo: repoName('acme/platform'), commit: commitSha('a'.repeat(40)) });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.pipeline;
}

const named = (removals: Removal[]): string[] => removals.map(({ stage, component }) => `${stage}/${component.name}`);

function removalOf(described: Described = {}): Removal {
  const [removal] = removalsBetween(pipeline(described), pipeline({ ...described, components: ['web'] }));
  if (removal === undefined) throw new Error('nothing was removed');
  return removal;
}

/** A branch with these files. */
const here = (files: Record<string, string>): Snapshot =>
  ({
    files: Object.entries(files).map(([path, base]) => ({ path, base, history: { changes: [], hasOlder: false } })),
  }) as unknown as Snapshot;

describe('what a new pipeline file removes', () => {
  it.each<[string, Described, string[]]>([
    ['nothing, where only words have changed', {}, []],
    ['a component that is gone', { components: ['web'] }, ['manifest/api']],
    ['a component that the stage no longer names', { of: 'web' }, ['manifest/api']],
    [
      'nothing of a stage that is gone, whose people clear it away themselves',
      { stage: 'other', components: ['web'] },
      [],
    ],
    ['nothing, where a component came', { components: ['web', 'api', 'ledger'] }, []],
  ])('is %s', (_, after, removed) => {
    expect(named(removalsBetween(pipeline(), pipeline(after)))).toEqual(removed);
  });

  it('remembers the files of the others, and whether the repository is its own', () => {
    expect(removalOf()).toMatchObject({ ownRepository: false, others: ['apps/web/k.yaml'], repo: 'acme/manifests' });
    expect(removalOf({ repo: 'acme/{component}-manifests' })).toMatchObject({
      ownRepository: true,
      repo: 'acme/api-manifests',
    });
  });
});

describe('the directories of a component', () => {
  it.each([
    ['apps/{component}/k.yaml', ['apps/api']],
    ['{component}/overlays/{component}/k.yaml', ['api']],
    ['apps/svc-{component}/k.yaml', ['apps/svc-api']],
    ['staging/{component}.yaml', []],
    ['values.yaml', []],
  ])('of the pin %s are %j', (file, directories) => {
    expect(directoriesOf(removalOf({ file }))).toEqual(directories);
  });
});

describe('what is a component’s alone', () => {
  const text = `images:\n  - name: registry.acme.dev/api\n    digest: ${DIGEST}\n`;

  it('is the file that bears its name, and all below its directory', () => {
    const below = new Map([['apps/api', ['apps/api/base.yaml', 'apps/api/k.yaml']]]);

    const found = belongingsOf(removalOf(), { here: here({ 'apps/api/k.yaml': text }), below, inUse: [] });

    expect(found).toEqual({ deletes: ['apps/api/base.yaml', 'apps/api/k.yaml'], left: [] });
  });

  it('is nothing of a file that others share: its line is named', () => {
    const file = 'kustomization.yaml';

    const found = belongingsOf(removalOf({ file }), { here: here({ [file]: text }), below: new Map(), inUse: [] });

    expect(found).toEqual({ deletes: [], left: [{ path: file, line: 3, because: 'the file has other pins too' }] });
  });

  it('is nothing that is gone already', () => {
    const gone = { here: here({}), below: new Map([['apps/api', []]]), inUse: [] };

    expect(belongingsOf(removalOf(), gone)).toEqual({ deletes: [], left: [] });
  });

  it('is no directory below which the pipeline in force has a pin, under whatever name', () => {
    const renamed = pipeline({ components: ['web', 'api2'], file: 'apps/api/{component}.yaml' });
    const inUse = filesOf(renamed, { repo: repoName('Acme/Manifests') });
    const below = new Map([['apps/api', ['apps/api/api2.yaml', 'apps/api/base.yaml', 'apps/api/k.yaml']]]);

    const found = belongingsOf(removalOf(), { here: here({ 'apps/api/k.yaml': text }), below, inUse });

    expect(inUse).toContain('apps/api/api2.yaml');
    expect(found.deletes).toEqual(['apps/api/k.yaml']);
    expect(found.left.map(({ path }) => path)).toEqual(['apps/api/base.yaml']);
  });

  it('is in no other repository or branch', () => {
    const place = { repo: repoName('acme/manifests'), branch: 'main' as never };

    expect(filesOf(pipeline({ repo: 'acme/others' }), place)).toEqual([]);
    expect(filesOf(pipeline(), place, (_, name) => name !== componentName('api'))).toEqual(['apps/web/k.yaml']);
  });
});
