import { LaneBranch } from '../../core/text/branches.ts';
import { branchesOf, isOurs, threadsOf, type EndedWorld, type Thread } from './ended-world.ts';

/** What Sluice left open, and whether its own words account for it. */
export interface OpenEnds {
  /** Branches of the pull requests that are open, people's among them. */
  open: string[];
  /** Open pull requests and branches of Sluice that nothing waits for. */
  unexplained: string[];
}

export function openEnds(world: EndedWorld): OpenEnds {
  const open = threadsOf(world).filter(({ issue }) => issue.kind === 'pull' && issue.state === 'open');
  const ours = open.filter(({ issue }) => isOurs(world, issue));
  return {
    open: open.map(({ name }) => name).sort(),
    unexplained: [...ours.flatMap((thread) => unexplained(world, thread) ?? []), ...leftBranches(world, open)].sort(),
  };
}

/** An open pull request is explained by a lane that says it is its own, moves something by it, and names what it waits for. */
function unexplained({ standings }: EndedWorld, { repoName, issue, name }: Thread): string | undefined {
  const lane = standings.find(({ repo, pullRequest }) => repo === repoName && pullRequest?.number === issue.number);
  if (lane?.pullRequest === undefined) return `${name}: no lane calls it its own`;
  if (lane.pullRequest.moves.length === 0) return `${name}: it moves nothing`;
  const waits = lane.reasons.some(({ standing }) => standing === 'waiting' || standing === 'blocked');
  return waits ? undefined : `${name}: nothing holds it back`;
}

/** Branches of lanes whose pull request is no longer open: litter, which a retry was to take away. */
function leftBranches(world: EndedWorld, open: Thread[]): string[] {
  const heads = new Set(open.map(({ name }) => name));
  return branchesOf(world)
    .filter(({ branch, name }) => LaneBranch.parse(branch) !== undefined && !heads.has(name))
    .map(({ name }) => `${name}: a branch without a pull request`);
}
