import { describe, expect, it } from '@jest/globals';
import { acceptPermissions } from '../../../src/forge/domain/installations.ts';
import { addTeam, grantTeam, inviteToTeam } from '../../../src/forge/domain/organisations/teams.ts';
import type { Permissions, Role, Team } from '../../../src/forge/domain/state.ts';
import { seedOrganisation } from '../../../src/forge/seed/organisation.ts';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld, type Json } from '../domain-world.ts';
import { appJwt, call, noon } from '../kernel.ts';

const roles = { ada: 'admin', alice: 'write', mia: 'maintain', tim: 'triage', rita: 'read' } as const;

async function peopled(permissions: Permissions = { members: 'read' }): Promise<DomainWorld & { release: Team }> {
  const world = await DomainWorld.with([{ fullName: 'acme/shop', roles }], { permissions });
  world.forge.state.app.events.push('membership', 'member');
  return Object.assign(world, { release: addTeam(world.forge.state, 'acme', 'release', ['rita']) });
}

async function permission(world: DomainWorld, login: string): Promise<string> {
  const { body } = await world.rest('bot', `GET /repos/acme/shop/collaborators/${login}/permission`);
  return `${body.permission} ${body.role_name}`;
}

describe('what somebody may in a repository', () => {
  it('is answered with the permission and the name of the role', async () => {
    const world = await peopled();
    const seen = [];

    for (const login of ['ada', 'mia', 'alice', 'tim', 'rita', 'eve']) seen.push(await permission(world, login));

    expect(seen).toEqual(['admin admin', 'write maintain', 'write write', 'read triage', 'read read', 'none none']);
    expect(world.breaches()).toEqual([]);
  });

  it('is the highest of their own role and those of their teams', async () => {
    const world = await peopled();
    const shop = world.repo('shop');
    const grants: Role[] = ['triage', 'maintain', 'read'];
    const seen = [];

    for (const role of grants) {
      grantTeam(shop, world.release, role);
      seen.push(await permission(world, 'rita'));
    }
    grantTeam(shop, world.release, 'write');
    await personIn(world, 'ada').removesFromTeam('acme', 'release', 'rita');

    expect(seen).toEqual(['read triage', 'write maintain', 'read read']);
    expect(await permission(world, 'rita')).toBe('read read');
  });

  it('changes by an admin, and the App hears of it', async () => {
    const world = await peopled();
    const ada = personIn(world, 'ada');

    await ada.setsRole('acme/shop', 'rita', 'maintain');
    const raised = await permission(world, 'rita');
    await ada.setsRole('acme/shop', 'eve', 'triage');
    await ada.removesRole('acme/shop', 'rita');

    expect([raised, await permission(world, 'rita'), await permission(world, 'eve')]).toEqual([
      'write maintain',
      'none none',
      'read triage',
    ]);
    expect(world.heard()).toEqual(['member.edited', 'member.added', 'member.removed']);
    await expect(personIn(world, 'mia').setsRole('acme/shop', 'mia', 'admin')).rejects.toThrow('403');
    expect(world.breaches()).toEqual([]);
  });
});

describe('a team', () => {
  const membership = (login: string) => `GET /orgs/acme/teams/release/memberships/${login}`;

  it('is joined and left by the word of an owner; strangers are asked first', async () => {
    const world = await peopled();
    const ada = personIn(world, 'ada');

    await ada.addsToTeam('acme', 'release', 'alice');
    await ada.addsToTeam('acme', 'release', 'eve');
    const [alice, eve] = [await world.rest('bot', membership('alice')), await world.rest('bot', membership('eve'))];
    await ada.removesFromTeam('acme', 'release', 'alice');
    await ada.removesFromTeam('acme', 'release', 'eve');
    const left = [await world.rest('bot', membership('alice')), await world.rest('bot', membership('eve'))];

    expect([alice.body.state, eve.body.state]).toEqual(['active', 'pending']);
    expect(left.map(({ status }) => status)).toEqual([404, 404]);
    expect(world.heard()).toEqual(['membership.added', 'membership.removed']);
    await expect(personIn(world, 'alice').addsToTeam('acme', 'release', 'alice')).rejects.toThrow('403');
    expect(world.breaches()).toEqual([]);
  });

  it('gives nothing to those who are only asked', async () => {
    const world = await peopled();
    grantTeam(world.repo('shop'), world.release, 'admin');

    inviteToTeam(world.release, world.forge.state.accounts.get('tim')!);

    expect(await permission(world, 'tim')).toBe('read triage');
  });

  it('is given its roles by the seed', async () => {
    const world = await peopled();
    const repos = [{ fullName: 'acme/ledger', teams: { release: 'maintain' } as const }];

    seedOrganisation(world.forge.state, { login: 'acme', repos, installOn: 'none' });

    expect(world.repo('ledger').teamRoles.get(world.release)).toBe('maintain');
    const missing = [{ fullName: 'acme/web', teams: { nobody: 'read' } as const }];
    expect(() => seedOrganisation(world.forge.state, { login: 'acme', repos: missing })).toThrow('no team nobody');
  });
});

describe('an installation', () => {
  it('may have been granted less than the App asks for, until its owner accepts', async () => {
    const world = await peopled();
    const { state } = world.forge;
    state.app.permissions = { contents: 'write', issues: 'write' };
    const less: Permissions = { contents: 'read' };
    const spec = { login: 'beta', repos: [{ fullName: 'beta/shop' }], permissions: less };
    const { installation } = seedOrganisation(state, spec);
    world.heard();
    const asApp = async (path: string): Promise<Json> => (await call(world.forge, path, { as: appJwt(noon) })).json();

    const app = await asApp('GET /app');
    const before = await asApp('GET /app/installations');
    acceptPermissions(state, installation!, { sender: state.app.owner });
    const after = await asApp('GET /app/installations');

    expect(app).toMatchObject({ permissions: state.app.permissions, events: expect.arrayContaining(['push']) });
    expect(before).toMatchObject([{}, { account: { login: 'beta' }, permissions: { contents: 'read' } }]);
    expect(before[1].permissions).toEqual({ metadata: 'read', contents: 'read' });
    expect(after[1].permissions).toEqual({ metadata: 'read', contents: 'write', issues: 'write' });
    expect(world.heard()).toEqual(['installation.new_permissions_accepted']);
    expect(world.forge.hooks.pending.at(-1)).toMatchObject({
      event: 'installation',
      action: 'new_permissions_accepted',
      installationId: installation!.id,
    });
    expect(world.breaches()).toEqual([]);
  });
});
