import { describe, expect, it } from '@jest/globals';

import { commitSha, repoName, type CommitSha } from '../../../src/core/names.ts';
import { githubHistory, type GithubHistory } from '../../../src/github/answers/history/github-history.ts';
import type { AskedRange } from '../../../src/github/answers/history/reader.ts';
import type { GithubClient } from '../../../src/github/client/client.ts';
import type { Failure, Outcome } from '../../../src/github/client/outcome.ts';
import { clientsOf } from './scripted.ts';

const KERNEL = repoName('acme/kernel');
const idOf = (index: number): CommitSha => commitSha(index.toString(16).padStart(40, '0'));

type Variables = Record<string, unknown>;
type Refuse = (operation: string, document: string, variables: Variables) => Failure | undefined;

/** GitHub with a repository of one line of commits, of which `length` follow the first. */
class LongHistory implements GithubClient {
  readonly asked: string[] = [];
  readonly #length: number;
  readonly #refuse: Refuse;

  constructor(length: number, refuse: Refuse = () => undefined) {
    this.#length = length;
    this.#refuse = refuse;
  }

  get history(): GithubHistory {
    return githubHistory(clientsOf(this), { clock: { now: () => 0 } });
  }

  request<T>(route: string, params: Record<string, unknown> = {}): Promise<Outcome<T>> {
    this.asked.push(route.split(' ')[0] ?? '');
    const page = Number(params['page']);
    const indexes = Array.from({ length: 100 }, (_, place) => (page - 1) * 100 + place + 1);
    const commits = indexes
      .filter((index) => index <= this.#length)
      .map((index) => ({ sha: idOf(index), parents: [{ sha: idOf(index - 1) }], author: null, commit: words(index) }));
    const comparison = { status: 'ahead', total_commits: this.#length, commits };
    return Promise.resolve({ ok: comparison as T, status: 200, headers: {} });
  }

  graphql<T>(document: string, variables: Variables = {}): Promise<Outcome<T>> {
    const operation = /query (\w+)/.exec(document)?.[1] ?? '';
    this.asked.push(operation);
    const failed = this.#refuse(operation, document, variables);
    if (failed !== undefined) return Promise.resolve({ failed });
    const data = operation === 'Range' ? this.#pages(document, variables) : { r0: facts(document) };
    return Promise.resolve({ ok: data as T, status: 200, headers: {} });
  }

  #pages(document: string, variables: Variables): Record<string, unknown> {
    const ends = Object.entries(variables).filter(([name]) => /^r\d+T$/.test(name));
    return Object.fromEntries(
      ends.map(([name, to]) => {
        const alias = name.slice(0, -1);
        return [alias, this.#page(document, to as string, variables[`${alias}A`] as string | undefined)];
      }),
    );
  }

  #page(document: string, to: string, after: string | undefined): unknown {
    const size = Number(/history\(first: (\d+)/.exec(document)?.[1]);
    const newest = after === undefined ? parseInt(to, 16) : Number(after) - 1;
    const indexes = Array.from({ length: size }, (_, place) => newest - place).filter((index) => index >= 0);
    const pageInfo = { hasNextPage: (indexes.at(-1) ?? 0) > 0, endCursor: String(indexes.at(-1)) };
    return {
      from: { __typename: 'Commit' },
      to: { __typename: 'Commit', history: { pageInfo, nodes: indexes.map(node) } },
    };
  }
}

const words = (index: number): object => ({ message: `Change ${index}`, author: null, committer: null });

const node = (index: number): object => ({
  oid: idOf(index),
  message: `Change ${index}`,
  committedDate: new Date(index * 60_000).toISOString(),
  authoredDate: new Date(index * 60_000).toISOString(),
  author: { name: 'Grace', email: '1+grace@users.noreply.github.com', user: null },
  parents: { nodes: index === 0 ? [] : [{ oid: idOf(index - 1) }] },
  associatedPullRequests: { nodes: [] },
});

/** No commit has a pull request. */
const facts = (document: string): object =>
  Object.fromEntries([...document.matchAll(/\b(c\d+): object/g)].map(([, alias]) => [alias, node(1)]));

describe('a range of more commits than REST lists', () => {
  it('is paged back to its beginning, pull requests and all', async () => {
    const github = new LongHistory(5_150);
    const { history } = github;

    const range = await history.range(KERNEL, idOf(0), idOf(5_150));
    const commits = 'known' in range ? range.known.commits : [];

    expect(range).toMatchObject({ known: { classification: 'forward' } });
    expect(commits).toHaveLength(5_150);
    expect(await history.pullRequests(KERNEL, commits)).toHaveProperty('known');
    expect(github.asked.filter((operation) => operation === 'GET')).toHaveLength(1);
    expect(github.asked.filter((operation) => operation === 'Range')).toHaveLength(52);
    expect(github.asked).not.toContain('RangeFacts');
  });

  it('is unknown beyond twenty thousand, and the way on is named', async () => {
    const { history } = new LongHistory(30_000);

    expect(await history.range(KERNEL, idOf(0), idOf(30_000))).toEqual({
      unknown: "30000 commits lie between 0000000 and 0000000 of acme/kernel, more than GitHub's API lists",
      lasting: true,
      next: 'switch on mirrors (SLUICE_MIRRORS), which have the whole history',
    });
  });
});

describe('a query that GitHub does not come to an end with', () => {
  const unended: Failure = { kind: 'unavailable', message: 'Something went wrong while executing your query.' };
  const commitsIn = (document: string): number => document.match(/\bc\d+: object/g)?.length ?? 0;

  it('is asked for in halves, and the pull requests are all there', async () => {
    const github = new LongHistory(140, (operation, document) =>
      operation === 'RangeFacts' && commitsIn(document) > 10 ? unended : undefined,
    );
    const { history } = github;
    const range = await history.range(KERNEL, idOf(0), idOf(140));
    const commits = 'known' in range ? range.known.commits : [];

    const brought = await history.pullRequests(KERNEL, commits);

    expect(commits).toHaveLength(140);
    expect('known' in brought && brought.known.brought.size).toBe(140);
    expect(github.asked.filter((operation) => operation === 'RangeFacts')).toHaveLength(7);
  });

  it('leaves the pull requests unknown where not even one is answered', async () => {
    const github = new LongHistory(140, (operation) => (operation === 'RangeFacts' ? unended : undefined));
    const { history } = github;
    const range = await history.range(KERNEL, idOf(0), idOf(140));

    expect(await history.pullRequests(KERNEL, 'known' in range ? range.known.commits : [])).toEqual({
      unknown: 'GitHub could not be reached: Something went wrong while executing your query.',
    });
    expect(github.asked.filter((operation) => operation === 'RangeFacts').length).toBeLessThan(10);
  });

  it('is asked for as a smaller page', async () => {
    const github = new LongHistory(5, (_, document) => (document.includes('first: 100)') ? unended : undefined));

    expect(await github.history.range(KERNEL, idOf(0), idOf(5))).toMatchObject({
      known: { classification: 'forward', commits: { length: 5 } },
    });
    expect(github.asked).toEqual(['Range', 'Range']);
  });
});

describe('a GitHub that is ill', () => {
  const ill: Failure = { kind: 'unavailable', message: '502 Bad Gateway' };
  const upTo = (count: number): AskedRange[] =>
    Array.from({ length: count }, (_, index) => ({ repo: KERNEL, from: idOf(0), to: idOf(index + 1) }));

  it('is not asked for every range by itself', async () => {
    const github = new LongHistory(50, () => ill);
    const { history } = github;

    await history.prepare(upTo(50));

    expect(github.asked.length).toBeLessThanOrEqual(10);
    expect(await history.range(KERNEL, idOf(0), idOf(50))).toEqual({
      unknown: 'GitHub did not come to an end with the question',
    });
  });

  it('is told from one that two of the ranges are too much for: all others are answered', async () => {
    const isHuge = (variables: Variables): boolean =>
      [idOf(1), idOf(2)].some((id) => Object.values(variables).includes(id));
    const github = new LongHistory(6, (operation, _, variables) =>
      operation === 'Range' && isHuge(variables) ? ill : undefined,
    );
    const { history } = github;
    await history.prepare(upTo(6));

    const answers = await Promise.all(upTo(6).map(({ repo, from, to }) => history.range(repo, from, to)));

    expect(answers.map((answer) => 'known' in answer)).toEqual([false, false, true, true, true, true]);
  });

  it('is not asked what stands at every thousand places', async () => {
    const github = new LongHistory(2_100, (operation) => (operation === 'RangePaths' ? ill : undefined));

    expect(await github.history.range(KERNEL, idOf(0), idOf(2_100), ['web/**'])).toEqual({
      unknown: 'GitHub could not be reached: 502 Bad Gateway',
    });
    expect(github.asked.filter((operation) => operation === 'RangePaths').length).toBeLessThan(15);
  });
});

describe('a GitHub that cannot be reached', () => {
  it('is asked for pull requests once, and not for every fifty commits', async () => {
    const lost: Failure = { kind: 'unavailable', message: 'no answer: connect ECONNREFUSED' };
    const github = new LongHistory(900, (operation) => (operation === 'RangeFacts' ? lost : undefined));
    const { history } = github;
    const range = await history.range(KERNEL, idOf(0), idOf(900));

    expect(await history.pullRequests(KERNEL, 'known' in range ? range.known.commits : [])).toEqual({
      unknown: 'GitHub could not be reached: no answer: connect ECONNREFUSED',
    });
    expect(github.asked.filter((operation) => operation === 'RangeFacts')).toHaveLength(1);
  });
});
