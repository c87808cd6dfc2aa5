import { describe, expect, it } from '@jest/globals';
import { Builder } from '../../../src/forge/cast/builder.ts';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';
import { call } from '../kernel.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const packages = '/orgs/acme/packages';

/** `acme/shop` is private and `acme/open` is not; each has published images. */
async function publishedWorld(): Promise<DomainWorld> {
  const roles = { alice: 'write' as const };
  const files = { 'pin.txt': 'one\n' };
  const world = await DomainWorld.with(
    [
      { fullName: 'acme/shop', files, roles },
      { fullName: 'acme/open', private: false, files, roles },
    ],
    { permissions: { packages: 'read' } },
  );
  const builder = new Builder(world.forge.state, 'alice');
  builder.publishes('acme/shop', { name: 'team/shop', digest: digest('a'), tag: 'v1' });
  builder.publishes('acme/open', { name: 'open', digest: digest('c') });
  world.clock.advance(60_000);
  builder.publishes('acme/shop', { name: 'team/shop', digest: digest('b'), tag: 'v2' });
  builder.publishes('acme/shop', { name: 'team/shop', digest: digest('b'), tag: 'latest' });
  return world;
}

async function namesFor(world: DomainWorld, as: string, query = ''): Promise<string[]> {
  const listed = await world.done(as, `GET ${packages}?package_type=container${query}`);
  return listed.map(({ name }: Json) => name);
}

describe('a package', () => {
  it('says how many images it has and which repository it is of', async () => {
    const world = await publishedWorld();

    expect(await world.done('alice', `GET ${packages}/container/team%2Fshop`)).toMatchObject({
      name: 'team/shop',
      package_type: 'container',
      visibility: 'private',
      version_count: 2,
      repository: { full_name: 'acme/shop' },
      created_at: '2026-05-04T12:00:00Z',
      updated_at: '2026-05-04T12:01:00Z',
    });
    expect(world.breaches()).toEqual([]);
  });

  it('lists its images newest first; a tag is of one of them only', async () => {
    const world = await publishedWorld();
    new Builder(world.forge.state, 'alice').publishes('acme/shop', {
      name: 'team/shop',
      digest: digest('a'),
      tag: 'latest',
    });

    const versions = await world.done('alice', `GET ${packages}/container/team%2Fshop/versions`);

    expect(versions.map(({ name, metadata }: Json) => [name, metadata.container.tags])).toEqual([
      [digest('b'), ['v2']],
      [digest('a'), ['v1', 'latest']],
    ]);
    expect(await world.done('alice', `GET ${packages}/container/team%2Fshop/versions?state=deleted`)).toEqual([]);
    const page = await world.rest('alice', `GET ${packages}/container/team%2Fshop/versions?per_page=1`);
    expect(page.headers.get('link')).toContain('/packages/container/team%2Fshop/versions?per_page=1&page=2');
    expect(world.breaches()).toEqual([]);
  });

  it('is listed for whoever may see it', async () => {
    const world = await publishedWorld();

    expect(await namesFor(world, 'alice')).toEqual(['team/shop', 'open']);
    expect(await namesFor(world, 'alice', '&visibility=public')).toEqual(['open']);
    expect(await namesFor(world, 'eve')).toEqual(['open']);
    expect(await world.done('alice', `GET ${packages}?package_type=npm`)).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('that is hidden or missing is not found', async () => {
    const world = await publishedWorld();

    for (const [as, path] of [
      ['eve', 'container/team%2Fshop'],
      ['alice', 'container/none'],
      ['alice', 'npm/open'],
      ['eve', 'container/team%2Fshop/versions'],
    ])
      expect(await world.rest(as!, `GET ${packages}/${path}`)).toMatchObject({
        status: 404,
        body: { message: 'Package not found.' },
      });
    expect((await world.rest('alice', 'GET /orgs/eve/packages?package_type=container')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('is closed to every App, even to one that was granted packages', async () => {
    const world = await publishedWorld();

    const answers = ['?package_type=container', '/container/open', '/container/open/versions'].map(async (path) => {
      const { status, body } = await world.rest('bot', `GET ${packages}${path}`);
      return [status, body.message];
    });
    expect(await Promise.all(answers)).toEqual([
      [400, 'Invalid argument.'],
      [404, 'Package not found.'],
      [404, 'Package not found.'],
    ]);
    expect((await call(world.forge, `GET ${packages}/container/open`)).status).toBe(401);
    expect(world.breaches()).toEqual([]);
  });

  it('needs its type to be listed', async () => {
    const world = await publishedWorld();

    expect(await world.rest('alice', `GET ${packages}`)).toMatchObject({
      status: 400,
      body: { message: 'The package_type parameter is required.' },
    });
    expect(world.breaches()).toEqual([]);
  });
});
