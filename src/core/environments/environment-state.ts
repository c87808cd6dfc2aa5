import type { CommitSha, ComponentName, Instant } from '../names.ts';

/** What GitHub knows of the deployments of one environment. */
export interface EnvironmentState {
  /** The newest commits of the environment's branch, newest first. */
  commits: CommitSha[];
  /** Newest first. */
  deployments: DeploymentFact[];
  /** Whether Sluice has merged a release into it before. */
  hasMerged: boolean;
  /** Deployments created before this instant are not listed, and may say more; undefined: all are listed. */
  listedSince?: Instant;
  /** The branch has older commits than these: a deployment of none of them may be of one further back. */
  hasOlderCommits?: true;
  /** Only statuses that Sluice wrote were kept, of deployments of its own: the environment believes no other. */
  onlyOurs?: true;
}

export interface DeploymentFact {
  /** GitHub's number of it, as people see it in addresses. */
  id: number;
  commit: CommitSha;
  createdAt: Instant;
  /** On Sluice's own: what it was created for. */
  key?: string;
  /** On Sluice's own: the one component that it is about. */
  of?: ComponentName;
  /** Newest first. */
  statuses: DeploymentStatusFact[];
}

export interface DeploymentStatusFact {
  state: 'error' | 'failure' | 'inactive' | 'in_progress' | 'pending' | 'queued' | 'success';
  at: Instant;
  by: string;
  /** Written by Sluice itself, for a signal that is no deployment status. */
  byUs?: true;
  /** Where people can see how it went: the log, else the environment. */
  url?: string;
  description?: string;
}

/** How the deployments of one commit of the branch ended, by the last word about it. */
export type EndedCommit = ProvenCommit | FailedCommit;

/** A commit of the environment's branch that was deployed with success. */
export interface ProvenCommit {
  outcome: 'success';
  commit: CommitSha;
  deployment: DeploymentFact;
  /** When the first of the successes was reported that no failure followed. */
  at: Instant;
  url?: string;
}

export interface FailedCommit {
  outcome: 'failure';
  commit: CommitSha;
  deployment: DeploymentFact;
  at: Instant;
  url?: string;
  /** What the signal says, which may name what failed. */
  description?: string;
  /** Sluice repeated it there for a signal that is no deployment status. */
  byUs?: true;
}

interface Ended extends DeploymentStatusFact {
  deployment: DeploymentFact;
}

/**
 * The commits of the branch whose deployments ended, newest commit first. A red re-run takes a success back and a green one
 * mends a failure, be it on the same deployment or on a new one of the same commit; a success stays one when a later deployment
 * has made it inactive. Deployments of commits that are not on the branch say nothing about it, and those of one component nothing
 * about another. `of`: whose deployments count besides those of the whole environment; undefined: everybody's.
 */
export function endedCommits({ commits, deployments }: EnvironmentState, of?: ComponentName): EndedCommit[] {
  const ended = new Map<CommitSha, Ended[]>();
  for (const deployment of deployments) {
    if (of !== undefined && deployment.of !== undefined && deployment.of !== of) continue;
    const words = deployment.statuses.filter(hasEnded).map((status) => ({ ...status, deployment }));
    ended.set(deployment.commit, [...(ended.get(deployment.commit) ?? []), ...words]);
  }
  return commits.flatMap((commit) => endOf(commit, ended.get(commit) ?? []) ?? []);
}

/** Whether a status says how it went. */
export const hasEnded = ({ state }: DeploymentStatusFact): boolean =>
  state === 'success' || state === 'failure' || state === 'error';

function endOf(commit: CommitSha, words: Ended[]): EndedCommit | undefined {
  const newestFirst = words.toSorted((a, b) => b.at - a.at);
  const [last] = newestFirst;
  if (last === undefined) return undefined;
  if (last.state !== 'success') {
    const { at, byUs, deployment, url, description } = last;
    return {
      outcome: 'failure',
      commit,
      deployment,
      at,
      ...(url === undefined ? {} : { url }),
      ...(description === undefined ? {} : { description }),
      ...(byUs === undefined ? {} : { byUs }),
    };
  }
  const failure = newestFirst.findIndex(({ state }) => state !== 'success');
  const first = newestFirst.slice(0, failure === -1 ? newestFirst.length : failure).at(-1) ?? last;
  const url = first.url ?? last.url;
  return {
    outcome: 'success',
    commit,
    deployment: first.deployment,
    at: first.at,
    ...(url === undefined ? {} : { url }),
  };
}

/** Whether a deployment proved a commit of the branch for a component, and had done so at an instant. */
export const wasProvenBy = (environment: EnvironmentState, of: ComponentName, by: Instant): boolean =>
  endedCommits(environment, of).some((ended) => isProven(ended) && ended.at <= by);

/** Whether what is not listed may have proven a component: an older deployment, or one that is listed, of an older commit. */
export function mayBeProvenFurtherBack(environment: EnvironmentState, of: ComponentName): boolean {
  const { commits, deployments, listedSince, hasOlderCommits } = environment;
  if (listedSince !== undefined) return true;
  if (hasOlderCommits !== true) return false;
  const listed = new Set(commits);
  const elsewhere = deployments.map(({ commit }) => commit).filter((commit) => !listed.has(commit));
  return endedCommits({ ...environment, commits: elsewhere }, of).some(isProven);
}

/** The newest commit of the branch that a deployment proved. */
export const newestProven = (environment: EnvironmentState, of?: ComponentName): ProvenCommit | undefined =>
  endedCommits(environment, of).find(isProven);

export const isProven = (ended: EndedCommit): ended is ProvenCommit => ended.outcome === 'success';
