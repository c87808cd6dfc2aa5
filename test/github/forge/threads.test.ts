import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Answer } from '../../../src/core/answer.ts';
import { repoName, type RepoName } from '../../../src/core/names.ts';
import { survey } from '../../../src/github/look/threads/survey.ts';
import { readControl } from '../../../src/github/look/threads/control.ts';
import { readThread } from '../../../src/github/look/threads/thread.ts';
import { readWish } from '../../../src/github/look/threads/wish.ts';
import { GithubWorld } from './world.ts';

const ENVIRONMENTS = repoName('acme/environments');
const PAYMENTS = repoName('acme/payments');
const PLATFORM = repoName('acme/platform');

let world: GithubWorld;

beforeEach(() => {
  world = new GithubWorld();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

function must<T>(answer: Answer<T> | undefined): T {
  if (answer === undefined || 'unknown' in answer) throw new Error(answer?.unknown ?? 'it was not asked for');
  return answer.known;
}

const labelledIn = async (repos: RepoName[], labels: string[]) =>
  (await survey(world.tools, { lanes: [], labelled: { repos, labels }, controls: [], proposals: [], elsewhere: [] }))
    .labelled;

describe('a thread', () => {
  const thread = async (number: number, repo = ENVIRONMENTS) => must(await readThread(world.tools, repo, number));

  it('is an issue with what was said, by whom and when, in one read', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'slow', 'It is slow.');
    world.clock.advance(60_000);
    const comment = await world.ada.comments(PAYMENTS, number, '/sluice hold');
    await world.says(PAYMENTS, number, `Held. <!-- sluice:v1 key=answer:${comment} kind=said -->`);

    const seen = await thread(number, PAYMENTS);

    expect(world.reads()).toEqual(['graphql:Thread']);
    expect(seen).toMatchObject({
      repo: PAYMENTS,
      number,
      isPullRequest: false,
      state: 'open',
      author: 'grace',
      body: 'It is slow.',
      bodyByUs: false,
      audience: 'private',
      answered: [`answer:${comment}`],
    });
    expect(seen).not.toHaveProperty('head');
    expect(seen.comments).toMatchObject([
      {
        databaseId: String(comment),
        author: 'ada',
        byHuman: true,
        edited: false,
        at: world.clock.now(),
      },
      { author: 'sluice', byHuman: false, edited: false },
    ]);
  });

  it('is a pull request with its branch and its head', async () => {
    const change = { branch: 'release-staging', path: 'staging/web.yaml', text: 'new\n' };
    const { number, id } = await world.proposesAsApp(ENVIRONMENTS, change);

    expect(await thread(number)).toMatchObject({
      id,
      isPullRequest: true,
      state: 'open',
      author: 'sluice',
      bodyByUs: true,
      headBranch: 'release-staging',
      head: world.tip(ENVIRONMENTS, 'release-staging'),
    });
  });

  it('ends as merged or as closed', async () => {
    const change = { branch: 'docs', title: 'Docs', body: '', path: 'README.md', text: 'docs\n' };
    const merged = await world.grace.proposes(ENVIRONMENTS, change);
    await world.grace.merges(ENVIRONMENTS, merged);
    const closed = await world.grace.opensIssue(ENVIRONMENTS, 'no');
    await world.grace.closes(ENVIRONMENTS, closed);

    expect([(await thread(merged)).state, (await thread(closed)).state]).toEqual(['merged', 'closed']);
  });

  it('knows a body of ours that somebody else has edited, and a comment that anybody has', async () => {
    const change = { branch: 'release-staging', path: 'staging/web.yaml', text: 'new\n' };
    const { number } = await world.proposesAsApp(ENVIRONMENTS, change);
    const own = await world.ada.comments(ENVIRONMENTS, number, '/sluice hold');
    const other = await world.ada.comments(ENVIRONMENTS, number, '/sluice hold');
    await world.ada.comments(ENVIRONMENTS, number, 'thanks');

    await world.grace.rewrites(ENVIRONMENTS, number, 'mine now');
    await world.ada.editsComment(ENVIRONMENTS, own, '/sluice hold payments');
    await world.grace.editsComment(ENVIRONMENTS, other, '/sluice promote');

    const { bodyByUs, comments } = await thread(number);
    expect(bodyByUs).toBe(false);
    expect(comments.map(({ edited }) => edited)).toEqual([true, true, false]);
  });

  it('that is not there is unknown', async () => {
    expect(await readThread(world.tools, ENVIRONMENTS, 99)).toHaveProperty('unknown');
  });
});

describe('the control issue', () => {
  const control = () => readControl(world.tools, PLATFORM);

  async function makes(title: string, labels = ['sluice-control']): Promise<number> {
    const client = await world.asApp(PLATFORM);
    const wish = { owner: 'acme', repo: 'platform', title, body: 'what runs where', labels };
    const made = await client.request<{ number: number }>('POST /repos/{owner}/{repo}/issues', wish);
    if ('failed' in made) throw new Error('the issue was not made');
    world.clock.advance(60_000);
    return made.ok.number;
  }

  it('is the oldest of ours with the label, open or closed', async () => {
    await makes('another', ['bug']);
    const number = await makes('first');
    await makes('second');
    await world.grace.closes(PLATFORM, number);

    expect(must(await control())).toMatchObject({ number, state: 'closed', bodyByUs: true, isPullRequest: false });
    expect(world.reads().filter((operation) => operation.startsWith('graphql'))).toEqual(['graphql:Control']);
  });

  it('knows the open ones that are there beside it', async () => {
    const number = await makes('first');
    const [second, third] = [await makes('second'), await makes('third')];
    await world.grace.closes(PLATFORM, third);
    const theirs = await world.grace.opensIssue(PLATFORM, 'mine');
    await world.grace.labels(PLATFORM, theirs, 'sluice-control');

    expect(must(await control())).toMatchObject({ number, others: [second] });
  });

  it('is none while there is only what others labelled', async () => {
    const number = await world.grace.opensIssue(PLATFORM, 'mine');
    await world.grace.labels(PLATFORM, number, 'sluice-control');

    expect(await control()).toEqual({ known: undefined });
  });

  it('is not to be had in a repository that is archived', async () => {
    const repo = world.forge.state.repos.get(PLATFORM);
    if (repo !== undefined) repo.archived = true;

    expect(await control()).toEqual({ unknown: 'acme/platform is archived', lasting: true });
  });
});

describe('a pull request that somebody labelled', () => {
  const change = { branch: 'fix', title: 'Fix', body: '', path: 'server.js', text: '// fixed\n' };
  const wish = async (number: number) => must(await readWish(world.tools, { repo: PAYMENTS, number, head: false }));

  it('is seen with who put the label on, what it changes and what became of it', async () => {
    const number = await world.grace.proposes(PAYMENTS, change);
    await world.ada.labels(PAYMENTS, number, 'deploy/production');
    const labelledAt = world.clock.now();
    expect(await wish(number)).toMatchObject({ state: 'open', headBranch: 'fix', headIsFork: false });
    expect(await wish(number)).not.toHaveProperty('mergeCommit');
    expect(await wish(number)).not.toHaveProperty('saidAt');
    world.clock.advance(60_000);
    await world.grace.merges(PAYMENTS, number);
    await world.says(PAYMENTS, number, '<!-- sluice:v1 key=wish:heard kind=said -->');
    const saidAt = world.clock.now();
    world.clock.advance(60_000);
    await world.grace.comments(PAYMENTS, number, 'Thank you');
    const before = world.reads().length;

    expect(await wish(number)).toEqual({
      repo: PAYMENTS,
      number,
      id: expect.any(String),
      title: 'Fix',
      state: 'merged',
      base: 'main',
      defaultBranch: 'main',
      headBranch: 'fix',
      headIsFork: false,
      mergeCommit: world.tip(PAYMENTS),
      files: ['server.js'],
      filesComplete: true,
      labels: [{ name: 'deploy/production', by: 'ada', at: labelledAt }],
      labelledAt,
      said: ['wish:heard'],
      saidAt,
    });
    expect(world.reads().slice(before)).toEqual(['graphql:Wish']);
  });

  it('is seen with its last head, merged or not, where that is asked for: checks, reviews, committers and what GitHub requires', async () => {
    const number = await world.grace.proposes(ENVIRONMENTS, { ...change, path: 'staging/web.yaml' });
    const head = world.tip(ENVIRONMENTS, 'fix');
    await world.grace.reports(ENVIRONMENTS, head, { context: 'validate', state: 'success' });
    await world.grace.merges(ENVIRONMENTS, number);
    world.clock.advance(60_000);
    await world.ada.approves(ENVIRONMENTS, number);
    const rules = { requiredChecks: ['scan'], requiredApprovals: 0, strict: false };
    world.forge.state.repos.get(ENVIRONMENTS)?.protection.set('main', rules);
    const before = world.reads().length;

    expect(must(await readWish(world.tools, { repo: ENVIRONMENTS, number, head: true }))).toMatchObject({
      state: 'merged',
      head: {
        number,
        head,
        checks: [{ name: 'validate', state: 'success', word: 'success' }],
        checksComplete: true,
        reviewers: [{ by: 'ada', byHuman: true, state: 'approved', commit: head, mayWrite: false }],
        committers: ['grace'],
        requires: { checks: ['scan'] },
      },
    });
    expect(world.reads().slice(before)).toEqual(['graphql:Wish']);
  });

  it('has a label of nobody where that bore another name when it was put on', async () => {
    const number = await world.grace.proposes(PAYMENTS, change);
    await world.grace.labels(PAYMENTS, number, 'deploy/production', 'bug');
    await world.grace.unlabels(PAYMENTS, number, 'deploy/production');
    world.clock.advance(60_000);
    const labels = `/repos/${PAYMENTS}/labels`;
    await world.grace.call('PATCH', `${labels}/deploy%2Fproduction`, { new_name: 'old' });
    await world.grace.call('PATCH', `${labels}/bug`, { new_name: 'deploy/production' });

    expect((await wish(number)).labels).toEqual([{ name: 'deploy/production' }]);

    world.clock.advance(60_000);
    await world.ada.unlabels(PAYMENTS, number, 'deploy/production');
    await world.ada.labels(PAYMENTS, number, 'deploy/production');

    const at = world.clock.now();
    expect((await wish(number)).labels).toEqual([{ name: 'deploy/production', by: 'ada', at }]);
  });

  it('is found by its label, whatever became of it, and each repository for itself', async () => {
    const open = await world.grace.proposes(PAYMENTS, change);
    const merged = await world.grace.proposes(PAYMENTS, { ...change, branch: 'other', path: 'other.js' });
    await world.grace.proposes(PAYMENTS, { ...change, branch: 'third', path: 'third.js' });
    await world.ada.labels(PAYMENTS, open, 'deploy/production', 'deploy/demo');
    await world.ada.labels(PAYMENTS, merged, 'Deploy/Demo');
    await world.grace.merges(PAYMENTS, merged);

    const repos = [PAYMENTS, ENVIRONMENTS, repoName('other/secret')];
    const found = await labelledIn(repos, ['deploy/production', 'deploy/demo']);

    expect(found.get(PAYMENTS)).toEqual({ known: [open, merged] });
    expect(found.get(ENVIRONMENTS)).toEqual({ known: [] });
    expect(found.get(repoName('other/secret'))).toHaveProperty('unknown');
    expect(world.reads()).toEqual(['graphql:Look']);
  });

  it('is not looked for where no label is asked for', async () => {
    expect(await labelledIn([PAYMENTS], [])).toEqual(new Map());
    expect(world.reads()).toEqual([]);
  });
});
