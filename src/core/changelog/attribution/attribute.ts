import type { CommitSha, RepoName } from '../../names.ts';
import type { PullRequestFact, RangeCommit } from '../history.ts';
import { claimOf } from './subjects.ts';

/** A pull request and the commits of the range that it brought, newest first. */
export interface Brought {
  fact: PullRequestFact;
  commits: RangeCommit[];
}

/** Every commit of a range under its pull request, newest first, and those that none brought. */
export interface Attribution {
  pullRequests: Brought[];
  direct: RangeCommit[];
}

type Associations = ReadonlyMap<CommitSha, PullRequestFact[]>;

/** Puts each commit under one pull request: GitHub's association first, then the subject, then the merge that brought it in. */
export function attribute(repo: RepoName, commits: RangeCommit[], associations: Associations): Attribution {
  const byNumber = new Map<number, Brought>();
  const direct: RangeCommit[] = [];
  const own = ownPullRequests(repo, commits, associations);
  const inherited = inheritedPullRequests(commits, own);
  for (const commit of commits) {
    const fact = own.get(commit.commit) ?? inherited.get(commit.commit);
    if (!fact) {
      direct.push(commit);
      continue;
    }
    const brought = byNumber.get(fact.number) ?? { fact, commits: [] };
    brought.commits.push(commit);
    byNumber.set(fact.number, brought);
  }
  const place = new Map(commits.map(({ commit }, index) => [commit, index]));
  const placeOf = ({ fact, commits }: Brought): number =>
    (fact.mergeCommit && place.get(fact.mergeCommit)) ?? place.get((commits[0] as RangeCommit).commit) ?? 0;
  const pullRequests = [...byNumber.values()];
  pullRequests.sort((a, b) => placeOf(a) - placeOf(b) || b.fact.number - a.fact.number);
  return { pullRequests, direct };
}

function ownPullRequests(
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
      .sort((a, b) => nearness(b, commit, inRange) - nearness(a, commit, inRange) || a.number - b.number)[0];
    if (best) associated.set(commit, best);
  }
  const known = new Map([...associated.values()].map((fact) => [fact.number, fact]));
  const own = new Map<CommitSha, PullRequestFact>();
  for (const commit of commits) {
    const claim = claimOf(commit);
    const fact = associated.get(commit.commit) ?? (claim && (known.get(claim.number) ?? factOf(repo, commit, claim)));
    if (fact) own.set(commit.commit, fact);
  }
  return own;
}

/** A commit can lie in several merged pull requests: its own, and those that carry a whole branch onwards. */
function nearness(fact: PullRequestFact, commit: CommitSha, inRange: ReadonlySet<CommitSha>): number {
  if (fact.mergeCommit === commit) return 2;
  return fact.mergeCommit !== undefined && inRange.has(fact.mergeCommit) ? 1 : 0;
}

/** Its body is unknown; the commit's message is read for issues anyway. */
const factOf = (repo: RepoName, commit: RangeCommit, claim: { number: number; title: string }): PullRequestFact => ({
  repo,
  number: claim.number,
  title: claim.title,
  body: '',
  author: commit.author,
  mergeCommit: commit.commit,
  closes: [],
});

/**
 * The pull request of each commit that came in by the side of a merge. Lines are followed by first parents; of a line's merges
 * the oldest is entered first, so that a commit goes to the merge that brought it first. Each commit is visited once.
 */
function inheritedPullRequests(
  commits: RangeCommit[],
  own: ReadonlyMap<CommitSha, PullRequestFact>,
): Map<CommitSha, PullRequestFact> {
  const byId = new Map(commits.map((commit) => [commit.commit, commit]));
  const inherited = new Map<CommitSha, PullRequestFact>();
  const visited = new Set<CommitSha>();
  const lines: { tip: CommitSha; owner: PullRequestFact | undefined }[] = [];
  for (const { commit } of commits) {
    lines.push({ tip: commit, owner: undefined });
    for (let line = lines.pop(); line; line = lines.pop()) {
      for (let at = byId.get(line.tip); at && !visited.has(at.commit); at = byId.get(at.parents[0] ?? at.commit)) {
        visited.add(at.commit);
        if (line.owner) inherited.set(at.commit, line.owner);
        const merged = claimOf(at)?.isMerge ? own.get(at.commit) : undefined;
        for (const tip of at.parents.slice(1)) lines.push({ tip, owner: merged ?? line.owner });
      }
    }
  }
  return inherited;
}
