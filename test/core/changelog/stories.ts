import { known } from '../../../src/core/answer.ts';
import { changelog } from '../../../src/core/changelog/index.ts';
import type {
  Changelog,
  ChangelogRequest,
  CommitSha,
  History,
  IssueFact,
  PullRequestFact,
  RangeCommit,
} from '../../../src/core/changelog/index.ts';
import { commitSha, repoName } from '../../../src/core/names.ts';

export const repo = repoName('acme/web');
/** `id('1')` is the commit 111…; a test names its commits by a digit or a letter. */
export const id = (name: string): CommitSha => commitSha(name.repeat(40));
export const request = { repo, from: id('0'), to: id('f') };

export const commit = (
  name: string,
  message: string,
  parents: string[] = [],
  more: Partial<RangeCommit> = {},
): RangeCommit => ({ commit: id(name), parents: parents.map(id), message, author: 'ada', at: 0, ...more });

export const pull = (number: number, more: Partial<PullRequestFact> = {}): PullRequestFact => ({
  repo,
  number,
  title: `Change ${number}`,
  body: '',
  author: 'ada',
  closes: [],
  ...more,
});

export const issue = (number: number, more: Partial<IssueFact> = {}): IssueFact => ({
  repo,
  number,
  title: `Issue ${number}`,
  private: false,
  ...more,
});

export interface Told {
  commits?: RangeCommit[];
  removed?: RangeCommit[];
  elsewhere?: RangeCommit[];
  classification?: Changelog['classification'];
  /** By the commit's name. */
  pullRequests?: Record<string, PullRequestFact[]>;
  /** By their own address, or by the one they were asked for under. */
  issues?: IssueFact[] | Record<string, IssueFact>;
  absent?: string[];
  limits?: string[];
  host?: string;
}

const keyed = (facts: IssueFact[]): Record<string, IssueFact> =>
  Object.fromEntries(facts.map((fact) => [`${fact.repo}#${fact.number}`.toLowerCase(), fact]));

/** Where a test says nothing of parents, each commit is built on the next. */
const onEachOther = (commits: RangeCommit[]): RangeCommit[] =>
  commits.every(({ parents }) => parents.length === 0)
    ? commits.map((one, at) => ({ ...one, parents: commits.slice(at + 1, at + 2).map(({ commit }) => commit) }))
    : commits;

/** A history that knows exactly what a test tells it. */
export const historyOf = (told: Told): History => ({
  range: async () =>
    known({
      classification: told.classification ?? 'forward',
      commits: onEachOther(told.commits ?? []),
      removed: told.removed ?? [],
      ...(told.elsewhere && { elsewhere: told.elsewhere }),
    }),
  pullRequests: async () =>
    known({ brought: new Map(Object.entries(told.pullRequests ?? {}).map(([name, facts]) => [id(name), facts])) }),
  issues: async () => {
    const facts = told.issues ?? [];
    const found = new Map(Object.entries(Array.isArray(facts) ? keyed(facts) : facts));
    return known({ found, absent: new Set(told.absent) });
  },
  ...(told.limits && { limits: told.limits }),
  ...(told.host !== undefined && { host: told.host }),
});

export const read = (told: Told, more: Partial<ChangelogRequest> = {}): Promise<Changelog> =>
  changelog({ ...request, ...more }, historyOf(told));

export const numbers = ({ pullRequests }: Changelog): number[] => pullRequests.map(({ number }) => number);
export const direct = ({ directCommits }: Changelog): string[] => directCommits.map(({ commit }) => commit.slice(0, 1));
export const issues = (log: Changelog): string[] => log.issues.map(({ ref, how }) => `${how} ${ref}`);
/** `10 from 8,9` of each pull request that comes from others. */
export const origins = ({ pullRequests }: Changelog): string[] =>
  pullRequests
    .filter(({ origins }) => origins.length > 0)
    .map(({ number, origins }) => `${number} from ${origins.join()}`);
/** `undone 1`, `older 3 reverts 2`, and the commit's name where there is no number. */
export const reverted = (log: Changelog): string[] =>
  log.reverted.map(({ what, number, commit, reverts, by }) =>
    [
      what,
      number ?? commit.slice(0, 1),
      ...(what === 'older' ? ['reverts', reverts.join() || '?'] : []),
      ...(by === undefined ? [] : ['by', by]),
    ].join(' '),
  );
