import type { MergedHistory } from './merged-history.ts';

interface Query {
  query: string;
  variables: Record<string, string>;
}

/** Answers the queries of a GitHub history as GitHub would for a history that the bench made, and counts them. */
export class CountingGithub {
  calls = 0;
  readonly #brought: MergedHistory['brought'];

  constructor({ brought }: MergedHistory) {
    this.#brought = brought;
  }

  readonly fetch = (_url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    this.calls += 1;
    const { query, variables } = JSON.parse(init?.body as string) as Query;
    const commits = [...query.matchAll(/\b(c\d+): object\(oid: \$(\w+)\)/g)].map(([, alias = '', name = '']) => [
      alias,
      this.#commit(variables[name] ?? ''),
    ]);
    const threads = [...query.matchAll(/\b(t(\d+)): issueOrPullRequest/g)].map(([, alias = '', number]) => [
      alias,
      { __typename: 'Issue', ...issueOf(Number(number)) },
    ]);
    const r0 = { ...Object.fromEntries([...commits, ...threads]), lately: { nodes: [] } } as object;
    return Promise.resolve(Response.json({ data: { r0 } }));
  };

  #commit(oid: string): object {
    const number = this.#brought.get(oid);
    return { oid, associatedPullRequests: { nodes: number === undefined ? [] : [pullRequestOf(number, oid)] } };
  }
}

const REPOSITORY = { nameWithOwner: 'acme/shop', isPrivate: false };

const issueOf = (number: number): object => ({ number, title: `The cart forgets ${number}`, repository: REPOSITORY });

const pullRequestOf = (number: number, oid: string): object => ({
  number,
  title: `fix: the cart ${number}`,
  body: `Some words.\n\nCloses #${10_000 + number}\n`,
  merged: true,
  mergedAt: '2026-02-02T08:00:00Z',
  headRefName: `topic-${number}`,
  author: { __typename: 'User', login: 'ada' },
  mergeCommit: { oid },
  baseRepository: REPOSITORY,
  labels: { nodes: [{ name: 'bug' }] },
  closingIssuesReferences: { nodes: [issueOf(10_000 + number)] },
});
