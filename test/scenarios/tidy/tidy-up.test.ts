import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { liveThings } from '../../../src/core/text/live-things.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { DOCKER, ENVIRONMENTS, ledgerReaches, MANIFESTS } from '../chain/chain.ts';
import { closeSharedStore, World, type PullView } from '../world.ts';

const PLATFORM = 'acme/platform';
const FILE = '.github/sluice.yml';
const DAY = 24 * 60 * 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** The pipeline without ledger, which is built from its code: it is in the manifests and in staging. */
const WITHOUT_LEDGER = CHAIN_PIPELINE.replace(/ {2}ledger:\n(?: {4}.*\n)+/, '');
/** The pipeline without payments, whose docker stage goes with it. */
const WITHOUT_PAYMENTS = CHAIN_PIPELINE.replace(/ {2}payments:\n(?: {4}.*\n)+/, '').replace('[payments]', '[ledger]');

/** grace pushes another pipeline file to the default branch. */
async function pipelineBecomes(text: string): Promise<void> {
  await world.person('grace').commits(PLATFORM, { branch: 'main', path: FILE, text, message: 'Another pipeline' });
  await world.settled();
}

async function adds(repo: string, path: string, text = '# more\n'): Promise<void> {
  await world.person('ada').commits(repo, { branch: 'main', path, text, message: `Add ${path}` });
  await world.settled();
}

const closes = async (repo: string, number: number): Promise<void> => {
  await world.person('ada').call('PATCH', `/repos/${repo}/pulls/${number}`, { state: 'closed' });
  await world.settled();
};

/** The files that a pull request changes, and how. */
async function changes(repo: string, { number }: PullView): Promise<string[]> {
  const files = await world
    .person('ada')
    .call<{ filename: string; status: string }[]>('GET', `/repos/${repo}/pulls/${number}/files`);
  return files.map(({ filename, status }) => `${status} ${filename}`).toSorted();
}

const ended = async (): Promise<unknown[]> =>
  (await world.ledger({ kind: 'tidy-ended' })).map(({ lane, facts }) => [lane, facts['says']]);

describe('a component that is taken out of the pipeline', () => {
  it('is removed downstream by a pull request per lane that lists what goes, and by whose change', async () => {
    world = await World.chain();
    await adds(MANIFESTS, 'apps/ledger/base/deployment.yaml');
    await pipelineBecomes(WITHOUT_LEDGER);
    const commit = await world.person('ada').tipOf(PLATFORM, 'main');

    const manifests = await world.pull(MANIFESTS);
    const environments = await world.pull(ENVIRONMENTS);
    expect(manifests).toMatchObject({
      title: 'ledger leaves manifest: delete 2 files',
      head: { ref: 'sluice/manifest/ledger' },
    });
    expect(environments).toMatchObject({
      title: 'ledger leaves staging: delete 1 file',
      head: { ref: 'sluice/staging/ledger' },
    });
    expect(await changes(MANIFESTS, manifests)).toEqual([
      'removed apps/ledger/base/deployment.yaml',
      'removed apps/ledger/kustomization.yaml',
    ]);
    expect(await changes(ENVIRONMENTS, environments)).toEqual(['removed staging/ledger.yaml']);
    expect(manifests.body).toContain('- apps/ledger/kustomization.yaml');
    expect(manifests.body).toContain(`[\`${commit.slice(0, 7)}\`](${world.origin}/${PLATFORM}/commit/${commit})`);
    expect(manifests.body).toContain('which is grace’s');
    expect(liveThings(manifests.body, manifests.body.match(/<!-- sluice:v1 [^>]*-->/g) ?? [])).toEqual([]);
  });

  it('is proposed to be removed, and never by Sluice itself, however green it is', async () => {
    world = await World.chain();
    await pipelineBecomes(WITHOUT_LEDGER);
    const { number } = await world.pull(ENVIRONMENTS);

    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await world.after(2 * DAY);

    expect((await world.pull(ENVIRONMENTS)).number).toBe(number);
  });

  it('loses nothing in a repository that is its own', async () => {
    world = await World.chain();
    await pipelineBecomes(WITHOUT_PAYMENTS);

    expect(await world.pulls(DOCKER, 'all')).toEqual([]);
    expect((await world.pull(MANIFESTS)).head.ref).toBe('sluice/manifest/payments');
    expect(await ended()).toContainEqual([
      'acme/platform:docker/payments',
      'acme/payments-docker holds nothing but payments',
    ]);
  });

  it('and leaves one stage alone is removed there alone', async () => {
    world = await World.chain();
    await pipelineBecomes(
      CHAIN_PIPELINE.replace('    from: manifest\n', '    from: manifest\n    components: [payments]\n'),
    );

    expect((await world.pull(ENVIRONMENTS)).title).toBe('ledger leaves staging: delete 1 file');
    expect(await world.pulls(MANIFESTS)).toEqual([]);
  });

  it('has one pull request a lane, however often its webhooks come', async () => {
    world = await World.chain();
    world.forge.faults.add({ webhook: '*', do: 'duplicate' });
    await pipelineBecomes(WITHOUT_LEDGER);
    await world.after(DAY);

    expect(await world.pulls(MANIFESTS, 'all')).toHaveLength(1);
    expect(await world.pulls(ENVIRONMENTS, 'all')).toHaveLength(1);
  });

  it('turns the pull request that was to move it into the one that removes it', async () => {
    world = await World.chain();
    const { commit } = await world.merges('Round up', { component: 'ledger' });
    const { digest } = world.builds('ledger', commit);
    const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit };
    await world.person('acme-ci').dispatches('acme/ledger', 'sluice-artifact', said);
    await world.settled();
    const { number } = await world.pull(MANIFESTS);

    await pipelineBecomes(WITHOUT_LEDGER);

    const pull = await world.pull(MANIFESTS);
    expect(pull).toMatchObject({ number, title: 'ledger leaves manifest: delete 1 file' });
    expect(await changes(MANIFESTS, pull)).toEqual(['removed apps/ledger/kustomization.yaml']);
  });

  it('takes along a file that came below its directory since', async () => {
    world = await World.chain();
    await pipelineBecomes(WITHOUT_LEDGER);
    const { number } = await world.pull(MANIFESTS);
    await adds(MANIFESTS, 'apps/ledger/late.yaml');

    await world.after(DAY + 1);

    const pull = await world.pull(MANIFESTS);
    expect(pull).toMatchObject({ number, title: 'ledger leaves manifest: delete 2 files' });
    expect(await changes(MANIFESTS, pull)).toContain('removed apps/ledger/late.yaml');
  });
});

describe('the pull request that removes a component', () => {
  it('is the last of it once a person has merged it', async () => {
    world = await World.chain();
    await pipelineBecomes(WITHOUT_LEDGER);
    await world.person('ada').merges(ENVIRONMENTS, (await world.pull(ENVIRONMENTS)).number);
    await world.after(DAY + 1);
    await adds(ENVIRONMENTS, 'staging/ledger.yaml');

    await pipelineBecomes(`${WITHOUT_LEDGER}# a remark\n`);

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await ended()).toEqual([['acme/platform:staging/ledger', 'its pull request has ended']]);
  });

  it('is not opened again once a person has closed it', async () => {
    world = await World.chain();
    await pipelineBecomes(WITHOUT_LEDGER);
    await closes(ENVIRONMENTS, (await world.pull(ENVIRONMENTS)).number);

    await pipelineBecomes(`${WITHOUT_LEDGER}# a remark\n`);
    await world.after(2 * DAY);

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await ended()).toEqual([
      ['acme/platform:staging/ledger', expect.stringMatching(/^#\d+ was closed by ada$/)],
    ]);
  });

  it('is closed with the reason when the component comes back, which then moves as before', async () => {
    world = await World.chain();
    await pipelineBecomes(WITHOUT_LEDGER);
    const { number } = await world.pull(MANIFESTS);

    await pipelineBecomes(CHAIN_PIPELINE);

    expect(await world.pulls(MANIFESTS)).toEqual([]);
    expect((await world.comments(MANIFESTS, number)).map(({ body }) => body)).toEqual([
      expect.stringContaining('**ledger** is back in the stage **manifest**'),
    ]);
    const { digest } = await ledgerReaches(world, 'Round up');
    expect(await world.file(MANIFESTS, 'apps/ledger/kustomization.yaml')).toContain(digest);
  });

  it('is opened anew when the component leaves a second time', async () => {
    world = await World.chain();
    await pipelineBecomes(WITHOUT_LEDGER);
    const first = await world.pull(ENVIRONMENTS);
    await closes(ENVIRONMENTS, first.number);
    await pipelineBecomes(CHAIN_PIPELINE);

    await pipelineBecomes(WITHOUT_LEDGER);

    const second = await world.pull(ENVIRONMENTS);
    expect(second.number).not.toBe(first.number);
    expect(second.title).toBe(first.title);
  });

  it('belongs to the person who commits to it: it is neither rewritten nor closed', async () => {
    world = await World.chain();
    await pipelineBecomes(WITHOUT_LEDGER);
    const { number, head } = await world.pull(MANIFESTS);
    const text = '# ledger is gone\n';
    await world.person('ada').commits(MANIFESTS, { branch: head.ref, path: 'README.md', text, message: 'Say so' });
    await adds(MANIFESTS, 'apps/ledger/late.yaml');
    const tip = await world.person('ada').tipOf(MANIFESTS, head.ref);
    await world.after(DAY + 1);
    expect(await world.person('ada').tipOf(MANIFESTS, head.ref)).toBe(tip);

    await world
      .person('grace')
      .commits(PLATFORM, { branch: 'main', path: FILE, text: CHAIN_PIPELINE, message: 'Back' });
    await world.settled();

    expect(await world.person('ada').tipOf(MANIFESTS, head.ref)).toBe(tip);
    expect((await world.pull(MANIFESTS)).number).toBe(number);
  });
});
