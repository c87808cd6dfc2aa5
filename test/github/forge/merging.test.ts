import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { commitSha, repoName } from '../../../src/core/names.ts';
import type { Protection } from '../../../src/forge/domain/state.ts';
import { runMerging, type MergingStep } from '../../../src/github/effects/merging/run-merging.ts';
import { look } from '../../../src/github/look/look.ts';
import type { OpenPullRequest, Snapshot } from '../../../src/core/promotion/snapshot.ts';
import type { EffectOutcome } from '../../../src/ports/github/effects.ts';
import { GithubWorld } from './world.ts';

const ENVIRONMENTS = repoName('acme/environments');
const BRANCH = 'release-staging';
const CHECKED = { requiredChecks: ['validate'] };
const QUEUED: Partial<Protection> = { ...CHECKED, ruleset: true, mergeQueue: { method: 'merge' } };

let world: GithubWorld;
let pullRequest: { number: number; id: string };

beforeEach(async () => {
  world = new GithubWorld();
  pullRequest = await world.proposesAsApp(ENVIRONMENTS, { branch: BRANCH, path: 'staging/web.yaml', text: 'new\n' });
});
afterEach(() => expect(world.forge.violations).toEqual([]));

type Asked = MergingStep extends infer Each
  ? Each extends MergingStep
    ? Omit<Each, 'key' | 'pullRequest'>
    : never
  : never;

const run = async (step: Asked): Promise<EffectOutcome> =>
  runMerging(await world.asApp(ENVIRONMENTS), ENVIRONMENTS, { key: step.do, pullRequest, ...step });

const head = () => world.tip(ENVIRONMENTS, BRANCH);
const passes = () => world.grace.reports(ENVIRONMENTS, head(), { context: 'validate', state: 'success' });

async function here(): Promise<Snapshot> {
  const seen = (await look(world.tools, [world.request('staging')])).get(world.laneId('staging'));
  if (seen === undefined || 'unknown' in seen.here) throw new Error(JSON.stringify(seen?.here));
  return seen.here.known;
}

async function open(): Promise<OpenPullRequest> {
  const snapshot = await here();
  if (snapshot.open === undefined) throw new Error('it is not open');
  return snapshot.open;
}

describe('automatic merge', () => {
  const wanted = (of = head()) =>
    run({
      do: 'auto-merge',
      head: of,
      method: 'squash',
      squash: { title: 'Release', message: 'Sluice-Lane: staging' },
    });

  it('merges the judged head once the check is there, with the words that it was given', async () => {
    world.protects(ENVIRONMENTS, CHECKED);

    expect(await wanted()).toEqual({ outcome: 'done' });
    expect(await open()).toMatchObject({ autoMerge: true });
    expect((await here()).autoMergeAllowed).toBe(true);
    await passes();
    world.clock.advance(60_000);

    expect(await here()).toMatchObject({ lately: [{ number: pullRequest.number, by: 'sluice', byUs: true }] });
    const tip = world.tip(ENVIRONMENTS);
    const { commit } = await world.grace.call<{ commit: { message: string } }>(
      'GET',
      `/repos/${ENVIRONMENTS}/commits/${tip}`,
    );
    expect(commit.message).toBe('Release\n\nSluice-Lane: staging');
  });

  it('is not for another head, nor for what could be merged at once: both are looked at again', async () => {
    world.protects(ENVIRONMENTS, CHECKED);

    expect(await wanted(commitSha('1'.repeat(40)))).toMatchObject({ outcome: 'conflict' });
    await passes();
    expect(await wanted()).toMatchObject({ outcome: 'conflict', because: expect.stringContaining('clean status') });
  });

  it('is refused where the repository has it switched off, in words', async () => {
    const repo = world.forge.state.repos.get(ENVIRONMENTS);
    if (repo !== undefined) repo.autoMergeAllowed = false;

    expect(await wanted()).toMatchObject({ outcome: 'refused', because: expect.stringContaining('not allowed') });
    expect((await here()).autoMergeAllowed).toBe(false);
  });

  it('is taken back, and once it is not there is looked at again', async () => {
    world.protects(ENVIRONMENTS, CHECKED);
    await wanted();

    expect(await run({ do: 'stop-auto-merge' })).toEqual({ outcome: 'done' });
    expect(await open()).toMatchObject({ autoMerge: false });
    expect(await run({ do: 'stop-auto-merge' })).toMatchObject({ outcome: 'conflict' });
  });
});

describe('a merge queue', () => {
  beforeEach(() => world.protects(ENVIRONMENTS, QUEUED));

  it('takes the judged head, once, and gives it back', async () => {
    await passes();
    const enqueue = () => run({ do: 'enqueue', head: head() });

    expect((await here()).requires.mergeQueue).toBe(true);
    expect([await enqueue(), await enqueue()]).toEqual([{ outcome: 'done' }, { outcome: 'already' }]);
    expect(await open()).toMatchObject({ queued: { id: expect.stringMatching(/^MQE_/) } });
    expect(await run({ do: 'dequeue' })).toEqual({ outcome: 'done' });
    expect(await open()).not.toHaveProperty('queued');
  });

  it('shows the commit that it made, and what Sluice said on that', async () => {
    await passes();
    await run({ do: 'enqueue', head: head() });
    world.clock.advance(60_000);
    const made = (await open()).queued?.head;
    expect(made).toMatch(/^[0-9a-f]{40}$/);
    expect(made).not.toBe(head());

    const said = { context: 'sluice/gates', state: 'success', description: 'Every gate is open.' };
    const route = 'POST /repos/{owner}/{repo}/statuses/{sha}';
    await (await world.asApp(ENVIRONMENTS)).request(route, { owner: 'acme', repo: 'environments', sha: made, ...said });

    expect((await open()).queued?.gates).toEqual({ state: 'success', description: 'Every gate is open.' });
  });

  it('takes no other head', async () => {
    await passes();

    expect(await run({ do: 'enqueue', head: commitSha('1'.repeat(40)) })).toMatchObject({
      outcome: 'conflict',
    });
  });

  it('is seen where classic protection asks for it, by the pull request', async () => {
    world.protects(ENVIRONMENTS, { mergeQueue: { method: 'merge' } });

    expect((await here()).requires.mergeQueue).toBe(true);
  });
});

describe('an up-to-date branch', () => {
  it.each<[string, Partial<Protection>, boolean]>([
    ['is required by a strict ruleset', { ...CHECKED, ruleset: true, strict: true }, true],
    ['is not required by a ruleset that is not strict', { ...CHECKED, ruleset: true }, false],
    ['is not known to be required by classic protection', { ...CHECKED, strict: true }, false],
  ])('%s', async (_, rules, upToDate) => {
    world.protects(ENVIRONMENTS, rules);

    expect((await here()).requires.upToDate).toBe(upToDate);
  });
});

describe('a request for reviews', () => {
  const request = (...teams: string[]) => run({ do: 'request', teams });

  it("asks teams of the repository's organisation, leaves out those of others and says so", async () => {
    expect(await request('@acme/release-managers', '@other/release-managers')).toEqual({
      outcome: 'done',
      because: 'GitHub asks teams of acme alone, and not @other/release-managers',
    });
    expect(await open()).toMatchObject({ asked: ['@acme/release-managers'] });
  });

  it('stays known after somebody of the team has answered', async () => {
    await request('@ACME/release-managers');
    await world.lin.approves(ENVIRONMENTS, pullRequest.number);

    expect(await open()).toMatchObject({ asked: ['@acme/release-managers'] });
  });

  it('is refused where no team is left, or one may not see the repository', async () => {
    expect(await request('@other/release-managers')).toMatchObject({ outcome: 'refused' });
    expect(await request('@acme/unknown')).toMatchObject({
      outcome: 'refused',
      because: expect.stringContaining('not a collaborator'),
    });
  });
});

describe('a branch that is brought up to date', () => {
  const update = (of = head()) => run({ do: 'update-branch', head: of });

  it('takes the base in by a merge that is no stranger to the lane', async () => {
    const before = head();
    const base = await world.commits(ENVIRONMENTS, 'README.md', 'newer\n');

    expect(await update()).toEqual({ outcome: 'done' });

    const { branch, open: pr } = await here();
    expect(head()).not.toBe(before);
    expect(pr).toMatchObject({ head: head(), inStep: true });
    expect(branch?.commits[0]).toMatchObject({ commit: head(), byUs: true, mergesBase: true });
    expect((await here()).base.tip).toBe(base);
  });

  it('is left alone once it has the base, and looked at again when it has moved or conflicts', async () => {
    expect(await update()).toEqual({ outcome: 'already' });

    await world.commits(ENVIRONMENTS, 'staging/web.yaml', 'by hand\n');
    expect(await update(world.tip(ENVIRONMENTS))).toMatchObject({ outcome: 'conflict' });
    expect(await update()).toMatchObject({ outcome: 'conflict' });
  });
});
