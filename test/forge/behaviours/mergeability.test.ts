import { describe, expect, it } from '@jest/globals';
import { readCommit } from '../../../src/forge/git/commit.ts';
import type { DomainWorld } from '../domain-world.ts';
import { mergingWorld, opens, tipOf } from '../pulls/merging.ts';

/** A pull request as a reader sees it once its mergeability is known. */
async function known(world: DomainWorld, number: number) {
  await world.done('bob', `GET /repos/acme/shop/pulls/${number}`);
  world.clock.advance(1_000);
  return world.done('bob', `GET /repos/acme/shop/pulls/${number}`);
}

describe('the merge commit of a pull request', () => {
  it('is the test merge while it is open, which no branch holds [2]', async () => {
    const world = await mergingWorld();
    const head = await opens(world, 'a');
    const base = tipOf(world);

    const { merge_commit_sha: sha } = await known(world, 1);

    expect(readCommit(world.repo('shop').git.objects, sha).parents).toEqual([base, head]);
    expect([tipOf(world), tipOf(world, 'a')]).toEqual([base, head]);
  });

  it.each([
    ['merge', (base: string, head: string) => [base, head]],
    ['squash', (base: string) => [base]],
    ['rebase', (base: string) => [base]],
  ] as const)('is what a %s left on the base, once merged [2]', async (merge_method, parentsOf) => {
    const world = await mergingWorld();
    const head = await opens(world, 'a');
    const base = tipOf(world) ?? '';
    const { merge_commit_sha: test } = await known(world, 1);

    await world.done('bob', 'PUT /repos/acme/shop/pulls/1/merge', { merge_method });
    const { merge_commit_sha: sha } = await world.done('bob', 'GET /repos/acme/shop/pulls/1');

    expect(sha).toBe(tipOf(world));
    expect(sha).not.toBe(test);
    expect(readCommit(world.repo('shop').git.objects, sha).parents).toEqual(parentsOf(base, head));
  });
});

describe('a merge', () => {
  it('makes the mergeability of the other pull requests into the same base unknown again [33]', async () => {
    const world = await mergingWorld();
    await opens(world, 'a');
    await opens(world, 'b');
    const before = await known(world, 2);

    await world.done('bob', 'PUT /repos/acme/shop/pulls/1/merge', {});
    const after = await world.done('bob', 'GET /repos/acme/shop/pulls/2');
    world.clock.advance(1_000);
    const later = await world.done('bob', 'GET /repos/acme/shop/pulls/2');

    expect([before, after, later].map(({ mergeable }) => mergeable)).toEqual([true, null, true]);
    expect(after).toMatchObject({ mergeable_state: 'unknown', merge_commit_sha: null });
    const { objects } = world.repo('shop').git;
    expect(readCommit(objects, later.merge_commit_sha).parents).toEqual([tipOf(world), tipOf(world, 'b')]);
    expect(world.breaches()).toEqual([]);
  });
});
