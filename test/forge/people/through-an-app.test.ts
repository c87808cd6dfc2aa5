import { describe, expect, it } from '@jest/globals';
import type { Permissions } from '../../../src/forge/domain/state.ts';
import { DomainWorld } from '../domain-world.ts';
import { call, origin } from '../kernel.ts';

const shop = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { ada: 'admin' as const } };

/** What ada may ask with the token that the App has of her. */
async function signedIn(permissions: Permissions) {
  const world = await DomainWorld.with([shop], { permissions });
  const { clientId: client_id, clientSecret: client_secret } = world.forge.state.app;
  const query = new URLSearchParams({ client_id, login: 'ada', state: 's', redirect_uri: `${origin}/back` });
  const sent = await call(world.forge, `GET /login/oauth/authorize?${query.toString()}`);
  const code = new URL(sent.headers.get('location')!).searchParams.get('code');
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const asked = { body: { client_id, client_secret, code }, headers };
  const grant = (await (await call(world.forge, 'POST /login/oauth/access_token', asked)).json()) as {
    access_token: string;
  };
  const ask = async (request: string, body?: unknown) => call(world.forge, request, { as: grant.access_token, body });
  return { world, ask };
}

describe('the token of an owner who signed in through an App', () => {
  it.each([
    [{ contents: 'write' }, 403],
    [{ administration: 'read' }, 403],
    [{ administration: 'write' }, 201],
  ] as [Permissions, number][])('makes repositories as the App may: %j', async (granted, expected) => {
    const { world, ask } = await signedIn(granted);

    expect((await ask('POST /orgs/acme/repos', { name: 'tool' })).status).toBe(expected);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    [{ contents: 'write' }, false],
    [{ organization_administration: 'read' }, true],
  ] as [Permissions, boolean][])(
    'shows the settings of the organisation as the App may see them: %j',
    async (granted, isShown) => {
      const { world, ask } = await signedIn(granted);

      const organisation = (await (await ask('GET /orgs/acme')).json()) as object;

      expect('default_repository_permission' in organisation).toBe(isShown);
      expect(world.breaches()).toEqual([]);
    },
  );

  it.each([
    [{ contents: 'write' }, [403, 403]],
    [{ members: 'read' }, [200, 403]],
    [{ members: 'write' }, [200, 200]],
  ] as [Permissions, number[]][])('knows and changes members as the App may: %j', async (granted, expected) => {
    const { world, ask } = await signedIn(granted);
    const team = {
      id: 1,
      organisation: world.repo('shop').owner,
      slug: 'core',
      members: new Map(),
      invited: new Set<string>(),
    };
    world.forge.state.teams.set('acme/core', team);

    const known = await ask('GET /orgs/acme/memberships/ada');
    const changed = await ask('PUT /orgs/acme/teams/core/memberships/ada', {});

    expect([known.status, changed.status]).toEqual(expected);
    expect(world.breaches()).toEqual([]);
  });
});
