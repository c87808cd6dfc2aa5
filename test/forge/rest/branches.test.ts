import { describe, expect, it } from '@jest/globals';
import type { Protection } from '../../../src/forge/domain/state.ts';
import { DomainWorld } from '../domain-world.ts';

const permissions = { contents: 'write', checks: 'write', administration: 'read' } as const;

async function shopWorld(protection: Record<string, Partial<Protection>> = {}, isPrivate = true) {
  const world = await DomainWorld.with(
    [
      {
        fullName: 'acme/shop',
        private: isPrivate,
        files: { 'pin.txt': 'one\n' },
        roles: { ada: 'admin', alice: 'write' },
        protection,
      },
    ],
    { permissions },
  );
  const main = world.repo('shop').git.refs.read('refs/heads/main')!;
  const makeRef = async (ref: string, sha = main) => world.done('bot', 'POST /repos/acme/shop/git/refs', { ref, sha });
  return { world, main, makeRef };
}

const names = (list: { name: string }[]) => list.map(({ name }) => name);

describe('the branches of a repository', () => {
  it('are listed by name in pages, with what protects them', async () => {
    const { world, main, makeRef } = await shopWorld({ main: { requiredChecks: ['ci'] } });
    for (const name of ['next', 'old/one']) await makeRef(`refs/heads/${name}`);

    const first = await world.rest('bot', 'GET /repos/acme/shop/branches?per_page=2');
    const second = await world.done('bot', 'GET /repos/acme/shop/branches?per_page=2&page=2');

    expect(names(first.body)).toEqual(['main', 'next']);
    expect(names(second)).toEqual(['old/one']);
    expect(first.headers.get('link')).toMatch(/page=2>; rel="next"/);
    expect(first.body[0]).toMatchObject({
      commit: { sha: main },
      protected: true,
      protection: { enabled: true, required_status_checks: { enforcement_level: 'everyone', contexts: ['ci'] } },
    });
    expect(first.body[1]).toMatchObject({ protected: false, protection: { enabled: false } });
    expect(world.breaches()).toEqual([]);
  });

  it('can be narrowed to the protected ones or to the others', async () => {
    const { world, makeRef } = await shopWorld({ main: { requiredChecks: ['ci'] } });
    await makeRef('refs/heads/next');

    expect(names(await world.done('bot', 'GET /repos/acme/shop/branches?protected=true'))).toEqual(['main']);
    expect(names(await world.done('bot', 'GET /repos/acme/shop/branches?protected=false'))).toEqual(['next']);
  });

  it('are found by the commit at their tip', async () => {
    const { world, main, makeRef } = await shopWorld();
    await makeRef('refs/heads/next');
    const moved = await world.branch('bot', 'shop', { name: 'fix', path: 'pin.txt', text: 'two\n' });

    const here = await world.done('bot', `GET /repos/acme/shop/commits/${main}/branches-where-head`);
    const there = await world.done('bot', `GET /repos/acme/shop/commits/${moved}/branches-where-head`);
    const nowhere = await world.rest('bot', `GET /repos/acme/shop/commits/${'1'.repeat(40)}/branches-where-head`);

    expect([names(here), names(there)]).toEqual([['main', 'next'], ['fix']]);
    expect([nowhere.status, nowhere.body.message]).toEqual([422, `No commit found for SHA: ${'1'.repeat(40)}`]);
    expect(world.breaches()).toEqual([]);
  });

  it('are not found by a name that none has', async () => {
    const { world } = await shopWorld();

    const { status, body } = await world.rest('bot', 'GET /repos/acme/shop/branches/none');

    expect([status, body.message]).toEqual([404, 'Branch not found']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the tags of a repository', () => {
  it('are listed with the commits they lead to', async () => {
    const { world, main, makeRef } = await shopWorld();
    for (const tag of ['v1', 'v2']) await makeRef(`refs/tags/${tag}`);

    const tags = await world.done('bot', 'GET /repos/acme/shop/tags');

    expect(names(tags)).toEqual(['v2', 'v1']);
    expect(tags[0]).toMatchObject({
      commit: { sha: main },
      tarball_url: expect.stringMatching(/\/tarball\/refs\/tags\/v2$/),
    });
    expect(world.breaches()).toEqual([]);
  });
});

describe('the protection of a branch', () => {
  const path = 'GET /repos/acme/shop/branches/main/protection';

  it('says what it asks for and names the App that reports a check', async () => {
    const { world, main } = await shopWorld({
      main: { requiredChecks: ['ci', 'lint'], requiredApprovals: 2, strict: true },
    });
    await world.done('bot', 'POST /repos/acme/shop/check-runs', { name: 'ci', head_sha: main });

    const protection = await world.done('bot', path);

    expect(protection.required_status_checks).toMatchObject({
      strict: true,
      contexts: ['ci', 'lint'],
      checks: [
        { context: 'ci', app_id: 7 },
        { context: 'lint', app_id: null },
      ],
    });
    expect(protection).toMatchObject({
      required_pull_request_reviews: { required_approving_review_count: 2, dismiss_stale_reviews: false },
      enforce_admins: { enabled: true },
      allow_force_pushes: { enabled: false },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('leaves out what it does not ask for', async () => {
    const { world } = await shopWorld({ main: {} });

    const protection = await world.done('bot', path);

    expect(protection).not.toHaveProperty('required_status_checks');
    expect(protection).not.toHaveProperty('required_pull_request_reviews');
    expect(world.breaches()).toEqual([]);
  });

  it('is not there for a branch without, nor for one that only a ruleset guards', async () => {
    const { world, makeRef } = await shopWorld({ main: { requiredChecks: ['ci'], ruleset: true } });
    await makeRef('refs/heads/next');

    const guarded = await world.rest('bot', path);
    const free = await world.rest('bot', 'GET /repos/acme/shop/branches/next/protection');
    const none = await world.rest('bot', 'GET /repos/acme/shop/branches/none/protection');

    expect([guarded.status, guarded.body.message]).toEqual([404, 'Branch not protected']);
    expect(free.body.message).toBe('Branch not protected');
    expect(none.body.message).toBe('Branch not found');
    expect(world.breaches()).toEqual([]);
  });

  it('is shown to administrators alone, of a public repository too', async () => {
    const { world } = await shopWorld({ main: {} }, false);
    const status = async (as: string) => (await world.rest(as, path)).status;

    expect([await status('ada'), await status('alice'), await status('eve')]).toEqual([200, 404, 404]);
  });

  it('is refused to an App that was not granted administration', async () => {
    const world = await DomainWorld.with([{ fullName: 'acme/shop', files: { a: '' } }], {
      permissions: { contents: 'write' },
    });

    const { status, headers } = await world.rest('bot', path);

    expect([status, headers.get('x-accepted-github-permissions')]).toEqual([403, 'administration=read']);
  });
});

describe('the rules of a branch', () => {
  it('are those of rulesets, whether the branch exists or not', async () => {
    const rules: Partial<Protection> = { requiredChecks: ['ci'], requiredApprovals: 1, ruleset: true };
    const { world } = await shopWorld({ main: rules, 'release/*': rules, classic: { requiredApprovals: 1 } });
    const typesOf = async (branch: string) =>
      (await world.done('bot', `GET /repos/acme/shop/rules/branches/${branch}`)).map(
        ({ type }: { type: string }) => type,
      );

    const all = ['deletion', 'non_fast_forward', 'pull_request', 'required_status_checks'];
    expect(await typesOf('main')).toEqual(all);
    expect(await typesOf('release/1')).toEqual(all);
    expect(await typesOf('classic')).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('hold a merge queue where there is one', async () => {
    const { world } = await shopWorld({ main: { ruleset: true, mergeQueue: { method: 'squash' } } });

    const rules = await world.done('bot', 'GET /repos/acme/shop/rules/branches/main');

    expect(rules.at(-1)).toMatchObject({
      type: 'merge_queue',
      parameters: { merge_method: 'SQUASH' },
      ruleset_source: 'acme/shop',
    });
    expect(world.breaches()).toEqual([]);
  });
});
