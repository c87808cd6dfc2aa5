import { describe, expect, it } from '@jest/globals';
import { accountOf } from '../../../src/forge/domain/accounts.ts';
import { addTeam, joinTeam, leaveTeam, teamNamed } from '../../../src/forge/domain/organisations/teams.ts';
import type { Permissions } from '../../../src/forge/domain/state.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = { fullName: 'acme/shop', roles: { alice: 'write', rita: 'read' } };

/** An organisation with a team `release`, of alice alone; eve is in the forge but not in the organisation. */
async function teamed(permissions: Permissions = { members: 'read' }) {
  const world = await DomainWorld.with([shop], { permissions });
  world.forge.state.app.events.push('membership');
  addTeam(world.forge.state, 'acme', 'release', ['alice']);
  return world;
}

const membership = (login: string, team = 'release') => `GET /orgs/acme/teams/${team}/memberships/${login}`;

describe('a team', () => {
  it('has active members and nobody else', async () => {
    const world = await teamed();

    const alice = await world.rest('bot', membership('Alice', 'Release'));
    const others = [];
    for (const login of ['rita', 'eve', 'nobody']) others.push((await world.rest('bot', membership(login))).status);
    const noTeam = await world.rest('bot', membership('alice', 'ops'));

    expect([alice.status, alice.body]).toMatchObject([200, { state: 'active', role: 'member' }]);
    expect([...others, noTeam.status]).toEqual([404, 404, 404, 404]);
    expect(world.breaches()).toEqual([]);
  });

  it('is shown to Apps that may read members, and to people of the organisation', async () => {
    const blind = await teamed({ contents: 'write' });
    const world = await teamed();

    const refused = await blind.rest('bot', membership('alice'));
    const insider = await world.rest('rita', membership('alice'));
    const outsider = await world.rest('eve', membership('alice'));

    expect([refused.status, refused.body.message]).toEqual([403, 'Resource not accessible by integration']);
    expect(refused.headers.get('x-accepted-github-permissions')).toBe('members=read');
    expect([insider.status, outsider.status]).toEqual([200, 404]);
  });

  it('tells the App who comes and who goes', async () => {
    const world = await teamed();
    const { state } = world.forge;
    const [team, rita] = [teamNamed(state, 'acme', 'release')!, accountOf(state, 'rita')!];

    joinTeam(state, team, rita, state.app.owner);
    const joined = await world.rest('bot', membership('rita'));
    leaveTeam(state, team, rita, state.app.owner);
    const left = await world.rest('bot', membership('rita'));

    expect([joined.status, left.status]).toEqual([200, 404]);
    expect(world.heard()).toEqual(['membership.added', 'membership.removed']);
    const deliveries = world.forge.hooks.pending.map(({ event, body }) => [event, JSON.parse(body).installation?.id]);
    const [installation] = state.installations.keys();
    expect(deliveries.slice(-2)).toEqual([
      ['membership', installation],
      ['membership', installation],
    ]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('an organisation', () => {
  it('has the people of its teams and repositories as members', async () => {
    const world = await teamed();

    const rita = await world.rest('bot', 'GET /orgs/acme/memberships/rita');
    const eve = await world.rest('bot', 'GET /orgs/acme/memberships/eve');

    expect([rita.status, rita.body]).toMatchObject([200, { state: 'active', role: 'member', user: { login: 'rita' } }]);
    expect(eve.status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});
