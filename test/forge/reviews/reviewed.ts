import type { Protection } from '../../../src/forge/domain/state.ts';
import type { Person } from '../../../src/forge/cast/person.ts';
import { addTeam, grantTeam } from '../../../src/forge/domain/organisations/teams.ts';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld, type Json } from '../domain-world.ts';

const roles = {
  alice: 'write',
  bob: 'write',
  ada: 'admin',
  tim: 'triage',
  rita: 'read',
  'renovate[bot]': 'write',
} as const;

/** The bot's pull request 1 in acme/shop, and a team `release` of bob and carol that may write there. */
export async function reviewedWorld(protection?: Partial<Protection>): Promise<DomainWorld> {
  const permissions = { contents: 'write', pull_requests: 'write', issues: 'write', members: 'read' } as const;
  const rules = protection === undefined ? {} : { protection: { main: protection } };
  const repo = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles, ...rules };
  const world = await DomainWorld.with([repo], { permissions });
  const { state } = world.forge;
  state.accounts.set('carol', { id: state.nextId(), login: 'carol', type: 'User' });
  const release = addTeam(state, 'acme', 'release', ['bob', 'carol']);
  grantTeam(world.repo('shop'), release, 'write');
  addTeam(state, 'acme', 'strangers', ['alice']);
  await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
  await world.done('bot', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });
  world.heard();
  return world;
}

export function castOf(world: DomainWorld): Record<'alice' | 'bob' | 'carol' | 'ada' | 'tim' | 'rita', Person> {
  const [alice, bob, carol, ada, tim, rita] = ['alice', 'bob', 'carol', 'ada', 'tim', 'rita'].map((login) =>
    personIn(world, login),
  ) as [Person, Person, Person, Person, Person, Person];
  return { alice, bob, carol, ada, tim, rita };
}

/** Fields of pull request 1 as the App reads them. */
export async function pullSeen(world: DomainWorld, fields: string): Promise<Json> {
  const query = `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { ${fields} } } }`;
  return (await world.query('bot', query)).repository.pullRequest;
}
