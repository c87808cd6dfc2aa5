import { describe, expect, it } from '@jest/globals';
import type { Protection } from '../../../src/forge/domain/state.ts';
import { DomainWorld } from '../domain-world.ts';

async function shopWorld(protection: Record<string, Partial<Protection>> = {}) {
  const world = await DomainWorld.with([
    { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' }, protection },
  ]);
  const merge = async (body: object, as = 'bot') => world.rest(as, 'POST /repos/acme/shop/merges', body);
  const tip = (branch: string) => world.repo('shop').git.refs.read(`refs/heads/${branch}`);
  return { world, merge, tip };
}

describe('merging one branch into another', () => {
  it('makes a merge commit even where the base could be moved forward', async () => {
    const { world, merge, tip } = await shopWorld();
    const before = tip('main');
    const head = await world.branch('alice', 'shop', { name: 'next', path: 'other.txt', text: 'two\n' });
    world.heard();

    const { status, headers, body } = await merge({ base: 'main', head: 'next', commit_message: 'Ship it' });

    expect(status).toBe(201);
    expect(tip('main')).toBe(body.sha);
    expect(headers.get('location')).toBe(body.url);
    expect(body.parents.map(({ sha }: { sha: string }) => sha)).toEqual([before, head]);
    expect(body).toMatchObject({
      commit: { message: 'Ship it', verification: { verified: true } },
      author: { login: 'sluice[bot]' },
      committer: { login: 'web-flow' },
    });
    expect(world.heard()).toEqual(['push']);
    expect(world.breaches()).toEqual([]);
  });

  it('takes a commit too, and words the merge when nobody does', async () => {
    const { world, merge } = await shopWorld();
    const head = await world.branch('alice', 'shop', { name: 'next', path: 'other.txt', text: 'two\n' });

    const { body } = await merge({ base: 'main', head });

    expect(body.commit.message).toBe(`Merge ${head} into main`);
  });

  it('does nothing where the base has everything', async () => {
    const { world, merge, tip } = await shopWorld();
    await world.branch('alice', 'shop', { name: 'next', path: 'other.txt', text: 'two\n' });
    const before = tip('next');
    world.heard();

    const { status, body } = await merge({ base: 'next', head: 'main' });

    expect([status, body, tip('next')]).toEqual([204, undefined, before]);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('is refused for a conflict, and for what is not there', async () => {
    const { world, merge } = await shopWorld();
    for (const [name, text] of [
      ['left', 'two\n'],
      ['right', 'three\n'],
    ] as const)
      await world.branch('alice', 'shop', { name, path: 'pin.txt', text });

    const conflict = await merge({ base: 'left', head: 'right' });
    const base = await merge({ base: 'none', head: 'right' });
    const head = await merge({ base: 'left', head: 'none' });

    expect([conflict.status, conflict.body.message]).toEqual([409, 'Merge conflict']);
    expect([base.status, base.body.message]).toEqual([404, 'Base does not exist']);
    expect([head.status, head.body.message]).toEqual([404, 'Head does not exist']);
    expect(world.breaches()).toEqual([]);
  });

  it('goes not around what protects the base', async () => {
    const { world, merge, tip } = await shopWorld({ main: { requiredChecks: ['ci'] } });
    const before = tip('main');
    await world.branch('alice', 'shop', { name: 'next', path: 'other.txt', text: 'two\n' });

    const { status } = await merge({ base: 'main', head: 'next' });

    expect([status, tip('main')]).toEqual([422, before]);
    expect(world.breaches()).toEqual([]);
  });

  it('closes the pull request that it merges', async () => {
    const { world, merge } = await shopWorld();
    await world.branch('alice', 'shop', { name: 'next', path: 'other.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Next', head: 'next', base: 'main' });

    await merge({ base: 'main', head: 'next' });

    expect(await world.done('alice', 'GET /repos/acme/shop/pulls/1')).toMatchObject({ state: 'closed', merged: true });
    expect(world.breaches()).toEqual([]);
  });
});
