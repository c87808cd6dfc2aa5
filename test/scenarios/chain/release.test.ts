import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { closeSharedStore, World } from '../world.ts';
import { ENVIRONMENTS, ledgerReaches, MANIFESTS, paymentsReaches } from './chain.ts';

const LANE = 'acme/platform:staging';
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** The lanes of every look from now on; GitHub's own record of calls does not say which lanes a query was about. */
function watchLooks({ app }: World): string[][] {
  const looks: string[][] = [];
  const { look } = app.tools.looks;
  app.tools.looks.look = (requests) => {
    looks.push(requests.map(({ lane }) => lane.id));
    return look(requests);
  };
  return looks;
}

const staging = (component: string, branch = 'main'): Promise<string> =>
  world.file(ENVIRONMENTS, `staging/${component}.yaml`, branch);

const swap = (text: string, digest: string): string => text.replace(/sha256:[0-9a-f]{64}/, digest);

describe('the release of an environment', () => {
  it('opens with what the stage before has proven: components, changelogs, and what it waits for', async () => {
    world = await World.chain();
    const before = await staging('ledger');

    const { commit, digest } = await ledgerReaches(world, 'Round up', 'Refs #12\n\nFixes #14');

    const pull = await world.pull(ENVIRONMENTS);
    expect(pull).toMatchObject({
      title: `Release to staging: ledger ${commit.slice(0, 7)}`,
      head: { ref: 'release-staging' },
      user: { login: 'sluice[bot]' },
    });
    expect(await staging('ledger', 'release-staging')).toBe(swap(before, digest));
    const body = pull.body.replaceAll(world.origin, 'https://github.example');
    expect(body).toContain(`[\`${commit.slice(0, 7)}\`](https://github.example/acme/ledger/commit/${commit})`);
    expect(body).toContain('- Round up ([#&#8203;1](https://github.example/acme/ledger/pull/1)) by ada');
    expect(body).toContain(' · see [#&#8203;12](https://github.example/acme/ledger/issues/12)');
    expect(body).toContain('Sluice merges it once `validate` and every check that GitHub requires have succeeded.');
    expect(await world.status(ENVIRONMENTS, pull.number)).toMatchObject({
      state: 'pending',
      description: 'Waits for validate (not reported yet)',
    });
  });

  it('takes two more merges into the same pull request while its checks are pending, and merges when green', async () => {
    world = await World.chain();
    const first = await ledgerReaches(world, 'Round up');
    const { number } = await world.pull(ENVIRONMENTS);

    const second = await ledgerReaches(world, 'Round down');
    const payments = await paymentsReaches(world, 'Retry transfers');

    const pull = await world.pull(ENVIRONMENTS);
    expect(pull.number).toBe(number);
    expect(pull.title).toBe(
      `Release to staging: payments ${payments.commit.slice(0, 7)} and ledger ${second.commit.slice(0, 7)}`,
    );
    expect(pull.body).toContain('Round up');
    expect(pull.body).toContain('Round down');
    expect(pull.body).toContain('Retry transfers');
    expect(await staging('ledger')).not.toContain(first.digest);
    await world.goesGreen(ENVIRONMENTS, 'validate');
    expect(await staging('ledger')).toContain(second.digest);
    expect(await staging('payments')).toContain(payments.digest);
    expect(await world.status(ENVIRONMENTS, number)).toMatchObject({
      state: 'success',
      description: 'Every gate is open.',
    });
    const [merged] = (await world.ledger({ kind: 'merged' })).slice(-1);
    expect(merged).toMatchObject({ lane: LANE, promotion: `${ENVIRONMENTS}#${number}` });
  });

  it('is merged where GitHub itself requires sluice/gates', async () => {
    world = await World.chain({ protection: { requiredChecks: ['sluice/gates'] } });
    const { digest } = await ledgerReaches(world, 'Round up');

    await world.goesGreen(ENVIRONMENTS, 'validate');

    expect(await staging('ledger')).toContain(digest);
  });

  it('says on the pull request of a person whether gates hold it', async () => {
    world = await World.chain();
    const ada = world.person('ada');
    const readme = { branch: 'words', title: 'Words', body: '', path: 'README.md', text: '# words\n' };
    const words = await ada.proposes(ENVIRONMENTS, readme);
    const text = swap(await staging('ledger'), `sha256:${'cd'.repeat(32)}`);
    const change = { branch: 'by-hand', title: 'By hand', body: '', path: 'staging/ledger.yaml', text };
    const pins = await ada.proposes(ENVIRONMENTS, change);
    await world.settled();

    expect(await world.status(ENVIRONMENTS, words)).toMatchObject({
      state: 'success',
      description: 'It moves no pin of the pipeline.',
    });
    expect(await world.status(ENVIRONMENTS, pins)).toMatchObject({
      state: 'pending',
      description: 'Staging waits for validate (not reported yet)',
    });
    await world.checkEnds(ENVIRONMENTS, pins, 'validate');
    await world.settled();
    expect(await world.status(ENVIRONMENTS, pins)).toMatchObject({ state: 'success' });
  });

  it('costs at most four reads and four writes from the hint to the merge', async () => {
    world = await World.chain();
    const { commit } = await world.merges('Round up', { component: 'ledger' });
    const { digest } = world.builds('ledger', commit);
    const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit };
    await world.person('acme-ci').dispatches('acme/ledger', 'sluice-artifact', said);
    await world.settled();
    const { number } = await world.pull(MANIFESTS);
    await world.checkEnds(MANIFESTS, number, 'lint');
    const lookedAt = watchLooks(world);
    const looks = (): number => lookedAt.filter((lanes) => lanes.includes(LANE)).length;
    let atMerge = 0;
    world.beforeCall('/merge', () => {
      atMerge = looks();
      return Promise.resolve();
    });
    const start = world.forge.calls.length;
    await world.settled();
    world.lets(2_000);
    await world.goesGreen(ENVIRONMENTS, 'validate');

    const { reads, writes } = world.calls(start);
    expect(atMerge).toBe(3);
    // The manifest lane asked for the same range before.
    expect(reads).not.toContain('graphql:Range');
    expect(writes.filter((name) => name !== 'graphql:DeleteBranch').slice(1, 5)).toEqual([
      'graphql:Publish',
      'repos/create-commit-status',
      'repos/create-commit-status',
      'pulls/merge',
    ]);
  });
});
