import { describe, expect, it } from '@jest/globals';

import { readCommit } from '../../../src/forge/git/commit.ts';
import { entryAt } from '../../../src/forge/git/tree.ts';
import type { DomainWorld } from '../domain-world.ts';
import { origin } from '../kernel.ts';
import { asks, idOf, mergingWorld, opens, pullIn, tipOf } from './merging.ts';

const MAIN = 'c.txt';

/** Alice's pull request of the branch `a`, and a commit on its base that it has not. */
async function behind(text?: string): Promise<{ world: DomainWorld; head: string; base: string }> {
  const world = await mergingWorld();
  const head = await opens(world, 'a', text);
  const base = await commitsToMain(world, MAIN, 'newer\n');
  return { world, head, base };
}

async function commitsToMain(world: DomainWorld, path: string, text: string): Promise<string> {
  const { sha } = await world.done('bob', `GET /repos/acme/shop/contents/${path}`);
  const content = Buffer.from(text).toString('base64');
  const asked = { message: `Change ${path}`, content, sha, branch: 'main' };
  return (await world.done('bob', `PUT /repos/acme/shop/contents/${path}`, asked)).commit.sha;
}

const updates = async (world: DomainWorld, input: object = {}, as = 'bob') =>
  asks(world, as, { updatePullRequestBranch: { pullRequestId: await idOf(world), ...input } });

const refusal = async (asked: ReturnType<typeof updates>) => {
  const { errors = [] } = await asked;
  return errors.map(({ message }) => message);
};

describe('bringing the base into a pull request', () => {
  it('is a merge by who asked for it, which GitHub signs, and which the pull request follows', async () => {
    const { world, head, base } = await behind();

    expect(await updates(world, { expectedHeadOid: head, updateMethod: 'MERGE' })).not.toHaveProperty('errors');

    const tip = tipOf(world, 'a') ?? '';
    const { objects } = world.repo('shop').git;
    expect(readCommit(objects, tip)).toMatchObject({
      parents: [head, base],
      message: "Merge branch 'main' into a",
      author: { name: 'bob' },
      committer: { name: 'GitHub' },
      signed: true,
    });
    expect(
      ['a.txt', MAIN].map((path) => objects.read(entryAt(objects, tip, path)?.oid ?? '')?.body.toString()),
    ).toEqual(['a changed\n', 'newer\n']);
    expect(pullIn(world)).toMatchObject({ state: 'open', headOid: tip });
    expect(world.heard()).toContain('pull_request.synchronize');
  });

  it('may put the head on top of the base instead', async () => {
    const { world, base } = await behind();

    await updates(world, { updateMethod: 'REBASE' });

    expect(readCommit(world.repo('shop').git.objects, tipOf(world, 'a') ?? '').parents).toEqual([base]);
  });

  it('is answered over REST before it shows [9]', async () => {
    const { world, head } = await behind();
    const path = 'PUT /repos/acme/shop/pulls/1/update-branch';

    const { status, body, headers } = await world.rest('bob', path, { expected_head_sha: head });
    const shown = await world.done('bob', 'GET /repos/acme/shop/pulls/1');
    world.clock.advance(1_000);
    await world.done('bob', 'GET /repos/acme/shop/pulls/1');

    expect([status, body.message, headers.get('location')]).toEqual([
      202,
      'Updating pull request branch.',
      `${origin}/repos/acme/shop/pulls/1`,
    ]);
    expect(shown.head.sha).toBe(head);
    expect(readCommit(world.repo('shop').git.objects, tipOf(world, 'a') ?? '').parents).toHaveLength(2);
    expect(world.breaches()).toEqual([]);
  });

  it('gives way to a push that comes before it', async () => {
    const { world, head } = await behind();
    await world.done('bob', 'PUT /repos/acme/shop/pulls/1/update-branch', { expected_head_sha: head });
    const { sha } = await world.done('bob', 'GET /repos/acme/shop/contents/b.txt?ref=a');
    const put = { message: 'More', content: 'eAo=', sha, branch: 'a' };
    const { commit } = await world.done('bob', 'PUT /repos/acme/shop/contents/b.txt', put);

    world.clock.advance(1_000);
    await world.done('bob', 'GET /repos/acme/shop/pulls/1');

    expect(tipOf(world, 'a')).toBe(commit.sha);
  });

  it('is refused for another head than the one that was seen [9]', async () => {
    const { world, base, head } = await behind();

    expect(await refusal(updates(world, { expectedHeadOid: base }))).toEqual([
      'expected head sha didn’t match current head ref.',
    ]);
    expect(tipOf(world, 'a')).toBe(head);
    const rest = await world.rest('bob', 'PUT /repos/acme/shop/pulls/1/update-branch', { expected_head_sha: base });
    expect([rest.status, rest.body.message]).toEqual([422, 'expected head sha didn’t match current head ref.']);
  });

  it('is refused where the base has nothing new, where the two conflict, and after the end', async () => {
    const { world } = await behind();
    await updates(world);
    expect(await refusal(updates(world))).toEqual(['There are no new commits on the base branch.']);

    await commitsToMain(world, 'a.txt', 'otherwise\n');
    expect(await refusal(updates(world))).toEqual(['merge conflict between base and head']);

    await world.done('alice', 'PATCH /repos/acme/shop/pulls/1', { state: 'closed' });
    expect(await refusal(updates(world))).toHaveLength(1);
  });

  it('takes who may write', async () => {
    const { world, head } = await behind();

    expect(await refusal(updates(world, {}, 'rita'))).toHaveLength(1);
    expect(tipOf(world, 'a')).toBe(head);
  });
});
