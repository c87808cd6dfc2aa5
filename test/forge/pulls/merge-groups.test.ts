import { describe, expect, it } from '@jest/globals';
import { readCommit } from '../../../src/forge/git/commit.ts';
import type { DomainWorld } from '../domain-world.ts';
import { freshDisk, gitLines } from '../git/oracle.ts';
import { enqueues, idOf, mergingWorld, mutates, opens, pullIn, queued, reports, tipOf } from './merging.ts';

/** The branches of the queue, by the number of their pull request. */
function groups(world: DomainWorld): Record<string, string> {
  const refs = world.repo('shop').git.refs.list('refs/heads/gh-readonly-queue/');
  return Object.fromEntries([...refs].map(([name, oid]) => [/pr-(\d+)-/.exec(name)?.[1] ?? name, oid]));
}

function parentsOf(world: DomainWorld, oid: string | undefined): string[] {
  return readCommit(world.repo('shop').git.objects, oid!).parents;
}

function destroyed(world: DomainWorld): unknown[] {
  return world.emitted
    .filter(({ event, action }) => event === 'merge_group' && action === 'destroyed')
    .map(({ payload }) => payload['reason']);
}

async function threeQueued(protection: Parameters<typeof mergingWorld>[0] = queued): Promise<DomainWorld> {
  const world = await mergingWorld(protection);
  await enqueues(world, 'a', 1);
  await enqueues(world, 'b', 2);
  await enqueues(world, 'c', 3);
  return world;
}

describe('the groups of a queue', () => {
  it('stand each on the one before', async () => {
    const world = await threeQueued();

    const { 1: first, 2: second, 3: third } = groups(world);

    expect(parentsOf(world, first)[0]).toBe(tipOf(world));
    expect([parentsOf(world, second)[0], parentsOf(world, third)[0]]).toEqual([first, second]);
  });

  it('merge in order, whichever is checked first', async () => {
    const world = await threeQueued();
    const { 1: first, 2: second } = groups(world);

    await reports(world, second!);
    const early = tipOf(world);
    await reports(world, first!);

    expect(early).toBe(parentsOf(world, first)[0]);
    expect(tipOf(world)).toBe(second);
    expect([1, 2, 3].map((number) => pullIn(world, number).merged?.commit)).toEqual([first, second, undefined]);
    expect(destroyed(world)).toEqual(['merged', 'merged']);
    expect(world.breaches()).toEqual([]);
  });

  it('are built anew behind one that leaves', async () => {
    const world = await threeQueued();
    const { 1: first, 3: before } = groups(world);

    await mutates(world, 'bob', { dequeuePullRequest: { id: await idOf(world, 2) } });

    const { 2: gone, 3: after } = groups(world);
    expect(gone).toBeUndefined();
    expect(after).not.toBe(before);
    expect(parentsOf(world, after)[0]).toBe(first);
    expect(destroyed(world)).toEqual(['dequeued', 'invalidated']);
    expect(world.breaches()).toEqual([]);
  });

  it('leave out one that conflicts with those before it', async () => {
    const world = await mergingWorld(queued);
    await enqueues(world, 'a', 1);
    const other = await world.branch('alice', 'shop', { name: 'other', path: 'a.txt', text: 'other\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Other', head: 'other', base: 'main' });
    await reports(world, other);

    await mutates(world, 'bob', { enqueuePullRequest: { pullRequestId: await idOf(world, 2) } });

    expect(Object.keys(groups(world))).toEqual(['1']);
    expect(world.emitted.at(-1)?.payload).toMatchObject({ action: 'dequeued', reason: 'MERGE_CONFLICT' });
  });

  it('start with one that jumps the queue', async () => {
    const world = await mergingWorld(queued);
    await enqueues(world, 'a', 1);
    await reports(world, await opens(world, 'b'));

    await mutates(world, 'bob', { enqueuePullRequest: { pullRequestId: await idOf(world, 2), jump: true } });

    const { 1: second, 2: first } = groups(world);
    expect(parentsOf(world, first)[0]).toBe(tipOf(world));
    expect(parentsOf(world, second)[0]).toBe(first);
    expect(destroyed(world)).toEqual(['invalidated']);
  });

  it.each([
    ['merge', 2],
    ['squash', 1],
    ['rebase', 1],
  ] as const)('are made by the method of the queue: %s', async (method, parents) => {
    const world = await threeQueued({ ...queued, mergeQueue: { method } });

    for (const number of ['1', '2', '3']) await reports(world, groups(world)[number]!);

    const tip = tipOf(world);
    expect(pullIn(world, 3).merged).toMatchObject({ method, commit: tip });
    expect(parentsOf(world, tip)).toHaveLength(parents);
    expect([...world.repo('shop').mergeQueues]).toEqual([]);
    expect(world.forge.state.mergingRepos.size).toBe(0);
  });

  it('go when the branch asks for a queue no longer', async () => {
    const world = await threeQueued();
    delete world.repo('shop').protection.get('main')!.mergeQueue;

    await world.done('alice', 'GET /repos/acme/shop');

    expect(groups(world)).toEqual({});
    expect(world.emitted.filter(({ payload }) => payload['reason'] === 'QUEUE_CLEARED')).toHaveLength(3);
  });

  it('are flawless for git', async () => {
    const disk = freshDisk();
    const world = await mergingWorld(queued, {}, () => disk);
    await enqueues(world, 'a', 1);
    await enqueues(world, 'b', 2);
    await enqueues(world, 'c', 3);
    await mutates(world, 'bob', { dequeuePullRequest: { id: await idOf(world, 2) } });
    await reports(world, groups(world)['1']!);

    expect(gitLines(disk.directory, 'fsck', '--strict', '--no-dangling')).toEqual([]);
    expect(gitLines(disk.directory, 'for-each-ref', '--format=%(objectname)', 'refs/heads/main')).toEqual([
      tipOf(world),
    ]);
  });
});
