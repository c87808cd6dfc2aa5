import type { CommitSha, RepoName } from '../../names.ts';
import type { PullRequestFact, Range, RangeCommit } from '../history.ts';
import { claimants } from './claimants.ts';
import type { Associations, Landing } from './claimants.ts';
import { inheritance } from './inheritance.ts';

/** A pull request and the commits of the range that it brought, newest first. */
export interface Brought {
  fact: PullRequestFact;
  commits: RangeCommit[];
  /** By the side of its merge came other pull requests of the range. */
  carriesOthers: boolean;
}

/** Every commit of a range under its pull request, newest first, and those that none brought. */
export interface Attribution {
  pullRequests: Brought[];
  direct: RangeCommit[];
}

/**
 * Puts each commit under one pull request: GitHub's association first, then the subject, then the merge that brought it in.
 * The commits come newest first.
 */
export function attribute(
  repo: RepoName,
  { commits }: Pick<Range, 'commits'>,
  associations: Associations,
): Attribution {
  const landings = claimants(repo, commits, associations);
  const { owners, carriers } = inheritance(repo, commits, landings);
  const brought = Map.groupBy(commits, ({ commit }) => owners.get(commit)?.number);
  // A batch has a merge commit between them, and one that brought nothing else is still of the range.
  const batched = [...landings.values()].filter(({ facts }) => facts.length > 1).flatMap(({ facts }) => facts);
  const facts = new Map([...owners.values(), ...batched].map((fact) => [fact.number, fact]));
  const pullRequests = [...facts.values()].map((fact) => ({
    fact,
    commits: brought.get(fact.number) ?? [],
    carriesOthers: carriers.has(fact.number),
  }));
  return {
    pullRequests: inOrder(credited(pullRequests, repo, landings), commits),
    direct: brought.get(undefined) ?? [],
  };
}

/** The number that each commit came with. */
export const numbersOf = (pullRequests: readonly Brought[]): Map<CommitSha, number> =>
  new Map(pullRequests.flatMap(({ fact, commits }) => commits.map(({ commit }) => [commit, fact.number] as const)));

/** Newest first, by the commit that landed it. */
function inOrder(pullRequests: Brought[], commits: RangeCommit[]): Brought[] {
  const place = new Map(commits.map(({ commit }, index) => [commit, index]));
  const placeOf = ({ fact, commits }: Brought): number =>
    (fact.mergeCommit && place.get(fact.mergeCommit)) ?? (commits[0] && place.get(commits[0].commit)) ?? 0;
  return pullRequests.sort((a, b) => placeOf(a) - placeOf(b) || b.fact.number - a.fact.number);
}

/** A message tells who merged. Who wrote it is the owner of the branch, or the author of its first commit. */
function credited(pullRequests: Brought[], repo: RepoName, landings: ReadonlyMap<CommitSha, Landing>): Brought[] {
  const home = repo.split('/')[0]?.toLowerCase();
  return pullRequests.map((one) => {
    const landing = one.fact.mergeCommit && landings.get(one.fact.mergeCommit);
    if (!landing || landing.isAssociated || !landing.claims[0]?.isMerge) return one;
    const { head } = landing.claims[0];
    const written = one.commits.findLast(({ parents }) => parents.length < 2)?.author;
    const author = head && head.owner.toLowerCase() !== home ? head.owner : written;
    return author === undefined ? one : { ...one, fact: { ...one.fact, author } };
  });
}
