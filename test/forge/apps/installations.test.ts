import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';
import { appJwt, call, noon } from '../kernel.ts';

const shop = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' as const } };

/** A call of the App itself. */
async function asApp({ forge }: DomainWorld, asked: string): Promise<{ status: number; body: Json }> {
  const response = await call(forge, asked, { as: appJwt(noon) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

function installationId({ forge }: DomainWorld): number {
  return [...forge.state.installations.keys()][0]!;
}

describe('an installation', () => {
  it('is found by the login of its account, whatever kind of account that is', async () => {
    const world = await DomainWorld.with([shop]);

    const found = await asApp(world, 'GET /users/ACME/installation');

    expect(found).toMatchObject({ status: 200, body: { id: installationId(world), account: { login: 'acme' } } });
    expect((await asApp(world, 'GET /users/eve/installation')).status).toBe(404);
    expect((await world.rest('alice', 'GET /users/acme/installation')).status).toBe(401);
    expect(world.breaches()).toEqual([]);
  });

  it('on a repository that was renamed is found by where that is now', async () => {
    const world = await DomainWorld.with([{ ...shop, roles: { alice: 'admin' as const } }]);
    await world.done('alice', 'PATCH /repos/acme/shop', { name: 'store' });

    const moved = await asApp(world, 'GET /repos/acme/shop/installation');

    expect([moved.status, moved.body.message]).toEqual([301, 'Moved Permanently']);
    const found = await asApp(world, `GET ${new URL(moved.body.url as string).pathname}`);
    expect(found).toMatchObject({ status: 200, body: { id: installationId(world) } });
    expect(world.breaches()).toEqual([]);
  });

  it('that is suspended gets no token, its old one is refused, and the App is told', async () => {
    const world = await DomainWorld.with([shop]);
    const id = installationId(world);
    world.heard();

    const suspended = await asApp(world, `PUT /app/installations/${id}/suspended`);

    expect(suspended).toEqual({ status: 204, body: undefined });
    expect(world.heard()).toEqual(['installation.suspend']);
    expect((await asApp(world, `GET /app/installations/${id}`)).body.suspended_at).toBe('2026-05-04T12:00:00Z');
    for (const refused of [
      await asApp(world, `POST /app/installations/${id}/access_tokens`),
      await world.rest('bot', 'GET /repos/acme/shop'),
    ])
      expect(refused).toMatchObject({ status: 403, body: { message: 'This installation has been suspended' } });
    expect(world.breaches()).toEqual([]);
  });

  it('works again with its old token when it is let in again', async () => {
    const world = await DomainWorld.with([shop]);
    const path = `/app/installations/${installationId(world)}/suspended`;
    await asApp(world, `PUT ${path}`);
    world.heard();

    await asApp(world, `DELETE ${path}`);
    await asApp(world, `DELETE ${path}`);

    expect(world.heard()).toEqual(['installation.unsuspend']);
    expect((await world.rest('bot', 'GET /repos/acme/shop')).status).toBe(200);
    expect(world.breaches()).toEqual([]);
  });

  it('is suspended by nobody but the App, and only where there is one', async () => {
    const world = await DomainWorld.with([shop]);
    const id = installationId(world);

    expect((await world.rest('alice', `PUT /app/installations/${id}/suspended`)).status).toBe(401);
    expect((await asApp(world, `PUT /app/installations/${id + 1}/suspended`)).status).toBe(404);
    expect((await world.rest('bot', 'GET /repos/acme/shop')).status).toBe(200);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the token of an installation', () => {
  it('is a bad credential as soon as it was given back, and others live on', async () => {
    const world = await DomainWorld.with([shop]);
    const { body } = await asApp(world, `POST /app/installations/${installationId(world)}/access_tokens`);
    const as: string = body.token;

    const given = await call(world.forge, 'DELETE /installation/token', { as });

    expect(given.status).toBe(204);
    const refused = await call(world.forge, 'GET /repos/acme/shop', { as });
    expect([refused.status, await refused.json()]).toMatchObject([401, { message: 'Bad credentials' }]);
    expect((await world.rest('bot', 'GET /repos/acme/shop')).status).toBe(200);
    expect(world.breaches()).toEqual([]);
  });

  it('can be given back by nobody else', async () => {
    const world = await DomainWorld.with([shop]);

    expect((await world.rest('alice', 'DELETE /installation/token')).status).toBe(403);
    expect((await asApp(world, 'DELETE /installation/token')).status).toBe(403);
    expect((await call(world.forge, 'DELETE /installation/token')).status).toBe(401);
    expect(world.breaches()).toEqual([]);
  });
});

describe('an App', () => {
  it('is found by its slug, by anybody', async () => {
    const world = await DomainWorld.with([shop]);

    const found = await call(world.forge, 'GET /apps/sluice');

    expect([found.status, await found.json()]).toMatchObject([
      200,
      { id: 7, slug: 'sluice', node_id: expect.anything() },
    ]);
    expect((await world.done('bot', 'GET /apps/github-actions')).owner.login).toBe('github');
    expect((await world.rest('alice', 'GET /apps/other')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it.each(['/app', '/app/installations', '/users/acme/installation'])(
    'is asked for its signature where somebody else calls: %s',
    async (path) => {
      const world = await DomainWorld.with([shop]);
      const unreadable = 'A JSON web token could not be decoded';

      const refused = await Promise.all([
        call(world.forge, `GET ${path}`),
        call(world.forge, `GET ${path}`, { as: world.forge.personToken('alice') }),
        call(world.forge, `GET ${path}`, { as: 'no-token-at-all' }),
      ]);

      for (const response of refused)
        expect([response.status, await response.json()]).toMatchObject([401, { message: unreadable }]);
      expect(world.breaches()).toEqual([]);
    },
  );
});
