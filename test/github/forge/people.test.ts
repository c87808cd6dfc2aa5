import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { repoName } from '../../../src/core/names.ts';
import type { OpenPullRequest } from '../../../src/core/promotion/snapshot.ts';
import type { TeamName } from '../../../src/core/team-name.ts';
import { look } from '../../../src/github/look/look.ts';
import { githubRoles } from '../../../src/github/roles.ts';
import { GithubWorld } from './world.ts';

const ENVIRONMENTS = repoName('acme/environments');
const PAYMENTS = repoName('acme/payments');
const TEAM = '@acme/release-managers' as TeamName;

let world: GithubWorld;

beforeEach(() => {
  world = new GithubWorld();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

describe('what somebody may do', () => {
  const permission = (login: string, repo = ENVIRONMENTS) => githubRoles(world.tools.clients).permission(repo, login);

  it('is the role that GitHub names, be it their own or of a team', async () => {
    expect(await permission('grace')).toEqual({ known: 'write' });
    expect(await permission('ada')).toEqual({ known: 'triage' });
    expect(await permission('lin')).toEqual({ known: 'write' });
    expect(await permission('lin', PAYMENTS)).toEqual({ known: 'none' });
    expect(await permission('nobody-of-that-name')).toEqual({ known: 'none' });
  });

  it.each(['read', 'maintain', 'admin'] as const)('is %s as soon as it is given', async (role) => {
    world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('ada', role);

    expect(await permission('ada')).toEqual({ known: role });
  });

  it('is lost with the team', async () => {
    const roles = githubRoles(world.tools.clients);
    expect(await roles.isMember(TEAM, 'lin')).toEqual({ known: true });

    world.forge.state.teams.get('acme/release-managers')?.members.delete('lin');

    expect(await roles.isMember(TEAM, 'lin')).toEqual({ known: false });
    expect(await permission('lin')).toEqual({ known: 'none' });
  });

  it('is not known to be none of a team that GitHub does not show', async () => {
    const roles = githubRoles(world.tools.clients);
    const calls = world.forge.calls.length;
    expect(await roles.isMember(TEAM, 'ada')).toEqual({ known: false });
    const reads = world.forge.calls.slice(calls).map(({ operationId }) => operationId);
    expect(reads.filter((name) => name.startsWith('teams/'))).toEqual([
      'teams/get-membership-for-user-in-org',
      'teams/get-by-name',
    ]);

    world.forge.faults.add({ operation: 'teams/get-by-name', times: 1, do: { status: 404 } });
    const unseen = await roles.isMember(TEAM, 'ada');

    expect(unseen).toMatchObject({
      unknown: 'GitHub shows the App no team @acme/release-managers',
      lasting: true,
      next: expect.stringContaining('(members: read)'),
    });
    expect(await roles.isMember('@acme/no-such-team' as TeamName, 'ada')).toHaveProperty('lasting', true);
    world.forge.faults.add({ operation: 'teams/get-by-name', do: { status: 502 } });
    expect(await roles.isMember(TEAM, 'ada')).not.toHaveProperty('lasting');
    expect(await roles.isMember(TEAM, 'ada')).toHaveProperty('unknown');
  });

  it('is unknown where nobody speaks for the repository, or GitHub does not answer', async () => {
    expect(await permission('grace', repoName('other/secret'))).toHaveProperty('unknown');
    world.forge.faults.add({ operation: 'repos/get-collaborator-permission-level', do: { status: 502 } });
    expect(await permission('grace')).toHaveProperty('unknown');
  });
});

describe('what people did on a release', () => {
  const BRANCH = 'release-staging';
  let number: number;

  beforeEach(async () => {
    const change = { branch: BRANCH, path: 'staging/web.yaml', text: 'new\n' };
    ({ number } = await world.proposesAsApp(ENVIRONMENTS, change));
  });

  async function open(): Promise<OpenPullRequest> {
    const seen = (await look(world.tools, [world.request('staging')])).get(world.laneId('staging'));
    if (seen === undefined || 'unknown' in seen.here || seen.here.known.open === undefined) throw new Error('unseen');
    return seen.here.known.open;
  }

  it('is read in the one look', async () => {
    await world.grace.approves(ENVIRONMENTS, number);
    await world.grace.labels(ENVIRONMENTS, number, 'deploy/staging');
    await world.ada.comments(ENVIRONMENTS, number, '/sluice hold');
    const before = world.reads().length;

    await open();

    expect(world.reads().slice(before)).toEqual(['graphql:Look']);
  });

  it('are reviews of a head, by people, who may write or not', async () => {
    const head = world.tip(ENVIRONMENTS, BRANCH);
    await world.grace.approves(ENVIRONMENTS, number);
    await world.ada.reviews(ENVIRONMENTS, number, 'REQUEST_CHANGES');
    await world.lin.reviews(ENVIRONMENTS, number, 'COMMENT');

    expect((await open()).reviewers).toEqual([
      expect.objectContaining({ by: 'grace', byHuman: true, state: 'approved', commit: head, mayWrite: true }),
      expect.objectContaining({ by: 'ada', byHuman: true, state: 'changes-requested', mayWrite: false }),
    ]);
  });

  it('show the right to write as it is now, and an approval that was dismissed', async () => {
    await world.grace.approves(ENVIRONMENTS, number);
    world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'read');
    expect((await open()).reviewers).toMatchObject([{ by: 'grace', mayWrite: false }]);

    world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'write');
    const review = await world.grace.reviews(ENVIRONMENTS, number, 'APPROVE');
    await world.lin.dismissesReview(ENVIRONMENTS, number, review);
    expect((await open()).reviewers).toMatchObject([{ by: 'grace', state: 'dismissed' }]);
  });

  it('are labels, each of whoever put it on last', async () => {
    await world.grace.labels(ENVIRONMENTS, number, 'deploy/staging', 'urgent');
    await world.grace.unlabels(ENVIRONMENTS, number, 'deploy/staging');
    world.clock.advance(60_000);
    const at = world.clock.now();
    await world.ada.labels(ENVIRONMENTS, number, 'deploy/staging');

    expect((await open()).labels).toEqual(
      expect.arrayContaining([
        { name: 'deploy/staging', by: 'ada', at },
        { name: 'urgent', by: 'grace', at: at - 60_000 },
      ]),
    );
  });

  it('are labels, of nobody where the label was changed since', async () => {
    await world.grace.labels(ENVIRONMENTS, number, 'deploy/staging');
    world.clock.advance(60_000);
    await world.grace.call('PATCH', `/repos/${ENVIRONMENTS}/labels/deploy%2Fstaging`, { color: '00ff00' });

    expect((await open()).labels).toEqual([{ name: 'deploy/staging' }]);
  });

  it('are commands until they are answered', async () => {
    const first = await world.ada.comments(ENVIRONMENTS, number, '/sluice hold');
    const second = await world.grace.comments(ENVIRONMENTS, number, '/sluice resume\n\nthanks');
    await world.grace.comments(ENVIRONMENTS, number, 'what does /sluice do?');
    expect((await open()).commands).toEqual([String(first), String(second)]);

    await world.says(ENVIRONMENTS, number, `Held. <!-- sluice:v1 key=answer:${first} kind=said -->`);

    expect((await open()).commands).toEqual([String(second)]);
  });

  it('are commits of whoever put them there, besides whoever they say wrote them', async () => {
    const [tip, git] = [world.tip(ENVIRONMENTS, BRANCH), `/repos/${ENVIRONMENTS}/git`];
    const { tree } = await world.grace.call<{ tree: { sha: string } }>('GET', `${git}/commits/${tip}`);
    const by = (name: string, email = `${name}@users.noreply.github.com`) => ({ name, email });
    const push = async (author: object): Promise<void> => {
      const commit = { message: 'mine', tree: tree.sha, parents: [tip], author, committer: by('grace') };
      const { sha } = await world.grace.call<{ sha: string }>('POST', `${git}/commits`, commit);
      await world.grace.call('PATCH', `${git}/refs/heads/${BRANCH}`, { sha, force: true });
    };
    const newest = async () => {
      const seen = (await look(world.tools, [world.request('staging')])).get(world.laneId('staging'));
      return seen !== undefined && 'known' in seen.here ? seen.here.known.branch?.commits[0] : undefined;
    };

    await push(by('lin'));
    expect(await newest()).toMatchObject({ author: 'lin', committer: 'grace', isKnownAuthor: true });

    await push(by('lin', 'lin@elsewhere.example'));
    expect(await newest()).toMatchObject({ author: 'lin', committer: 'grace', isKnownAuthor: false });
  });

  it('is no status of ours, whatever a person sets', async () => {
    const sha = world.tip(ENVIRONMENTS, BRANCH);
    await world.grace.reports(ENVIRONMENTS, sha, { context: 'sluice/gates', state: 'success' });

    expect(await open()).not.toHaveProperty('gates');
  });
});
