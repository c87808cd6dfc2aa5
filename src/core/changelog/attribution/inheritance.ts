import type { CommitSha, RepoName } from '../../names.ts';
import { pickedCommits } from '../range/named-commits.ts';
import type { PullRequestFact, RangeCommit } from '../history.ts';
import type { Landing } from './claimants.ts';

/** A branch as a merge brought it in: followed from its tip by first parents. */
interface Line {
  tip: CommitSha;
  /** The pull request whose merge brought it; the line that runs to the range's end has none. */
  owner?: PullRequestFact;
  /** Who owns the branch that was merged. */
  from?: string;
}

export interface Inheritance {
  /** The pull request of each commit. */
  owners: Map<CommitSha, PullRequestFact>;
  /** Numbers of those by whose side other pull requests of the range came in. */
  carriers: Set<number>;
}

/**
 * The pull request of each commit: its own, or that of the merge by whose side it came in. Of a line's merges the oldest is
 * entered first, so that a commit goes to the merge that brought it first. Each commit is visited once.
 */
export function inheritance(
  repo: RepoName,
  commits: RangeCommit[],
  landings: ReadonlyMap<CommitSha, Landing>,
): Inheritance {
  const byId = new Map(commits.map((commit) => [commit.commit, commit]));
  const owners = new Map<CommitSha, PullRequestFact>();
  const carriers = new Set<number>();
  const visited = new Set<CommitSha>();
  const lines: Line[] = [];
  for (const { commit } of commits) {
    lines.push({ tip: commit });
    for (let line = lines.pop(); line; line = lines.pop()) {
      for (let at = byId.get(line.tip); at && !visited.has(at.commit); at = byId.get(at.parents[0] ?? at.commit)) {
        visited.add(at.commit);
        const landing = ownLanding(repo, { commit: at, landing: landings.get(at.commit), line });
        const owner = landing?.facts[0] ?? line.owner;
        if (owner) owners.set(at.commit, owner);
        if (line.owner && owner?.number !== line.owner.number) carriers.add(line.owner.number);
        lines.push(...sidesOf(at, landing, line));
      }
    }
  }
  return { owners, carriers };
}

function sidesOf({ commit, parents }: RangeCommit, landing: Landing | undefined, line: Line): Line[] {
  const sides = parents.slice(1);
  const isLanding = landing?.claims[0]?.isMerge === true || landing?.facts[0]?.mergeCommit === commit;
  if (!landing || !isLanding) return sides.map((tip) => ({ ...line, tip }));
  return sides.map((tip, index) => {
    const owner = landing.facts.length === sides.length ? landing.facts[index] : landing.facts[0];
    const from = landing.claims[0]?.head?.owner;
    return { tip, ...(owner && { owner }), ...(from !== undefined && { from }) };
  });
}

/** What a commit on a pull request's branch says of itself may be true elsewhere only. */
function ownLanding(
  repo: RepoName,
  { commit, landing, line }: { commit: RangeCommit; landing: Landing | undefined; line: Line },
): Landing | undefined {
  if (!landing || landing.isAssociated || !line.owner) return landing;
  const isPicked = commit.parents.length < 2 && pickedCommits(commit.message).length > 0;
  return isPicked || isForksOwn(repo, landing, line) ? undefined : landing;
}

/**
 * A fork counts its own pull requests from 1, and its owner merges them into the branch that comes here. A maintainer who
 * carries a branch of ours onwards through a fork brings numbers that are near the pull request's own.
 */
function isForksOwn(repo: RepoName, { claims }: Landing, { owner, from }: Line): boolean {
  const [claim] = claims;
  if (!claim || !owner || from === undefined || isSame(from, repo.split('/')[0])) return false;
  const nearness = claim.head && isSame(claim.head.owner, from) ? NEAR_OF_OWNER : NEAR;
  return claim.number * nearness < owner.number;
}

const NEAR = 10;
const NEAR_OF_OWNER = 2;

const isSame = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();
