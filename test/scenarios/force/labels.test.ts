import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Role } from '../../../src/forge/domain/state.ts';
import { addPerson } from '../../../src/forge/seed/organisation.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { DOCKER, ENVIRONMENTS, MANIFESTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const SWEEP_MS = 31 * 60_000;
const PAYMENTS = 'acme/payments';
const LABEL = 'deploy/staging';

let world: World;

/** What somebody may do in a repository from now on. */
const may = (login: string, role: Role, repo = ENVIRONMENTS): void => {
  world.forge.state.repos.get(repo)?.roles.set(login, role);
};

const wishes = () => world.ledger({ kind: 'wish' });
const named = async (number: number, repo = PAYMENTS): Promise<string[]> =>
  (await world.comments(repo, number)).map(({ body }) => body.split('\n\n')[0] ?? '');

/** grace puts the label on, and everything that it leads to happens. */
async function grace(puts: string, number: number, repo = PAYMENTS): Promise<void> {
  await world.person('grace').labels(repo, number, puts);
  await world.settled();
}

afterEach(async () => world.end());
afterAll(closeSharedStore);

describe('a label deploy/<environment> on a merged code pull request', () => {
  beforeEach(async () => {
    world = await World.chain();
    may('grace', 'maintain');
  });

  it('of somebody who may maintain the repository of the environment is a wish', async () => {
    const { number, commit } = await world.merges('Retry transfers');

    await grace(LABEL, number);

    expect(await wishes()).toEqual([
      expect.objectContaining({
        lane: 'acme/platform:staging/payments',
        promotion: `${PAYMENTS}#${number}`,
        facts: expect.objectContaining({
          v: 1,
          component: 'payments',
          by: 'grace',
          wants: { carry: { of: 'code', commit, title: 'Retry transfers' } },
        }) as unknown,
      }),
    ]);
    expect(await world.labels(PAYMENTS, number)).toEqual([LABEL]);
    expect(await world.comments(PAYMENTS, number)).toEqual([]);
  });

  it('of somebody who may only write is taken off, and one comment says who may', async () => {
    const { number } = await world.merges('Retry transfers');

    await world.person('ada').labels(PAYMENTS, number, LABEL);
    await world.settled();

    expect(await wishes()).toEqual([]);
    expect(await world.labels(PAYMENTS, number)).toEqual([]);
    expect(await named(number)).toEqual([
      'The label `deploy/staging` releases this to **staging** ahead of everything else, and ada, who put it on, may not ask for that: whoever has `maintain` or more on acme/environments may.',
    ]);
  });

  it('of a bot is taken off, even though a person of its name may', async () => {
    const { number } = await world.merges('Retry transfers');
    addPerson(world.forge.state, 'grace[bot]');
    may('grace[bot]', 'write', PAYMENTS);

    await world.person('grace[bot]').labels(PAYMENTS, number, LABEL);
    await world.settled();

    expect(await wishes()).toEqual([]);
    expect(await world.labels(PAYMENTS, number)).toEqual([]);
  });

  it('is a wish once, however often its deliveries come', async () => {
    world.forge.faults.add({ webhook: '*', do: 'duplicate' });
    const { number } = await world.merges('Retry transfers');
    await world.person('ada').labels(PAYMENTS, number, 'deploy/stagin');

    await grace(LABEL, number);
    await world.after(SWEEP_MS);

    expect(await wishes()).toHaveLength(1);
    expect(await world.comments(PAYMENTS, number)).toHaveLength(1);
  });

  it('that names no environment is taken off, and the nearest one is named', async () => {
    const { number } = await world.merges('Retry transfers');

    await grace('deploy/stagign', number);

    expect(await world.labels(PAYMENTS, number)).toEqual([]);
    expect(await named(number)).toEqual([
      'Nothing of this repository goes to an environment called stagign, so the label deploy/stagign is taken off. Did you mean `deploy/staging`?',
    ]);
  });

  it('ends its wish when it is taken off', async () => {
    const { number } = await world.merges('Retry transfers');
    await grace(LABEL, number);
    const [entry] = await wishes();

    await world.person('ada').unlabels(PAYMENTS, number, LABEL);
    await world.settled();

    expect(await world.ledger({ kind: 'wish-ended' })).toEqual([
      expect.objectContaining({
        lane: 'acme/platform:staging/payments',
        facts: { v: 1, wish: entry?.key, because: `the label ${LABEL} was taken off ${PAYMENTS}#${number}` },
      }),
    ]);
  });

  it('keeps its wish on a look from before it was put on', async () => {
    const { number } = await world.merges('Retry transfers');
    world.forge.faults.add({ operation: 'graphql:Wish', nth: 2, do: { stale: { writes: 1 } } });
    await grace(LABEL, number);
    await world.store.attention.want(`wish:${PAYMENTS}#${number}`, 0, 'another look');

    await world.settled();

    expect(await world.ledger({ kind: 'wish-ended' })).toEqual([]);
    await world.person('ada').unlabels(PAYMENTS, number, LABEL);
    await world.settled();
    expect(await world.ledger({ kind: 'wish-ended' })).toHaveLength(1);
  });

  it('is found by the sweep when no webhook of pull requests comes, and so is its end', async () => {
    world.forge.faults.add({ webhook: 'pull_request', do: 'drop' });
    const { number } = await world.merges('Retry transfers');
    await grace(LABEL, number);
    expect(await wishes()).toEqual([]);

    await world.after(SWEEP_MS);
    expect(await wishes()).toHaveLength(1);
    await world.person('grace').unlabels(PAYMENTS, number, LABEL);
    await world.after(SWEEP_MS);

    expect(await world.ledger({ kind: 'wish-ended' })).toHaveLength(1);
  });

  it('is judged again in a minute when the roles cannot be read', async () => {
    const { number } = await world.merges('Retry transfers');
    await world.settled();
    world.forge.faults.add({
      operation: 'repos/get-collaborator-permission-level',
      when: 'before',
      do: { status: 502 },
    });

    await grace(LABEL, number);
    expect(await wishes()).toEqual([]);
    expect(await world.labels(PAYMENTS, number)).toEqual([LABEL]);
    world.forge.faults.clear();
    await world.after(60_000);

    expect(await wishes()).toHaveLength(1);
  });
});

describe('a label deploy/<environment> on an open code pull request', () => {
  beforeEach(async () => {
    world = await World.chain();
    may('grace', 'maintain');
  });

  it('acts at the merge', async () => {
    const number = await world.proposes('Retry transfers');
    await grace(LABEL, number);
    expect(await wishes()).toEqual([]);
    expect(await world.ledger({ kind: 'wish-heard' })).toHaveLength(1);

    await world.person('ada').merges(PAYMENTS, number);
    await world.settled();

    expect(await wishes()).toHaveLength(1);
  });

  it('of somebody who may no longer at the merge is taken off then', async () => {
    const number = await world.proposes('Retry transfers');
    await grace(LABEL, number);
    may('grace', 'write');

    await world.person('ada').merges(PAYMENTS, number);
    await world.settled();

    expect(await wishes()).toEqual([]);
    expect(await world.labels(PAYMENTS, number)).toEqual([]);
    expect(await world.comments(PAYMENTS, number)).toHaveLength(1);
  });

  it('that is closed without a merge leads to nothing, and stays', async () => {
    const number = await world.proposes('Retry transfers');
    await grace(LABEL, number);

    await world.person('ada').closes(PAYMENTS, number);
    await world.settled();

    expect(await wishes()).toEqual([]);
    expect(await world.labels(PAYMENTS, number)).toEqual([LABEL]);
    expect(await world.ledger({ kind: 'wish-ended' })).toHaveLength(1);
  });
});

describe('where the pipeline names teams that may force', () => {
  it('a member of one of them may, and a maintainer who is in none may not', async () => {
    const pipeline = CHAIN_PIPELINE.replace(
      '    release: on-change\n',
      '    release: on-change\n    force: ["@acme/payments"]\n',
    );
    world = await World.chain({ pipeline });
    may('grace', 'admin');
    const [first, second] = [await world.merges('Retry transfers'), await world.merges('Round up')];

    await grace(LABEL, first.number);
    await world.person('ada').labels(PAYMENTS, second.number, LABEL);
    await world.settled();

    expect(await world.labels(PAYMENTS, first.number)).toEqual([]);
    expect((await wishes()).map(({ promotion }) => promotion)).toEqual([`${PAYMENTS}#${second.number}`]);
  });
});

describe('a label deploy/<environment> further down the chain', () => {
  beforeEach(async () => {
    world = await World.chain();
    may('grace', 'maintain');
  });

  it('on the docker pull request that Sluice merges carries its merge', async () => {
    await world.merges('Retry transfers');
    await world.settled();
    const { number } = await world.pull(DOCKER);
    await grace(LABEL, number, DOCKER);

    await world.goesGreen(DOCKER, 'build');

    const commit = await world.person('ada').tipOf(DOCKER, 'main');
    expect((await wishes()).map(({ facts }) => facts['wants'])).toEqual([
      { carry: expect.objectContaining({ of: 'built', commit }) as unknown },
    ]);
  });

  it('on a manifest pull request carries what it pinned', async () => {
    const { commit } = await world.merges('Round up', { component: 'ledger' });
    const { digest } = world.builds('ledger', commit);
    await world.after(SWEEP_MS);
    const { number } = await world.pull(MANIFESTS);
    await grace(LABEL, number, MANIFESTS);

    await world.goesGreen(MANIFESTS, 'lint');

    expect((await wishes()).map(({ facts }) => facts['wants'])).toEqual([
      { carry: expect.objectContaining({ of: 'manifest', value: digest }) as unknown },
    ]);
  });
});
