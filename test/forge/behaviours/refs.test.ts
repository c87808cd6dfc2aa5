import { describe, expect, it } from '@jest/globals';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } };

describe('a pull request', () => {
  it('cannot be opened into a base that is not there, nor turned to it [7]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('alice', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });

    const asked = { title: 'Bump', head: 'bump', base: 'none' };
    const opened = await world.rest('alice', 'POST /repos/acme/shop/pulls', asked);
    const { status, body } = await world.rest('alice', 'PATCH /repos/acme/shop/pulls/1', { base: 'none' });

    expect([opened.status, opened.body.errors]).toEqual([
      422,
      [{ resource: 'PullRequest', field: 'base', code: 'invalid' }],
    ]);
    expect([status, body.message]).toEqual([422, 'Validation Failed']);
    expect(body.errors).toEqual([
      {
        message: "Proposed base branch 'none' was not found",
        resource: 'PullRequest',
        field: 'base',
        code: 'invalid',
      },
    ]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('an empty repository', () => {
  it('takes no refs through the API [8]', async () => {
    const world = await DomainWorld.with([{ fullName: 'acme/empty' }]);

    const asked = { ref: 'refs/heads/main', sha: 'a'.repeat(40) };
    const { status, body } = await world.rest('bot', 'POST /repos/acme/empty/git/refs', asked);

    expect([status, body.message]).toEqual([409, 'Git Repository is empty.']);
    expect(world.repo('empty').git.refs.list().size).toBe(0);
    expect(world.breaches()).toEqual([]);
  });
});
