import type { CommitSha, RepoName } from '../../names.ts';
import type { Brought } from './attribute.ts';
import type { RangeCommit } from '../history.ts';

/** What a range takes back. */
export interface Reverts {
  /** Commits whose change is gone again at the end of the range. */
  undone: Set<CommitSha>;
  /** Commits that only undid something of the same range, or were undone themselves: nothing of them is left. */
  spent: Set<CommitSha>;
  /** Commits that take back something older than the range. */
  older: Set<CommitSha>;
}

const REVERTED_COMMIT = /\bThis reverts commit ([0-9a-f]{7,40})\b/g;
const REVERTED_PULL_REQUEST = /^Reverts (?:([\w-]+\/[\w.-]+))?#([1-9]\d{0,6})\s*$/gm;

/** Pairs reverts with what they take back, newest first: a revert that was itself reverted takes nothing back. */
export function findReverts(repo: RepoName, commits: RangeCommit[], pullRequests: Brought[]): Reverts {
  const reverts: Reverts = { undone: new Set(), spent: new Set(), older: new Set() };
  const brought = new Map(pullRequests.map((one) => [one.fact.number, one]));
  const owner = new Map(pullRequests.flatMap((one) => one.commits.map(({ commit }) => [commit, one] as const)));
  for (const commit of commits) {
    if (reverts.undone.has(commit.commit)) continue;
    const targets = targetsOf(repo, commit, owner.get(commit.commit));
    const inRange = [
      ...targets.commits.flatMap((prefix) => findCommits(commits, prefix, owner)),
      ...targets.numbers.flatMap((number) => brought.get(number)?.commits ?? []),
    ].filter((target) => target.commit !== commit.commit);
    if (inRange.length > 0) {
      for (const target of inRange) reverts.undone.add(target.commit);
      reverts.spent.add(commit.commit);
    } else if (targets.commits.length + targets.numbers.length > 0) reverts.older.add(commit.commit);
  }
  for (const commit of reverts.undone) reverts.spent.add(commit);
  return reverts;
}

function targetsOf(
  repo: RepoName,
  commit: RangeCommit,
  brought: Brought | undefined,
): { commits: string[]; numbers: number[] } {
  // A pull request's own words stand for the commit that landed it.
  const lands = brought?.fact.mergeCommit === commit.commit || brought?.commits.length === 1;
  const text = lands ? `${commit.message}\n${brought.fact.body}` : commit.message;
  return {
    commits: [...new Set([...text.matchAll(REVERTED_COMMIT)].map((match) => match[1] ?? ''))],
    numbers: [...text.replaceAll('\r', '').matchAll(REVERTED_PULL_REQUEST)]
      .filter((match) => match[1] === undefined || match[1].toLowerCase() === repo.toLowerCase())
      .map((match) => Number(match[2])),
  };
}

/** To revert a merge is to revert all that its pull request brought. */
function findCommits(commits: RangeCommit[], prefix: string, owner: ReadonlyMap<CommitSha, Brought>): RangeCommit[] {
  const target = commits.find(({ commit }) => commit.startsWith(prefix));
  if (!target) return [];
  const whole = target.parents.length > 1 ? owner.get(target.commit) : undefined;
  return whole?.fact.mergeCommit === target.commit ? whole.commits : [target];
}
