import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS, MANIFESTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const PLATFORM = 'acme/platform';
const FILE = '.github/sluice.yml';
const HOUR = 60 * 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const withoutLedger = (pipeline: string): string => pipeline.replace(/ {2}ledger:\n(?: {4}.*\n)+/, '');

async function commits(repo: string, path: string, text: string): Promise<void> {
  await world.person('grace').commits(repo, { branch: 'main', path, text, message: `Write ${path}` });
}

async function pipelineBecomes(text: string): Promise<void> {
  await commits(PLATFORM, FILE, text);
  await world.settled();
}

/** Both components in one file of staging, beside a file of their own. */
const SHARED = CHAIN_PIPELINE.replace(
  'pins: [{ file: "staging/{component}.yaml", holds: digest }]',
  'pins: [{ file: "staging/{component}.yaml", holds: digest }, { file: staging/all.yaml, holds: digest }]',
);
const ALL_ALONE = CHAIN_PIPELINE.replace('"staging/{component}.yaml"', 'staging/all.yaml');

async function writesAll(): Promise<void> {
  const texts = await Promise.all(
    ['payments', 'ledger'].map((name) => world.file(ENVIRONMENTS, `staging/${name}.yaml`)),
  );
  await commits(ENVIRONMENTS, 'staging/all.yaml', texts.join('---\n'));
}

const statusOfPipeline = async (context: string): Promise<string | null | undefined> =>
  (await world.statusOn(PLATFORM, await world.person('ada').tipOf(PLATFORM, 'main'), context))?.description;

describe('what a removed component leaves in files of others', () => {
  it('is not touched: the pull request names file and line for a person', async () => {
    world = await World.chain();
    await writesAll();
    await pipelineBecomes(SHARED);
    await pipelineBecomes(withoutLedger(SHARED));

    const { body, title } = await world.pull(ENVIRONMENTS);
    expect(title).toBe('ledger leaves staging: delete 1 file');
    const tip = await world.person('ada').tipOf(ENVIRONMENTS, 'main');
    const line = (await world.file(ENVIRONMENTS, 'staging/all.yaml'))
      .split('\n')
      .findIndex((text) => text.includes('/ledger@'));
    expect(body).toContain(
      `- [staging/all.yaml:${line + 1}](${world.origin}/${ENVIRONMENTS}/blob/${tip}/staging/all.yaml#L${line + 1}): the file has other pins too`,
    );
  });

  it('is said on the commit of the pipeline file where nothing else is left, since there is no pull request to say it', async () => {
    world = await World.chain();
    await writesAll();
    await pipelineBecomes(ALL_ALONE);
    await pipelineBecomes(withoutLedger(ALL_ALONE));

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await statusOfPipeline('sluice/tidy/staging/ledger')).toMatch(
      /^Ledger is still in staging\/all\.yaml:\d+ of acme\/environments, which others share: a person/,
    );
  });

  it('stays, and so does what stands beside it, where its directory has pins of another stage', async () => {
    const pipeline = CHAIN_PIPELINE.replace('"staging/{component}.yaml"', '"{component}/staging.yaml"');
    const production = pipeline
      .slice(pipeline.indexOf('  staging:\n'), pipeline.indexOf('issues:'))
      .replace('  staging:', '  production:')
      .replace('staging.yaml', 'production.yaml')
      .replace('from: manifest', 'from: staging');
    const both = pipeline.replace('issues:', `${production}issues:`);
    world = await World.chain();
    for (const name of ['payments', 'ledger']) {
      const text = await world.file(ENVIRONMENTS, `staging/${name}.yaml`);
      for (const stage of ['staging', 'production']) await commits(ENVIRONMENTS, `${name}/${stage}.yaml`, text);
    }
    await commits(ENVIRONMENTS, 'ledger/base.yaml', '# shared by both\n');
    await pipelineBecomes(both);

    await pipelineBecomes(both.replace('    from: manifest\n', '    from: manifest\n    components: [payments]\n'));

    const { title, body } = await world.pull(ENVIRONMENTS);
    expect(title).toBe('ledger leaves staging: delete 1 file');
    expect(body).toContain('- ledger/staging.yaml');
    expect(body).toMatch(/- \[ledger\/base\.yaml\]\(.*\): it stands beside ledger\/production\.yaml/);
  });

  it('is left to a person where it is more than a hundred files', async () => {
    world = await World.chain();
    const ada = world.person('ada');
    const additions = Array.from({ length: 100 }, (_, index) => ({
      path: `apps/ledger/parts/${index}.yaml`,
      contents: Buffer.from('# a part\n').toString('base64'),
    }));
    await ada.call('POST', '/graphql', {
      query:
        'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { clientMutationId } }',
      variables: {
        input: {
          branch: { repositoryNameWithOwner: MANIFESTS, branchName: 'main' },
          message: { headline: 'Many parts' },
          expectedHeadOid: await ada.tipOf(MANIFESTS, 'main'),
          fileChanges: { additions },
        },
      },
    });

    await pipelineBecomes(withoutLedger(CHAIN_PIPELINE));

    expect(await world.pulls(MANIFESTS)).toEqual([]);
    expect(await statusOfPipeline('sluice/tidy/manifest/ledger')).toMatch(
      /^Ledger has 101 files in acme\/manifests, too many/,
    );
    const [entry] = (await world.ledger({ kind: 'tidy-ended' })).filter(({ lane }) => lane?.includes('manifest'));
    expect(entry?.facts['left']).toHaveLength(101);
  });
});

describe('tidying up', () => {
  it('writes to no repository that has not joined, and goes on once it has', async () => {
    world = await World.chain();
    await commits(ENVIRONMENTS, FILE, '# nothing\n');
    await pipelineBecomes(withoutLedger(CHAIN_PIPELINE));
    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await world.pulls(MANIFESTS)).toHaveLength(1);

    await commits(ENVIRONMENTS, FILE, 'pipeline: acme/platform\n');
    await world.after(6 * HOUR + 1);

    expect((await world.pull(ENVIRONMENTS)).title).toBe('ledger leaves staging: delete 1 file');
  });

  it('is not lost when Sluice dies between putting the file in force and wanting it', async () => {
    world = await World.chain();
    const { attention } = world.store;
    const want = attention.want.bind(attention);
    let deaths = 0;
    attention.want = (key, at, because) => {
      if (!key.startsWith('tidy:') || deaths > 0) return want(key, at, because);
      deaths += 1;
      return Promise.reject(new Error('killed'));
    };

    await pipelineBecomes(withoutLedger(CHAIN_PIPELINE));
    expect(deaths).toBe(1);
    attention.want = want;
    await world.app.begin();
    await world.settled();

    expect((await world.pull(ENVIRONMENTS)).title).toBe('ledger leaves staging: delete 1 file');
    expect(await world.ledger({ kind: 'component-removed' })).toHaveLength(2);
  });

  it('is not lost, nor done twice, when the answer to its one write is lost', async () => {
    world = await World.chain();
    const { effects } = world.app.tools;
    const run = effects.run.bind(effects);
    let lost = 0;
    effects.run = async (repo, step, lookedAt) => {
      const outcome = await run(repo, step, lookedAt);
      if (step.do !== 'publish' || repo !== ENVIRONMENTS || lost > 0) return outcome;
      lost += 1;
      return { outcome: 'unknown-outcome', because: 'the answer was lost' };
    };

    await pipelineBecomes(withoutLedger(CHAIN_PIPELINE));
    await world.after(60_000);

    expect(lost).toBe(1);
    expect(await world.pulls(ENVIRONMENTS, 'all')).toHaveLength(1);
    expect((await world.ledger({ kind: 'tidy-proposed' })).map(({ lane }) => lane)).toContain(
      'acme/platform:staging/ledger',
    );
  });

  it('deletes nothing while a read fails', async () => {
    world = await World.chain();
    const { trees } = world.app.tools;
    const { filesBelow } = trees;
    trees.filesBelow = () => Promise.resolve({ unknown: 'GitHub could not be reached' });
    await pipelineBecomes(withoutLedger(CHAIN_PIPELINE));
    expect(await world.pulls(MANIFESTS)).toEqual([]);

    trees.filesBelow = filesBelow;
    await world.after(60_000);

    expect(await world.pulls(MANIFESTS)).toHaveLength(1);
  });
});
