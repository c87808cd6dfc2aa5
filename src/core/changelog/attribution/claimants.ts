import type { CommitSha, RepoName } from '../../names.ts';
import type { PullRequestFact, RangeCommit } from '../history.ts';
import { withHomeNumbers } from './home-numbers.ts';
import { claimsOf } from './subjects.ts';
import type { SubjectClaim } from './subjects.ts';

export type Associations = ReadonlyMap<CommitSha, PullRequestFact[]>;

/** What a commit itself says of the pull requests it belongs to, before any merge is followed. */
export interface Landing {
  /** One, or the several that a batch merges. */
  facts: PullRequestFact[];
  /** What its message claims; the facts may come from GitHub all the same. */
  claims: SubjectClaim[];
  /** GitHub says so: no reading of messages is stronger. */
  isAssociated: boolean;
}

/** The commits that belong to pull requests by GitHub's association or, where it has none, by their own messages. */
export function claimants(repo: RepoName, commits: RangeCommit[], associations: Associations): Map<CommitSha, Landing> {
  const associated = associatedFacts(repo, commits, associations);
  const known = new Map([...associated.values()].map((fact) => [fact.number, fact]));
  const claimed = commits.map((commit) => ({ commit, claims: claimsIn(repo, commit) }));
  // A merge lands its pull request, whatever other commit bears the number.
  for (const merges of [true, false]) {
    for (const { commit, claims } of claimed) {
      for (const claim of claims) {
        if (claim.isMerge === merges && !known.has(claim.number)) known.set(claim.number, factOf(repo, commit, claim));
      }
    }
  }
  const landings = new Map<CommitSha, Landing>();
  for (const { commit, claims } of claimed) {
    const fact = associated.get(commit.commit);
    const facts = fact ? [fact] : claims.map(({ number }) => known.get(number) as PullRequestFact);
    if (facts.length > 0) landings.set(commit.commit, { facts, claims, isAssociated: fact !== undefined });
  }
  return landings;
}

const claimsIn = (repo: RepoName, { message, parents }: RangeCommit): SubjectClaim[] =>
  claimsOf({ message: withHomeNumbers(message, repo), parents });

function associatedFacts(
  repo: RepoName,
  commits: RangeCommit[],
  associations: Associations,
): Map<CommitSha, PullRequestFact> {
  const inRange = new Set(commits.map(({ commit }) => commit));
  const associated = new Map<CommitSha, PullRequestFact>();
  for (const { commit } of commits) {
    const best = (associations.get(commit) ?? [])
      // A fork's pull request may hold the same commit; only this repository's brought it here.
      .filter((fact) => fact.repo.toLowerCase() === repo.toLowerCase())
      .sort((a, b) => nearness(b, commit, inRange) - nearness(a, commit, inRange) || byAge(a, b))[0];
    if (best) associated.set(commit, best);
  }
  return associated;
}

/** A commit can lie in several merged pull requests: its own, and those that carry a whole branch onwards. */
function nearness(fact: PullRequestFact, commit: CommitSha, inRange: ReadonlySet<CommitSha>): number {
  if (fact.mergeCommit === commit) return 2;
  return fact.mergeCommit !== undefined && inRange.has(fact.mergeCommit) ? 1 : 0;
}

/** The earliest merged brought it; those whose time is not known stand last. */
function byAge(a: PullRequestFact, b: PullRequestFact): number {
  const [merged, other] = [a.mergedAt ?? Infinity, b.mergedAt ?? Infinity];
  return merged === other ? a.number - b.number : merged - other;
}

/** Its body is unknown; the commit's message is read for issues anyway. */
const factOf = (repo: RepoName, commit: RangeCommit, claim: SubjectClaim): PullRequestFact => ({
  repo,
  number: claim.number,
  title: claim.title,
  body: '',
  author: commit.author,
  mergeCommit: commit.commit,
  ...(claim.head && { head: claim.head.branch }),
  closes: [],
});
