import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { grantTeam, joinTeam, teamNamed } from '../../../src/forge/domain/organisations/teams.ts';
import { addPerson } from '../../../src/forge/seed/organisation.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import { pinned, releaseOf } from '../releases/releases.ts';
import { APPROVALS, bothApprove, gates, ledgerReleased, straightToProduction } from './production.ts';

const WAITS = 'pending: Waits for 2 approvals of this head by members of @acme/release-managers: ';
const TEN_MINUTES = 10 * 60_000;
let world: World;
let release: { number: number; digest: string };

beforeEach(async () => {
  world = await straightToProduction([APPROVALS]);
  release = await ledgerReleased(world);
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** A bot that may write, and is in the team. */
function seedsBot(login: string): void {
  const { state } = world.forge;
  const bot = addPerson(state, login);
  const [team, repo] = [teamNamed(state, 'acme', 'release-managers'), state.repos.get(ENVIRONMENTS)];
  if (team === undefined || repo === undefined) throw new Error('acme was not seeded');
  repo.roles.set(login, 'write');
  joinTeam(state, team, bot, bot);
}

/** The last closed gate but the approvals opens. */
async function turnsGreen(): Promise<void> {
  await world.checkEnds(ENVIRONMENTS, release.number, 'validate');
  await world.settled();
}

async function isMerged(): Promise<boolean> {
  return (await releaseOf(world, 'production')) === undefined;
}

describe('an approval counts no more', () => {
  it('once it is dismissed, nor when a bot gives it', async () => {
    await turnsGreen();
    const first = await world.person('rita').reviews(ENVIRONMENTS, release.number, 'APPROVE');
    await world.person('grace').dismissesReview(ENVIRONMENTS, release.number, first);
    seedsBot('renovate[bot]');
    await world.person('renovate[bot]').approves(ENVIRONMENTS, release.number);
    await world.person('omar').approves(ENVIRONMENTS, release.number);
    await world.settled();

    expect(await gates(world, release.number)).toBe(`${WAITS}so far omar`);
    await world.person('rita').approves(ENVIRONMENTS, release.number);
    await world.settled();
    expect(await isMerged()).toBe(true);
    expect(await pinned(world, 'production', 'ledger')).toBe(release.digest);
  }, 120_000);

  it('when whoever gave it has left the team', async () => {
    await bothApprove(world, release.number);
    await world.settled();
    world.forge.state.repos.get('acme/platform')?.roles.set('ada', 'admin');
    await world.person('ada').removesFromTeam('acme', 'release-managers', 'rita');
    await turnsGreen();

    expect(await gates(world, release.number)).toBe(`${WAITS}so far omar`);
    await world.person('ada').addsToTeam('acme', 'release-managers', 'rita');
    await world.after(TEN_MINUTES);
    expect(await isMerged()).toBe(true);
  }, 120_000);

  it('when whoever gave it may no longer write', async () => {
    await bothApprove(world, release.number);
    await world.settled();
    const { state } = world.forge;
    const [team, repo] = [teamNamed(state, 'acme', 'release-managers'), state.repos.get(ENVIRONMENTS)];
    if (team === undefined || repo === undefined) throw new Error('acme was not seeded');
    grantTeam(repo, team, 'read');
    repo.roles.set('ada', 'admin');
    await world.person('ada').setsRole(ENVIRONMENTS, 'omar', 'read');
    await turnsGreen();

    expect(await gates(world, release.number)).toBe(`${WAITS}so far rita`);
    await world.person('ada').setsRole(ENVIRONMENTS, 'omar', 'write');
    await world.after(TEN_MINUTES);
    expect(await isMerged()).toBe(true);
  }, 120_000);

  it('when somebody asks for changes after it', async () => {
    await bothApprove(world, release.number);
    await world.person('grace').reviews(ENVIRONMENTS, release.number, 'REQUEST_CHANGES');
    await turnsGreen();

    expect(await gates(world, release.number)).toBe('pending: Grace asked for changes');
    await world.person('grace').approves(ENVIRONMENTS, release.number);
    await world.settled();
    expect(await isMerged()).toBe(true);
  }, 120_000);
});

describe('a commit that somebody of the team pushed onto the release and somebody adopted', () => {
  it('takes back what was approved before, and is not approved by whoever made it', async () => {
    await turnsGreen();
    await world.person('omar').approves(ENVIRONMENTS, release.number);
    const change = { branch: 'release-production', path: 'production/replicas.yaml', text: '3\n', message: 'More' };
    await world.person('rita').commits(ENVIRONMENTS, change);
    await world.settled();
    await world.person('grace').comments(ENVIRONMENTS, release.number, '/sluice adopt');
    await turnsGreen();
    await world.person('rita').approves(ENVIRONMENTS, release.number);
    await world.settled();

    expect(await isMerged()).toBe(false);
    expect(await gates(world, release.number)).toBe('pending: Holds commits by rita: somebody else has to approve it');
    await world.person('omar').approves(ENVIRONMENTS, release.number);
    await world.settled();
    expect(await gates(world, release.number)).toBe(`${WAITS}so far omar`);

    world.forge.state.repos.get('acme/platform')?.roles.set('ada', 'admin');
    await world.person('ada').addsToTeam('acme', 'release-managers', 'grace');
    await world.person('grace').approves(ENVIRONMENTS, release.number);
    await world.settled();
    expect(await isMerged()).toBe(true);
    expect(await world.file(ENVIRONMENTS, 'production/replicas.yaml')).toBe('3\n');
  }, 120_000);
});
