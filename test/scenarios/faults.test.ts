import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import type { CallRule } from '../../src/forge/faults/rule.ts';
import { closeSharedStore, World } from './world.ts';

const DOCKER = 'acme/payments-docker';
const MINUTE = 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** Scene 1 with one fault in it, and enough time afterwards for everything to come right. */
async function playWith(rule: CallRule): Promise<void> {
  world = await World.with();
  world.forge.faults.add({ ...rule, ...(rule.operation === 'graphql:Range' ? {} : { repo: DOCKER }) });
  const { commit } = await world.merges('Retry transfers');
  await world.settled();
  for (let wait = 0; wait < 4; wait += 1) await world.after(2 * MINUTE);
  await world.buildEnds(DOCKER, 1);
  await world.settled();
  for (let wait = 0; wait < 4; wait += 1) await world.after(11 * MINUTE);

  const pulls = await world.pulls(DOCKER, 'all');
  expect(pulls.map(({ number, merged_at: merged }) => [number, merged !== null])).toEqual([[1, true]]);
  expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
  expect(await world.ledger({ kind: 'merged' })).toHaveLength(1);
  expect(await world.store.attention.parked()).toEqual([]);
  const [record] = world.forge.faults.records;
  expect(record?.struck).toBe(
    rule.do !== undefined && 'unmergeable' in rule.do ? rule.do.unmergeable : (rule.times ?? 1),
  );
}

/** How often the bot tried: twice where the first try certainly did nothing, once where it may have happened. */
const tries = (operation: string): number => world.calls().writes.filter((call) => call === operation).length;

describe('one call goes wrong, and the world ends the same', () => {
  it.each<CallRule>([
    { operation: 'graphql:Publish', nth: 1, when: 'before', do: { status: 502 } },
    { operation: 'graphql:Publish', nth: 1, when: 'after', do: { status: 502 } },
    { operation: 'graphql:Publish', nth: 1, when: 'lost' },
    { operation: 'pulls/merge', nth: 1, when: 'before', do: { status: 502 } },
    { operation: 'pulls/merge', nth: 1, when: 'after', do: { status: 502 } },
    { operation: 'pulls/merge', nth: 1, when: 'lost' },
    { operation: 'graphql:Look', nth: 2, times: 4, when: 'before', do: { status: 503 } },
    { operation: 'graphql:Range', nth: 1, when: 'lost' },
    { operation: 'graphql:Promotion', nth: 1, when: 'lost' },
    { operation: 'graphql:DeleteBranch', nth: 1, when: 'lost' },
  ])('$operation fails $when the effect', async (rule) => {
    await playWith(rule);

    const again = rule.when === 'before' ? 2 : 1;
    expect(tries('graphql:Publish')).toBe(rule.operation === 'graphql:Publish' ? again : 1);
    expect(tries('pulls/merge')).toBe(rule.operation === 'pulls/merge' ? again : 1);
  });

  it.each<CallRule>([
    {
      operation: 'graphql:Publish',
      nth: 1,
      when: 'before',
      do: { status: 403, retryAfter: 60 },
    },
    {
      operation: 'pulls/merge',
      nth: 1,
      when: 'before',
      do: { status: 429, retryAfter: 60, body: { message: 'Too many requests' } },
    },
    {
      operation: 'graphql:Look',
      nth: 3,
      when: 'before',
      do: { status: 429 },
    },
  ])('$operation is limited with $status, waits as told, and holds no worker', async (rule) => {
    await playWith(rule);

    const again = rule.when === 'before' ? 2 : 1;
    expect(tries('graphql:Publish')).toBe(rule.operation === 'graphql:Publish' ? again : 1);
    expect(tries('pulls/merge')).toBe(rule.operation === 'pulls/merge' ? again : 1);
  });

  it.each<CallRule>([
    { operation: 'pulls/merge', nth: 1, do: { moved: 'base' } },
    { operation: 'pulls/merge', nth: 1, do: { token: 'revoked' } },
    { operation: 'pulls/merge', nth: 1, do: { reset: true } },
    { operation: 'pulls/merge', nth: 1, when: 'after', do: { delay: 30_000 } },
    { operation: 'graphql:Publish', nth: 1, do: { token: 'expired' } },
    { operation: 'graphql:Look', nth: 2, do: { stale: { writes: 1 } } },
    { operation: 'graphql:Look', times: 2, do: { notYet: 60_000 } },
    { operation: 'graphql:Look', times: 1, do: { unmergeable: 2 } },
  ])('%j is outlived', async (rule) => {
    await playWith(rule);

    expect(world.forge.violations).toEqual([]);
  });

  it('a comment whose answer was lost is not said twice', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    world.forge.faults.add({ operation: 'graphql:Comment', nth: 1, when: 'lost' });

    await world
      .person('grace')
      .commits(DOCKER, { branch: 'sluice/docker/payments', path: 'NOTES.md', text: 'wait\n', message: 'wait' });
    await world.settled();
    for (let wait = 0; wait < 3; wait += 1) await world.after(MINUTE);

    expect(await world.comments(DOCKER, 1)).toHaveLength(1);
  });

  it('a comment that never arrived is said after the settle time', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    world.forge.faults.add({ operation: 'graphql:Comment', nth: 1, when: 'before', do: { status: 502 } });

    await world
      .person('grace')
      .commits(DOCKER, { branch: 'sluice/docker/payments', path: 'NOTES.md', text: 'wait\n', message: 'wait' });
    await world.settled();
    expect(await world.comments(DOCKER, 1)).toHaveLength(0);
    for (let wait = 0; wait < 3; wait += 1) await world.after(MINUTE);

    expect(await world.comments(DOCKER, 1)).toHaveLength(1);
  });

  it('a merged branch that GitHub would not delete is asked for once a day, and goes when it may', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    const branch = (): unknown =>
      world.forge.state.repos.get(DOCKER)?.git.refs.read('refs/heads/sluice/docker/payments');
    world.forge.faults.add({
      operation: 'graphql:DeleteBranch',
      nth: 1,
      times: 3,
      when: 'before',
      do: { status: 422 },
    });
    await world.buildEnds(DOCKER, 1);
    await world.settled();
    const tried = tries('graphql:DeleteBranch');
    const aDayOfSweeps = async (): Promise<void> => {
      for (let sweep = 0; sweep < 47; sweep += 1) await world.after(31 * MINUTE);
    };

    await aDayOfSweeps();
    expect(tries('graphql:DeleteBranch')).toBe(tried + 1);
    expect(branch()).toBeDefined();
    await aDayOfSweeps();

    expect(tries('graphql:DeleteBranch')).toBe(tried + 2);
    expect(branch()).toBeUndefined();
  });

  it('a head that moves between the look and the merge is not merged unseen', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    const { number, head } = await world.pull(DOCKER);
    await world.person('acme-ci').reports(DOCKER, head.sha, { context: 'build', state: 'success' });
    let moved: string | undefined;
    world.beforeCall(`/pulls/${number}/merge`, async () => {
      moved ??= await world
        .person('grace')
        .commits(DOCKER, { branch: head.ref, path: 'NOTES.md', text: 'wait\n', message: 'wait' });
    });

    await world.settled();

    expect(moved).toBeDefined();
    expect(await world.pull(DOCKER)).toMatchObject({ number, head: { sha: moved } });
  });
});
