import { describe, expect, it } from '@jest/globals';
import { addPerson, seedRepo } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import { freshDisk, runGit } from '../git/oracle.ts';
import { call } from '../kernel.ts';

const permissions = { administration: 'write', contents: 'write' } as const;

async function acmeWorld(granted: Record<string, 'read' | 'write'> = permissions) {
  const world = await DomainWorld.with(
    [
      { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { ada: 'admin', alice: 'write' } },
      { fullName: 'acme/site', private: false },
    ],
    { permissions: granted },
  );
  // What is delivered is held against the description.
  world.forge.state.app.events.push('repository');
  const names = async (as: string, query = '') =>
    (await world.done(as, `GET /orgs/acme/repos${query}`)).map(({ name }: { name: string }) => name);
  return { world, names };
}

describe('the repositories of an organisation', () => {
  it('are those that the caller can see, the newest first', async () => {
    const { world, names } = await acmeWorld();

    expect(await names('alice')).toEqual(['site', 'shop']);
    expect(await names('bot')).toEqual(['site', 'shop']);
    expect(await names('eve')).toEqual(['site']);
    expect(world.breaches()).toEqual([]);
  });

  it('can be sorted and narrowed', async () => {
    const { world, names } = await acmeWorld();
    seedRepo(world.forge.state, { fullName: 'other/thing', private: false });

    expect(await names('alice', '?sort=full_name')).toEqual(['shop', 'site']);
    expect(await names('alice', '?type=private')).toEqual(['shop']);
    expect(await names('alice', '?type=public')).toEqual(['site']);
    expect(await names('alice', '?type=forks')).toEqual([]);
    expect(await names('alice', '?sort=created&direction=asc&per_page=1')).toEqual(['shop']);
    expect(world.breaches()).toEqual([]);
  });

  it('are not found where there is no organisation', async () => {
    const { world } = await acmeWorld();

    const { status } = await world.rest('alice', 'GET /orgs/alice/repos');

    expect(status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a new repository', () => {
  it('is made by a member, who administers it from then on', async () => {
    const { world } = await acmeWorld();

    const made = await world.rest('alice', 'POST /orgs/acme/repos', { name: 'new one', description: 'Ours' });
    const branches = await world.done('alice', 'GET /repos/acme/new-one/branches');
    const changed = await world.rest('alice', 'PATCH /repos/acme/new-one', { allow_auto_merge: true });

    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toMatch(/\/repos\/acme\/new-one$/);
    expect(made.body).toMatchObject({
      full_name: 'acme/new-one',
      description: 'Ours',
      private: false,
      default_branch: 'main',
      permissions: { admin: true },
    });
    expect([branches, changed.status]).toEqual([[], 200]);
    expect(world.heard()).toEqual(['repository.created']);
    expect(world.breaches()).toEqual([]);
  });

  it('belongs to the installation that made it', async () => {
    const { world } = await acmeWorld();

    const made = await world.done('bot', 'POST /orgs/acme/repos', { name: 'tool', private: true, auto_init: true });
    const readme = await world.done('bot', 'GET /repos/acme/tool/readme');

    expect(made).toMatchObject({ private: true, visibility: 'private' });
    expect(Buffer.from(readme.content, 'base64').toString()).toBe('# tool');
    expect(world.heard()).toEqual(['installation_repositories.added', 'repository.created', 'create', 'push']);
    expect(world.forge.hooks.pending.map(({ event }) => event)).toContain('repository');
    expect(world.breaches()).toEqual([]);
  });

  it('merges as it was asked to', async () => {
    const { world } = await acmeWorld();
    const wish = {
      name: 'tool',
      allow_merge_commit: false,
      allow_auto_merge: true,
      squash_merge_commit_title: 'PR_TITLE',
    };

    const made = await world.done('alice', 'POST /orgs/acme/repos', { ...wish, visibility: 'private' });

    expect(made).toMatchObject({ ...wish, allow_squash_merge: true, private: true });
    expect(world.breaches()).toEqual([]);
  });

  it('is one that git accepts', async () => {
    const disks = new Map<string, ReturnType<typeof freshDisk>>();
    const storage = (fullName: string) => {
      const disk = freshDisk();
      disks.set(fullName, disk);
      return disk;
    };
    const world = await DomainWorld.with([{ fullName: 'acme/shop' }], { permissions, storage });

    await world.done('bot', 'POST /orgs/acme/repos', { name: 'tool', auto_init: true });

    const { directory } = disks.get('acme/tool')!;
    expect(runGit(directory, ['fsck', '--strict'])).toMatchObject({ status: 0 });
    expect(runGit(directory, ['log', '--format=%s', 'main']).stdout).toBe('Initial commit\n');
  });

  it('is refused under a name that is taken', async () => {
    const { world } = await acmeWorld();

    const { status, body } = await world.rest('alice', 'POST /orgs/acme/repos', { name: 'Shop' });

    expect([status, body.message]).toEqual([422, 'Repository creation failed.']);
    expect(body.errors).toMatchObject([{ field: 'name', message: 'name already exists on this account' }]);
    expect(world.breaches()).toEqual([]);
  });

  it('is refused to strangers and to Apps without administration', async () => {
    const { world } = await acmeWorld({ contents: 'write' });
    const status = async (as: string) => (await world.rest(as, 'POST /orgs/acme/repos', { name: 'tool' })).status;
    const anonymous = await call(world.forge, 'POST /orgs/acme/repos', { body: { name: 'tool' } });

    expect([await status('eve'), await status('bot'), anonymous.status]).toEqual([403, 403, 401]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('an account', () => {
  it('is found by its login, be it of a person, a bot or an organisation', async () => {
    const { world } = await acmeWorld();
    const found = async (login: string) => world.done('eve', `GET /users/${login}`);

    expect(await found('Alice')).toMatchObject({ login: 'alice', type: 'User', public_repos: 0, blog: '' });
    expect(await found('sluice%5Bbot%5D')).toMatchObject({ login: 'sluice[bot]', type: 'Bot' });
    expect(await found('acme')).toMatchObject({ type: 'Organization', public_repos: 1 });
    expect((await world.rest('eve', 'GET /users/nobody')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});

describe('an organisation', () => {
  it('is found by its login, and nobody else is one', async () => {
    const { world } = await acmeWorld();
    addPerson(world.forge.state, 'zoe');

    expect(await world.done('bot', 'GET /orgs/acme')).toMatchObject({ login: 'acme', public_repos: 1 });
    expect((await world.rest('bot', 'GET /orgs/zoe')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the forge', () => {
  it('tells strangers where it speaks from', async () => {
    const { world } = await acmeWorld();

    const answer = await call(world.forge, 'GET /meta');

    expect(await answer.json()).toMatchObject({
      verifiable_password_authentication: false,
      hooks: ['127.0.0.1/32', '::1/128'],
    });
    expect(world.breaches()).toEqual([]);
  });
});
