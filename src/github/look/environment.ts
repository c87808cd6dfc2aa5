import type {
  DeploymentFact,
  DeploymentStatusFact,
  EnvironmentState,
} from '../../core/environments/environment-state.ts';
import { commitSha, componentName, isPlainName, type StageName } from '../../core/names.ts';
import { LaneBranch } from '../../core/text/branches.ts';
import { branchCommits, type RawBranchCommits } from './snapshot/branch-commits.ts';
import { nodesOf, type Maybe, type RawActor, type RawCommit, type RawPage } from './raw.ts';
import { isOurBot, isOurCommit, type Self } from './self.ts';

/** Variables of an environment's selection are this alias with `Environment` and `Released` behind it. */
export const environmentVariables = (alias: string, stage: StageName): Record<string, string> => ({
  [`${alias}Environment`]: stage,
  [`${alias}Released`]: LaneBranch.format({ stage }),
});

/** A page of GitHub's, as the node limit allows it where one environment is read alone. */
export const MOST_DEPLOYMENTS = 100;

/**
 * How many deployments a look reads of an environment with that many components: where each is deployed by itself, one release
 * may make as many.
 */
export const deploymentsSeen = (components: number): number => Math.min(MOST_DEPLOYMENTS, Math.max(20, 2 * components));

/** The newest deployments of an environment. `environment` and `after` are the names of variables. */
export const deploymentsField = (asked: { environment: string; first: number; after?: string }): string => `
  deployments(environments: [$${asked.environment}], first: ${asked.first}${asked.after === undefined ? '' : `, after: $${asked.after}`},
    orderBy: { field: CREATED_AT, direction: DESC }) { pageInfo { hasNextPage endCursor } nodes {
    databaseId commitOid createdAt payload creator { __typename login }
    statuses(first: 10) { nodes { state createdAt description logUrl environmentUrl creator { __typename login } } } } }`;

/** What is selected of the repository that an environment lives in; `first`: of its deployments. */
export const environmentSelection = (alias: string, first: number): string => `
  ${deploymentsField({ environment: `${alias}Environment`, first })}
  released: pullRequests(headRefName: $${alias}Released, states: [MERGED], last: 5) { nodes { isCrossRepository
    commits(last: 5) { nodes { commit { author { name email user { login } } signature { isValid wasSignedByGitHub } } } } } }`;

export interface RawDeployment {
  databaseId: Maybe<number>;
  commitOid: string;
  createdAt: string;
  payload: Maybe<string>;
  creator: Maybe<RawActor>;
  statuses: Maybe<{ nodes: Maybe<Maybe<RawDeploymentStatus>[]> }>;
}

export interface RawDeploymentStatus {
  state: string;
  createdAt: string;
  description: Maybe<string>;
  logUrl: Maybe<string>;
  environmentUrl: Maybe<string>;
  creator: Maybe<RawActor>;
}

/** The answer to `deploymentsField`. */
export interface RawDeployments {
  pageInfo: RawPage;
  nodes: Maybe<Maybe<RawDeployment>[]>;
}

/** The answer to `environmentSelection`. */
export interface RawEnvironment {
  deployments: Maybe<RawDeployments>;
  released: Maybe<{
    nodes: Maybe<
      Maybe<{
        isCrossRepository: boolean;
        commits: { nodes: Maybe<Maybe<{ commit: Pick<RawCommit, 'signature' | 'author'> }>[]> };
      }>[]
    >;
  }>;
}

/** An environment as its repository's deployments and the branch's newest commits show it. */
export function environmentState(raw: RawEnvironment, branch: RawBranchCommits, self: Self): EnvironmentState {
  const released = nodesOf(raw.released).some(
    ({ isCrossRepository, commits }) =>
      !isCrossRepository && nodesOf(commits).some(({ commit }) => isOurCommit(commit, self)),
  );
  return { ...deploymentsOn(branch, raw, self), hasMerged: released };
}

/** The deployments of an environment with the commits of its branch, as far back as both were listed. */
export function deploymentsOn(
  branch: RawBranchCommits,
  { deployments }: Pick<RawEnvironment, 'deployments'>,
  self: Self,
): Omit<EnvironmentState, 'hasMerged'> {
  const commits = branchCommits(branch);
  const facts = nodesOf(deployments).flatMap((deployment) => deploymentOf(deployment, self) ?? []);
  return {
    commits,
    deployments: facts,
    ...(deployments?.pageInfo.hasNextPage === true ? { listedSince: facts.at(-1)?.createdAt ?? Infinity } : {}),
    ...(branch.commits?.pageInfo.hasNextPage === true ? { hasOlderCommits: true } : {}),
  };
}

function deploymentOf(raw: RawDeployment, self: Self): DeploymentFact | undefined {
  if (raw.databaseId === null) return undefined;
  return {
    id: raw.databaseId,
    commit: commitSha(raw.commitOid),
    createdAt: Date.parse(raw.createdAt),
    ...(isOurBot(raw.creator, self) ? oursIn(raw.payload) : {}),
    statuses: nodesOf(raw.statuses).flatMap((status) => statusOf(status, self) ?? []),
  };
}

const STATES = new Set<string>(['error', 'failure', 'inactive', 'in_progress', 'pending', 'queued', 'success']);
const isState = (word: string): word is DeploymentStatusFact['state'] => STATES.has(word);

/** Undefined for the states that GitHub alone sets (`WAITING`: for an approval), which say nothing of how it went. */
function statusOf(raw: RawDeploymentStatus, self: Self): DeploymentStatusFact | undefined {
  const state = raw.state.toLowerCase();
  if (!isState(state)) return undefined;
  const url = raw.logUrl || raw.environmentUrl;
  return {
    state,
    at: Date.parse(raw.createdAt),
    by: raw.creator?.login ?? 'ghost',
    ...(isOurBot(raw.creator, self) ? { byUs: true } : {}),
    ...(url ? { url } : {}),
    ...(raw.description ? { description: raw.description } : {}),
  };
}

/**
 * What our own payload says: the key, and the one component that it is about. GraphQL gives a payload as JSON text, and one that
 * was sent as text as JSON of that.
 */
function oursIn(payload: string | null): Pick<DeploymentFact, 'key' | 'of'> {
  const once = parsed(payload);
  const { v, key, of } = Object(typeof once === 'string' ? parsed(once) : once) as Record<'v' | 'key' | 'of', unknown>;
  if (v !== 1 || typeof key !== 'string') return {};
  return { key, ...(typeof of === 'string' && isPlainName(of) ? { of: componentName(of) } : {}) };
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
