import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { liveThings } from '../../../src/core/text/live-things.ts';
import { addRepositories } from '../../../src/forge/domain/installations.ts';
import { seedRepo } from '../../../src/forge/seed/organisation.ts';
import { closeSharedStore, World, type PullView, type StatusView } from '../world.ts';
import { deployerAnswers, DOCKER, ENVIRONMENTS, ledgerReaches, MANIFESTS, paymentsReaches, released } from './chain.ts';

const PLATFORM = 'acme/platform';
const FILE = '.github/sluice.yml';
const MINUTE = 60_000;
const BROKEN = CHAIN_PIPELINE.replace('merge: when-green', 'merge: when-gren').replace('from: docker', 'from: dokcer');
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** ada proposes a text of a repository's pipeline file. */
async function proposes(text: string, { repo = PLATFORM, path = FILE } = {}): Promise<number> {
  const number = await world
    .person('ada')
    .proposes(repo, { branch: 'policy', title: 'Another policy', body: '', path, text });
  await world.settled();
  return number;
}

/** ada pushes another text to her proposal. */
async function edits(text: string, repo = PLATFORM): Promise<void> {
  await world.person('ada').commits(repo, { branch: 'policy', path: FILE, text, message: 'Edit' });
  await world.settled();
}

const verdict = (number: number, repo = PLATFORM): Promise<StatusView | undefined> =>
  world.status(repo, number, 'sluice/pipeline');

const said = async (number: number, repo = PLATFORM): Promise<string[]> =>
  (await world.comments(repo, number)).filter(({ user }) => user.login === 'sluice[bot]').map(({ body }) => body);

/** Commits a text to a repository's pipeline file on its default branch. */
async function commits(text: string, repo = PLATFORM): Promise<void> {
  await world.person('grace').commits(repo, { branch: 'main', path: FILE, text, message: 'Commit the file' });
  await world.settled();
}

/** The App gains a repository in which no pipeline is in force. */
async function gainsShop(): Promise<string> {
  const repo = 'acme/shop';
  const { state } = world.forge;
  const shop = seedRepo(state, { fullName: repo, files: { 'README.md': '# shop\n' }, roles: { ada: 'write' } });
  const [installation] = state.installations.values();
  if (installation === undefined) throw new Error('the App is installed nowhere');
  addRepositories(state, installation, [shop], state.app.owner);
  await world.settled();
  return repo;
}

describe('a pull request that changes the pipeline file', () => {
  it('is reviewed though no webhook tells of it, nor of what is pushed to it', async () => {
    world = await World.chain();
    world.forge.faults.add({ webhook: '*', do: 'drop' });
    const number = await proposes(BROKEN);
    expect(await verdict(number)).toBeUndefined();

    await world.after(31 * MINUTE);
    expect(await verdict(number)).toMatchObject({ state: 'failure' });
    expect(await said(number)).toHaveLength(1);

    await edits(CHAIN_PIPELINE.replace('lint', 'validate'));
    await world.after(31 * MINUTE);
    expect(await verdict(number)).toMatchObject({ state: 'success' });
    expect(await said(number)).toHaveLength(1);
  });

  it('is looked for once among those that are only older than the file', async () => {
    world = await World.chain();
    world.forge.faults.add({ webhook: '*', do: 'drop' });
    const more = { branch: 'more', title: 'More', body: '', path: 'README.md', text: 'More.\n' };
    const number = await world.person('ada').proposes(PLATFORM, more);
    await commits(`${CHAIN_PIPELINE}# touched\n`);
    await world.after(120 * MINUTE);

    expect(world.calls().reads.filter((read) => read === 'graphql:Proposal')).toHaveLength(1);
    expect(await verdict(number)).toBeUndefined();
  });

  it('and breaks it gets a failed status and one comment with every problem, which is edited until it loads', async () => {
    world = await World.chain();
    const number = await proposes(BROKEN);

    expect(await verdict(number)).toMatchObject({
      state: 'failure',
      description: expect.stringMatching(/^2 problems: /),
    });
    const [first = '', ...more] = await said(number);
    expect(more).toEqual([]);
    expect(first).toContain('has 2 problems');
    expect(first).toMatch(/line 19:\d+, \*\*stages\.docker\.merge\*\*: .*Did you mean when-green\?/);
    expect(first).toMatch(/line 22:\d+, \*\*stages\.manifest\.from\*\*: .*Did you mean docker\?/);

    await edits(CHAIN_PIPELINE.replace('from: docker', 'from: dokcer'));
    expect(await verdict(number)).toMatchObject({
      state: 'failure',
      description: expect.stringMatching(/^1 problem: /),
    });
    const [second = '', ...others] = await said(number);
    expect(others).toEqual([]);
    expect(second).toContain('has 1 problem');
    expect(second).not.toContain('when-gren');

    await edits(`${CHAIN_PIPELINE}# a remark\n`);
    expect(await verdict(number)).toMatchObject({ state: 'success', description: 'It loads: 2 components, 3 stages.' });
    expect(await said(number)).toEqual([expect.stringContaining('The pipeline file loads now.')]);
  });

  it('and is good gets a success and no comment', async () => {
    world = await World.chain();

    const number = await proposes(`${CHAIN_PIPELINE}# a remark\n`);

    expect(await verdict(number)).toMatchObject({ state: 'success', description: 'It loads: 2 components, 3 stages.' });
    expect(await said(number)).toEqual([]);
  });

  it('and is reviewed again says nothing twice', async () => {
    world = await World.chain();
    world.forge.faults.add({ webhook: '*', do: 'duplicate' });
    const number = await proposes(BROKEN);
    const start = world.forge.calls.length;

    await world.person('ada').call('PATCH', `/repos/${PLATFORM}/pulls/${number}`, { title: 'Another title' });
    await world.settled();

    expect(world.calls(start).writes).toEqual([]);
    expect(await said(number)).toHaveLength(1);
  });

  it('is never merged by Sluice, however green it is', async () => {
    world = await World.chain();
    const number = await proposes(`${CHAIN_PIPELINE}# a remark\n`);
    for (const context of ['build', 'lint', 'validate']) await world.checkEnds(PLATFORM, number, context);
    await world.after(60 * 60_000);

    expect((await world.pull(PLATFORM)).number).toBe(number);
  });

  it('quotes a hostile value harmlessly', async () => {
    world = await World.chain();
    const hostile = '@acme/platform Fixes #1 <!-- sluice:v1 key=x kind=review --> ![x](https://evil.example/x)';
    const number = await proposes(CHAIN_PIPELINE.replace('merge: when-green', `merge: "${hostile}"`));

    const [comment = '', ...more] = await said(number);
    expect(more).toEqual([]);
    const ours = comment.match(/<!-- sluice:v1 [^>]*-->/g) ?? [];
    expect(ours).toHaveLength(1);
    expect(liveThings(comment, ours)).toEqual([]);
  });
});

describe('a pull request', () => {
  it('that makes a repository join with a mistake is told of it', async () => {
    world = await World.chain();
    const number = await proposes('pipelin: acme/platform\npipeline: acme\n', { repo: 'acme/ledger' });

    expect(await verdict(number, 'acme/ledger')).toMatchObject({ state: 'failure' });
    const [comment = ''] = await said(number, 'acme/ledger');
    expect(comment).toContain('Did you mean pipeline?');
    await edits('pipeline: acme/platform\n', 'acme/ledger');
    expect(await verdict(number, 'acme/ledger')).toMatchObject({
      state: 'success',
      description: 'The repository joins its pipeline.',
    });
    expect(await said(number, 'acme/ledger')).toEqual([expect.stringContaining('The pipeline file loads now.')]);
  });

  it('that brings the first pipeline file of a repository is checked like any other', async () => {
    world = await World.chain();
    const repo = await gainsShop();

    const number = await proposes(BROKEN, { repo });
    expect(await verdict(number, repo)).toMatchObject({ state: 'failure' });
    expect(await said(number, repo)).toHaveLength(1);
  });

  it('is reviewed where no pipeline is in force, though no webhook tells of it', async () => {
    world = await World.chain();
    const repo = await gainsShop();
    world.forge.faults.add({ webhook: '*', do: 'drop' });

    const number = await proposes(BROKEN, { repo });
    const start = world.forge.calls.length;
    await world.after(31 * MINUTE);

    expect(await verdict(number, repo)).toMatchObject({ state: 'failure' });
    expect(await said(number, repo)).toHaveLength(1);
    expect(world.calls(start).reads.filter((read) => read === 'graphql:Look')).toHaveLength(1);
  });

  it('that does not touch the file gets neither status nor comment', async () => {
    world = await World.chain();
    const number = await proposes('# words\n', { path: 'README.md' });

    expect(await verdict(number)).toBeUndefined();
    expect(await said(number)).toEqual([]);
  });

  it('that takes the file away says what that means', async () => {
    world = await World.chain();
    const ada = world.person('ada');
    await ada.branches(PLATFORM, 'gone', 'main');
    await ada.call('POST', '/graphql', {
      query:
        'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { clientMutationId } }',
      variables: {
        input: {
          branch: { repositoryNameWithOwner: PLATFORM, branchName: 'gone' },
          message: { headline: 'Remove it' },
          expectedHeadOid: await ada.tipOf(PLATFORM, 'gone'),
          fileChanges: { deletions: [{ path: FILE }] },
        },
      },
    });
    const pull = { title: 'Remove it', head: 'gone', base: 'main' };
    const { number } = await ada.call<PullView>('POST', `/repos/${PLATFORM}/pulls`, pull);
    await world.settled();

    expect(await verdict(number)).toMatchObject({
      state: 'success',
      description: 'Without the file nothing of this repository is released by Sluice.',
    });
  });
});

describe('while the default branch holds a file that does not load', () => {
  it('the last good one stays in force and the chain goes on', async () => {
    world = await World.chain();
    await commits(BROKEN);
    const tip = await world.person('ada').tipOf(PLATFORM, 'main');

    expect(await world.statusOn(PLATFORM, tip, 'sluice/pipeline')).toMatchObject({
      state: 'failure',
      description: expect.stringMatching(/^2 problems: \d+:\d+ /),
    });
    const { digest } = await ledgerReaches(world, 'Round up');
    const release = await released(world);
    await deployerAnswers(world, 'success');

    expect(await world.file(ENVIRONMENTS, 'staging/ledger.yaml')).toContain(digest);
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    await expect(world.explained()).rejects.toThrow(
      /does not load: .*when-gren.*dokcer.*mend it on the default branch/,
    );
  });
});

describe('while the default branch holds a file that does not load, and webhooks are lost', () => {
  it('the sweep carries on by the last good one, and reads the broken one no more', async () => {
    world = await World.chain();
    await commits(BROKEN);
    world.forge.faults.add({ webhook: '*', do: 'drop' });
    const { commit } = await world.merges('Retry transfers');
    const start = world.forge.calls.length;
    await world.after(31 * 60_000);

    expect(await world.file(DOCKER, 'Dockerfile', (await world.pull(DOCKER)).head.ref)).toContain(commit);
    expect(world.calls(start).reads).not.toContain('graphql:PipelineFile');
  });
});

describe('a repository that has not joined', () => {
  it('is not written to, says so in explain, and goes on once it joins', async () => {
    world = await World.chain();
    await commits('# nothing\n', ENVIRONMENTS);
    const start = world.forge.calls.length;
    const { digest } = await ledgerReaches(world, 'Round up');

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await world.explained()).toContain('acme/environments has not joined acme/platform: its .github/sluice.yml');
    expect(await world.file(MANIFESTS, 'apps/ledger/kustomization.yaml')).toContain(digest);
    expect(start).toBeGreaterThan(0);

    await commits('pipeline: acme/platform\n', ENVIRONMENTS);
    await released(world);
    expect(await world.file(ENVIRONMENTS, 'staging/ledger.yaml')).toContain(digest);
  });
});

describe('a pipeline whose components are made from a prefab', () => {
  it('carries a change like any other', async () => {
    const image = (name: string): string =>
      `    image: registry.acme.dev/${name}\n    build: { workflow: build.yml }\n`;
    const prefab =
      'prefabs:\n  service:\n    code: acme/{component}\n    image: registry.acme.dev/{component}\n    build: { workflow: build.yml }\n';
    const pipeline = CHAIN_PIPELINE.replace('components:\n', `${prefab}components:\n`)
      .replace(`    code: acme/payments\n${image('payments')}`, '    like: service\n')
      .replace(`    code: acme/ledger\n${image('ledger')}`, '    like: service\n');
    expect(pipeline.match(/like: service/g)).toHaveLength(2);
    world = await World.chain({ pipeline });

    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    await world.goesGreen(DOCKER, 'build');

    expect(await world.file(DOCKER, 'Dockerfile')).toContain(commit);
    const { digest } = await paymentsReaches(world, 'Retry longer');
    expect(await world.file(MANIFESTS, 'apps/payments/kustomization.yaml')).toContain(digest);
  });
});
