import { describe, expect, it } from '@jest/globals';

import { known } from '../../../src/core/answer.ts';
import type { RangeCommit } from '../../../src/core/changelog/history.ts';
import { commitSha, repoName, type RepoName } from '../../../src/core/names.ts';
import { githubHistory, type GithubHistory } from '../../../src/github/answers/history/github-history.ts';
import { KeptCache } from './history-world.ts';
import { scripted, type GithubProblems } from './scripted.ts';

const SHOP = repoName('acme/shop');
const TILL = repoName('acme/till');
const idOf = (digit: string): ReturnType<typeof commitSha> => commitSha(digit.repeat(40));

const commit = (digit: string): RangeCommit => ({
  commit: idOf(digit),
  parents: [],
  message: `Change ${digit}, see #7`,
  author: 'grace',
  at: 0,
});

const place = { nameWithOwner: 'acme/shop', isPrivate: false };

const pullRequest = (number: number, closing: unknown): object => ({
  number,
  title: `Change ${number}`,
  body: '',
  merged: true,
  mergedAt: '2026-11-20T12:00:00Z',
  headRefName: 'change',
  author: null,
  mergeCommit: null,
  baseRepository: place,
  labels: null,
  closingIssuesReferences: closing,
});

const brought = (number: number, closing: unknown = { nodes: [] }): object => ({
  oid: idOf('a'),
  associatedPullRequests: { nodes: [pullRequest(number, closing)] },
});

/** A history before which GitHub answers so, call after call. */
function historyOf(...answers: { data: object; errors?: GithubProblems }[]): {
  history: GithubHistory;
  asked: string[];
} {
  const { clients, asked } = scripted(answers);
  return { history: githubHistory(clients, { clock: { now: () => 0 } }), asked };
}

async function numbersOf(history: GithubHistory, repo: RepoName, commits: RangeCommit[]): Promise<unknown> {
  const answer = await history.pullRequests(repo, commits);
  return 'unknown' in answer
    ? answer
    : [...answer.known.brought.values()].map((facts) => facts.map(({ number }) => number));
}

describe('an answer of which a part failed', () => {
  it('keeps a pull request of which GitHub refuses an issue, or who wrote it', async () => {
    const path = ['r0', 'c0', 'associatedPullRequests', 'nodes', 0];
    const { history, asked } = historyOf({
      data: { r0: { c0: brought(12, { nodes: [null] }) } },
      errors: [
        { type: 'FORBIDDEN', path: [...path, 'closingIssuesReferences', 'nodes', 0], message: 'not yours' },
        { type: 'NOT_FOUND', path: [...path, 'author'], message: 'gone' },
      ],
    });

    expect(await history.pullRequests(SHOP, [commit('a')])).toMatchObject(
      known({
        brought: new Map([[idOf('a'), [expect.objectContaining({ number: 12, author: 'ghost', closes: [] })]]]),
      }),
    );
    expect(asked).toHaveLength(1);
  });

  it('asks again for what GitHub did not come to an end with, and for nothing else', async () => {
    const path = ['r0', 'c1', 'associatedPullRequests', 'nodes', 0, 'closingIssuesReferences'];
    const { history, asked } = historyOf(
      {
        data: { r0: { c0: brought(12), c1: brought(13, null) } },
        errors: [{ path, message: 'Something went wrong while executing your query.' }],
      },
      { data: { r0: { c0: brought(13) } } },
    );

    expect(await numbersOf(history, SHOP, [commit('a'), commit('b')])).toEqual([[12], [13]]);
    expect(asked[1]).not.toContain('c1: object');
  });

  it('leaves a commit unknown whose pull requests the App may not read, and says what it needs', async () => {
    const { history } = historyOf({
      data: { r0: { c0: null } },
      errors: [{ type: 'FORBIDDEN', path: ['r0', 'c0', 'associatedPullRequests'], message: 'not accessible' }],
    });

    expect(await numbersOf(history, SHOP, [commit('a')])).toMatchObject({
      unknown: 'the App may not read all of it ("not accessible")',
      next: expect.stringContaining('sluice doctor'),
    });
  });

  it('leaves one repository unknown, and not the other', async () => {
    const from = idOf('0');
    const ranges = {
      range: () => Promise.resolve(known({ classification: 'forward' as const, commits: [commit('a')], removed: [] })),
    };
    const { clients } = scripted([
      {
        data: { r0: { c0: brought(12) }, r1: null },
        errors: [{ type: 'NOT_FOUND', path: ['r1'], message: 'Could not resolve to a Repository' }],
      },
    ]);
    const history = githubHistory(clients, { ranges, clock: { now: () => 0 } });
    await history.prepare([SHOP, TILL].map((repo) => ({ repo, from, to: idOf('a') })));

    expect(await numbersOf(history, SHOP, [commit('a')])).toEqual([[12]]);
    expect(await numbersOf(history, TILL, [commit('a')])).toMatchObject({ unknown: 'acme/till cannot be seen' });
  });

  it('leaves threads out that GitHub refuses or fails at, and believes only that one is not there', async () => {
    const { history } = historyOf({
      data: { r0: { c0: brought(12), c1: brought(13), t7: null, t8: null } },
      errors: [
        { type: 'FORBIDDEN', path: ['r0', 't7'], message: 'not yours' },
        { type: 'NOT_FOUND', path: ['r0', 't8'], message: 'Could not resolve to an issue or pull request' },
      ],
    });
    const other = { ...commit('b'), message: 'See #8' };
    await history.pullRequests(SHOP, [commit('a'), other]);

    expect(await history.issues([7, 8].map((number) => ({ repo: SHOP, number })))).toEqual(
      known({ found: new Map(), absent: new Set(['acme/shop#8']), gaps: [] }),
    );
  });

  it('takes a commit that GitHub has not for one that no pull request brought', async () => {
    const { history } = historyOf({ data: { r0: { c0: null } } });

    expect(await numbersOf(history, SHOP, [commit('a')])).toEqual([[]]);
  });
});

describe('a list of which GitHub gave a part', () => {
  const open = Array.from({ length: 10 }, (_, index) => ({
    ...pullRequest(index + 1, { totalCount: 0, nodes: [] }),
    merged: false,
    mergedAt: null,
  }));
  const listed = (totalCount: number, nodes: object[]): object => ({
    oid: idOf('a'),
    associatedPullRequests: { totalCount, nodes },
  });
  const merged = pullRequest(11, { totalCount: 0, nodes: [] });

  it('is asked for again by itself: ten open pull requests hide the one that was merged', async () => {
    const { history, asked } = historyOf(
      { data: { r0: { c0: listed(11, open), c1: brought(12) } } },
      { data: { r0: { c0: listed(11, [...open, merged]) } } },
    );

    expect(await numbersOf(history, SHOP, [commit('a'), commit('b')])).toEqual([[11], [12]]);
    expect(asked[1]).toContain('associatedPullRequests(first: 100)');
    expect(asked[1]).not.toContain('c1: object');
  });

  it('is said to be one, and kept for no other time, where there is still more', async () => {
    const more = { data: { r0: { c0: listed(120, [...open, merged]) } } };
    const { clients, asked } = scripted([more, more]);
    const kept = new KeptCache();
    const range = known({ classification: 'forward' as const, commits: [commit('a')], removed: [] });
    const history = githubHistory(clients, {
      ranges: { range: () => Promise.resolve(range) },
      cache: kept,
      clock: { now: () => Date.UTC(2027, 0) },
    });
    const question = { repo: SHOP, from: idOf('0'), to: idOf('a') };
    await history.range(SHOP, question.from, question.to);

    expect(await numbersOf(history, SHOP, [commit('a')])).toEqual([[11]]);
    expect(await history.pullRequests(SHOP, [commit('a')])).toMatchObject({
      known: { gaps: ['GitHub lists more pull requests or issues of 1 commit than were read.'] },
    });
    expect(asked).toHaveLength(2);
    expect([...kept.values.keys()]).toEqual([]);
  });
});

describe('a page of which a place failed', () => {
  const page = (older: { oid: string } | null = { oid: idOf('1') }): object => ({
    from: { __typename: 'Commit' },
    to: {
      __typename: 'Commit',
      history: {
        pageInfo: { hasNextPage: false, endCursor: null },
        nodes: ['b', 'a'].map((digit) => ({
          oid: idOf(digit),
          message: 'Change',
          committedDate: '2026-11-20T12:00:00Z',
          authoredDate: '2026-11-20T12:00:00Z',
          author: null,
          parents: { nodes: digit === 'b' ? [{ oid: idOf('a') }] : [] },
          associatedPullRequests: { nodes: [] },
          f0: digit === 'b' ? null : older,
        })),
      },
    },
  });

  it('asks what stands there, and does not read the failure as: nothing', async () => {
    const path = ['r0', 'to', 'history', 'nodes', 0, 'f0'];
    const { history, asked } = historyOf(
      { data: { r0: page() }, errors: [{ path, message: 'Something went wrong' }] },
      { data: { repository: { p0: { oid: idOf('1') } } } },
    );

    const range = await history.range(SHOP, idOf('a'), idOf('b'), ['web/**']);

    expect(range).toMatchObject({ known: { commits: [{ commit: idOf('b'), touches: false }] } });
    expect(asked.map((document) => /query (\w+)/.exec(document)?.[1])).toEqual(['Range', 'RangePaths']);
  });

  it('that shows nothing at a root is not believed where something stands there at an end', async () => {
    const { history, asked } = historyOf(
      { data: { r0: { ...page(null), e0: { oid: idOf('2') }, b0: { oid: idOf('1') } } } },
      { data: { repository: { p0: { oid: idOf('2') }, p1: { oid: idOf('1') } } } },
    );

    const range = await history.range(SHOP, idOf('a'), idOf('b'), ['web/**']);

    expect(range).toMatchObject({ known: { commits: [{ commit: idOf('b'), touches: true }] } });
    expect(asked).toHaveLength(2);
  });
});
