import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { GithubHistory } from '../../../src/github/answers/history/github-history.ts';
import type { AskedRange } from '../../../src/github/answers/history/reader.ts';
import { commitSha, repoName, type CommitSha } from '../../../src/core/names.ts';
import { HistoryWorld, MANIFESTS, PAYMENTS, SHOP } from './history-world.ts';

let world: HistoryWorld;

beforeEach(() => {
  world = new HistoryWorld();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

/** Numbers of the pull requests that a history has of a range, by commit. */
async function numbersOf(history: GithubHistory, { repo, from, to }: AskedRange): Promise<Map<CommitSha, number[]>> {
  const range = await history.range(repo, from, to);
  if ('unknown' in range) throw new Error(range.unknown);
  const brought = await history.pullRequests(repo, range.known.commits);
  if ('unknown' in brought) throw new Error(brought.unknown);
  return new Map([...brought.known.brought].map(([commit, facts]) => [commit, facts.map(({ number }) => number)]));
}

describe('a range over the API', () => {
  it('of forty commits is one query, pull requests and all', async () => {
    const from = world.tip(SHOP);
    await world.changes(SHOP, 39);
    const number = await world.lands(SHOP, 'Add a cart');
    const range = { repo: SHOP, from, to: world.tip(SHOP) };

    const reads = await world.readsOf(async () => {
      const numbers = await numbersOf(world.history(), range);
      expect(numbers.size).toBe(40);
      expect(numbers.get(range.to)).toEqual([number]);
    });

    expect(reads).toEqual(['graphql:Range']);
  });

  it('is asked for together with those of other repositories', async () => {
    const repos = [SHOP, PAYMENTS, MANIFESTS];
    const ranges: AskedRange[] = [];
    for (const repo of repos) {
      const from = world.tip(repo);
      ranges.push({ repo, from, to: await world.changes(repo, 3) });
    }
    const history = world.history();

    expect(await world.readsOf(() => history.prepare(ranges))).toEqual(['graphql:Range']);
    const answered = async (): Promise<void> => {
      for (const range of ranges) expect((await numbersOf(history, range)).size).toBe(3);
    };
    expect(await world.readsOf(answered)).toEqual([]);
  });

  it('that is longer than a page is compared, and only what the page had not is asked for', async () => {
    const from = world.tip(SHOP);
    const to = await world.changes(SHOP, 130);

    const reads = await world.readsOf(() => numbersOf(world.history(), { repo: SHOP, from, to }));

    const compare = 'repos/compare-commits-with-basehead';
    expect(reads).toEqual(['graphql:Range', compare, compare, 'graphql:RangeFacts']);
  });

  it('spoils no other when its repository cannot be seen', async () => {
    const [from, to] = [world.tip(SHOP), await world.changes(SHOP, 1)];
    const nowhere = repoName('acme/nowhere');
    const history = world.history();

    const reads = await world.readsOf(() => history.prepare([SHOP, nowhere].map((repo) => ({ repo, from, to }))));

    expect(reads).toEqual(['graphql:Range']);
    expect(await history.range(SHOP, from, to)).toMatchObject({ known: { classification: 'forward' } });
    expect(await history.range(nowhere, from, to)).toEqual({ unknown: 'acme/nowhere cannot be seen', lasting: true });
  });

  it('is asked for again by itself when GitHub did not come to an end with it', async () => {
    const ranges: AskedRange[] = [];
    for (const repo of [SHOP, PAYMENTS]) {
      const from = world.tip(repo);
      ranges.push({ repo, from, to: await world.changes(repo, 1) });
    }
    world.forge.faults.add({ operation: 'graphql:Range', nth: 1, do: { failField: ['r1', 'to'] } });
    const history = world.history();

    expect(await world.readsOf(() => history.prepare(ranges))).toEqual(['graphql:Range', 'graphql:Range']);
    for (const { repo, from, to } of ranges)
      expect(await history.range(repo, from, to)).toMatchObject({ known: { classification: 'forward' } });
  });
});

describe('a commit and itself over the API', () => {
  it('is one query that asks whether it is there, beside ranges and alone', async () => {
    const from = world.tip(SHOP);
    const to = await world.changes(SHOP, 1);
    const nowhere = commitSha('0'.repeat(40));
    const history = world.history();

    const reads = await world.readsOf(() =>
      history.prepare([
        { repo: SHOP, from: to, to },
        { repo: SHOP, from, to },
        { repo: SHOP, from: nowhere, to: nowhere },
        { repo: repoName('acme/nowhere'), from: to, to },
      ]),
    );

    expect(reads).toEqual(['graphql:Range']);
    const answerOf = (repo: typeof SHOP, commit: CommitSha) => history.range(repo, commit, commit);
    expect(await answerOf(SHOP, to)).toEqual({ known: { classification: 'identical', commits: [], removed: [] } });
    expect(await answerOf(SHOP, nowhere)).toMatchObject({ known: { classification: 'unknown-old' } });
    expect(await answerOf(repoName('acme/nowhere'), to)).toMatchObject({ unknown: 'acme/nowhere cannot be seen' });
    expect(await world.history().range(SHOP, to, to)).toMatchObject({ known: { classification: 'identical' } });
  });
});

describe('a range of paths over the API', () => {
  const roots = (count: number): string[] => Array.from({ length: count }, (_, index) => `part-${index}/**`);

  it.each([
    ['forty commits and one root where nothing stands', 40, 1],
    ['forty commits and seven roots', 40, 7],
    ['130 commits and five roots', 130, 5],
  ])('of %s costs at most a query for every fifty commits', async (_, commits, count) => {
    const from = world.tip(SHOP);
    const to = await world.changes(SHOP, commits);

    const reads = await world.readsOf(async () => {
      const history = world.history();
      const range = await history.range(SHOP, from, to, roots(count));
      if ('unknown' in range) throw new Error(range.unknown);
      expect(range.known.commits.every(({ touches }) => touches === false)).toBe(true);
      expect(range.known.commits).toHaveLength(commits);
      await history.pullRequests(SHOP, range.known.commits);
    });

    const queries = reads.filter((name) => name.startsWith('graphql:'));
    expect(queries.length).toBeLessThanOrEqual(Math.ceil(commits / 50));
  });
});

describe('a range that a mirror answers for', () => {
  it('costs one query for every fifty commits, whatever repositories they are of', async () => {
    const ranges: AskedRange[] = [];
    for (const repo of [SHOP, PAYMENTS, MANIFESTS]) {
      const from = world.tip(repo);
      ranges.push({ repo, from, to: await world.changes(repo, 20) });
    }

    const reads = await world.readsOf(() => world.history(world.mirrors).prepare(ranges));

    expect(reads).toEqual(['graphql:RangeFacts', 'graphql:RangeFacts']);
  });

  it('that grew by one commit asks for that one alone', async () => {
    const from = world.tip(SHOP);
    await world.lands(SHOP, 'Add a cart');
    await world.changes(SHOP, 5);
    world.clock.advance(25 * 3_600_000);
    const first = { repo: SHOP, from, to: world.tip(SHOP) };
    await world.history(world.mirrors).prepare([first]);
    world.clock.advance(25 * 3_600_000);
    await world.history(world.mirrors).prepare([first]);
    const number = await world.lands(SHOP, 'Add a till');
    const grown = { ...first, to: world.tip(SHOP) };
    const sent = world.documents.length;
    const history = world.history(world.mirrors);

    const reads = await world.readsOf(() => history.prepare([grown]));

    expect(reads).toEqual(['graphql:RangeFacts']);
    expect(world.documents.slice(sent).at(-1)).not.toContain('c1: object');
    const numbers = await numbersOf(history, grown);
    expect(numbers.size).toBe(7);
    expect(numbers.get(grown.to)).toEqual([number]);
  });

  it('of commits that were answered for good asks nothing', async () => {
    const from = world.tip(SHOP);
    await world.lands(SHOP, 'Add a cart');
    world.clock.advance(3_600_000);
    const range = { repo: SHOP, from, to: world.tip(SHOP) };
    await world.history(world.mirrors).prepare([range]);

    expect(await world.readsOf(() => world.history(world.mirrors).prepare([range]))).toEqual([]);
  });

  it('is asked of the API where the mirror does not know it', async () => {
    const from = world.tip(SHOP);
    const to = await world.changes(SHOP, 1);
    const ignorant = { range: () => Promise.resolve({ unknown: 'it is being cloned' }) };

    const reads = await world.readsOf(() => numbersOf(world.history(ignorant), { repo: SHOP, from, to }));

    expect(reads).toEqual(['graphql:Range']);
  });
});

describe('threads that commit messages name', () => {
  it('come with the pull requests, each by itself', async () => {
    const from = world.tip(SHOP);
    const issue = await world.grace.opensIssue(SHOP, 'Slow cart');
    const other = await world.grace.opensIssue(PAYMENTS, 'Slow till');
    const moved = await world.grace.opensIssue(SHOP, 'Misplaced');
    const there = await world.grace.transfersIssue(SHOP, moved, PAYMENTS);
    const to = await world.changes(SHOP, 1, `Speed up\n\nFixes #${issue}, acme/payments#${other}, #${moved} and #4711`);
    const history = world.history(world.mirrors);
    await history.prepare([{ repo: SHOP, from, to }]);
    const addresses = [issue, moved, 4711].map((number) => ({ repo: SHOP, number }));

    const reads = await world.readsOf(async () => {
      const threads = await history.issues([...addresses, { repo: PAYMENTS, number: other }]);
      expect(threads).toEqual({
        known: {
          found: new Map([
            [`acme/shop#${issue}`, { repo: SHOP, number: issue, title: 'Slow cart', private: true }],
            [`acme/shop#${moved}`, { repo: PAYMENTS, number: there, title: 'Misplaced', private: true }],
            [`acme/payments#${other}`, { repo: PAYMENTS, number: other, title: 'Slow till', private: true }],
          ]),
          absent: new Set(['acme/shop#4711']),
          gaps: [],
        },
      });
    });

    expect(reads).toEqual([]);
  });

  it('by the address where this GitHub shows them are looked up on the way, and those of another are not', async () => {
    const from = world.tip(SHOP);
    const issue = await world.grace.opensIssue(SHOP, 'Slow cart');
    const to = await world.changes(SHOP, 1, `Speed up\n\nFixes https://git.acme.dev/acme/shop/issues/${issue}`);
    const foundAt = async (host?: string): Promise<string[]> => {
      const history = world.history(world.mirrors, host);
      await history.prepare([{ repo: SHOP, from, to }]);
      const threads = await history.issues([{ repo: SHOP, number: issue }]);
      return 'known' in threads ? [...threads.known.found.keys()] : [];
    };

    expect(await foundAt('git.acme.dev')).toEqual([`acme/shop#${issue}`]);
    expect(await foundAt()).toEqual([]);
  });

  it('are looked up afterwards only while a query for every fifty commits allows it', async () => {
    const from = world.tip(SHOP);
    const issue = await world.grace.opensIssue(SHOP, 'Slow cart');
    const short = { repo: SHOP, from, to: await world.changes(SHOP, 2, `Speed up, #${issue}`) };
    const long = { repo: SHOP, from, to: await world.changes(SHOP, 60) };
    const named = [{ repo: SHOP, number: issue }];
    const [few, many] = [world.history(), world.history()];
    await few.prepare([short]);
    await many.prepare([long]);

    expect(await world.readsOf(() => few.issues(named))).toEqual([]);
    expect(await few.issues(named)).toEqual({
      known: {
        found: new Map(),
        absent: new Set(),
        gaps: ['1 number that changes name was not looked up: whether it is an issue is not known.'],
      },
    });
    expect(await world.readsOf(() => many.issues(named))).toEqual(['graphql:RangeFacts']);
  });
});
