import { known, unknown, type Answer } from '../../core/answer.ts';
import { commitSha, type RepoName, type StageName } from '../../core/names.ts';
import type { PromotionState } from '../../ports/github/looks.ts';
import type { GithubClients } from '../client/clients.ts';
import { clientFor } from '../installation-groups.ts';
import { split } from '../repo-parts.ts';
import { wholeAnswer } from '../whole-answer.ts';
import { COMMIT } from './documents/pull-request-fields.ts';
import { BRANCH_COMMITS, type RawBranchCommits } from './snapshot/branch-commits.ts';
import {
  environmentSelection,
  environmentState,
  environmentVariables,
  MOST_DEPLOYMENTS,
  type RawEnvironment,
} from './environment.ts';
import { nodesOf, type Maybe, type RawCommit, type RawVisibility } from './raw.ts';
import type { RawSaid } from './pull-requests/raw.ts';
import { isOurCommit, type Self } from './self.ts';
import { saidKeys } from './pull-requests/said.ts';
import { audienceOf } from './snapshot/snapshot.ts';

/** With an environment, also its deployments and the branch that the pull request goes into. */
const promotionDocument = (withEnvironment: boolean): string => `query Promotion(
  $owner: String!, $name: String!, $number: Int!${withEnvironment ? ', $eEnvironment: String!, $eReleased: String!' : ''}) {
  repository(owner: $owner, name: $name) { id visibility defaultBranchRef { name }
  ${withEnvironment ? environmentSelection('e', MOST_DEPLOYMENTS) : ''}
  pullRequest(number: $number) {
    id title state baseRefName headRefName headRefOid mergedAt mergedBy { login } mergeCommit { oid }
    labels(first: 100) { nodes { name } }
    comments(last: 100) { nodes { body author { __typename login } } }
    ${withEnvironment ? `baseRef { target { ... on Commit { ${BRANCH_COMMITS} } } }` : ''}
    headRef { target { oid } }
    commits(last: 50) { nodes { commit { ${COMMIT} } } } } } }`;

interface RawPullRequest {
  id: string;
  title: string;
  labels: Maybe<{ nodes: Maybe<Maybe<{ name: string }>[]> }>;
  comments: RawSaid;
  baseRef?: Maybe<{ target: Maybe<Partial<RawBranchCommits>> }>;
  state: 'OPEN' | 'MERGED' | 'CLOSED';
  baseRefName: string;
  headRefName: string;
  headRefOid: string;
  mergedAt: Maybe<string>;
  mergedBy: Maybe<{ login: string }>;
  mergeCommit: Maybe<{ oid: string }>;
  headRef: Maybe<{ target: Maybe<{ oid: string }> }>;
  commits: { nodes: Maybe<Maybe<{ commit: RawCommit }>[]> };
}

interface RawRepository extends Partial<RawEnvironment> {
  id: string;
  visibility: RawVisibility;
  defaultBranchRef: Maybe<{ name: string }>;
  pullRequest: Maybe<RawPullRequest>;
}

export interface PromotionAddress {
  repo: RepoName;
  number: number;
  /** The environment it is a release of. */
  environment?: StageName | undefined;
}

/** One pull request of ours, open or ended, with the message that carries its lineage. */
export async function readPromotion(
  tools: { clients: GithubClients; self: Self },
  { repo, number, environment }: PromotionAddress,
): Promise<Answer<PromotionState>> {
  const client = await clientFor(tools.clients, repo);
  if ('unknown' in client) return client;
  const asked = environment === undefined ? {} : environmentVariables('e', environment);
  const variables = { ...split(repo), number, ...asked };
  const document = promotionDocument(environment !== undefined);
  const outcome = await client.known.graphql<{ repository: Maybe<RawRepository> }>(document, variables);
  const answer = wholeAnswer(outcome, repo);
  if ('unknown' in answer) return answer;
  const { repository } = answer.known;
  const raw = repository?.pullRequest;
  if (repository === null || raw === null || raw === undefined) return unknown(`${repo}#${number} cannot be seen`);
  const state = promotionState({ repo, number, repository, raw }, tools.self);
  return environment === undefined ? known(state) : withEnvironment(state, { repository, raw, self: tools.self });
}

/** An environment of which a part did not come is unknown: "no deployment" would be read from it (promise 12). */
function withEnvironment(
  state: PromotionState,
  { repository, raw, self }: { repository: RawRepository; raw: RawPullRequest; self: Self },
): Answer<PromotionState> {
  const { deployments, released } = repository;
  const commits = raw.baseRef?.target?.commits;
  if (!deployments || !released || !commits) return unknown('the deployments of its environment could not be read');
  return known({ ...state, environment: environmentState({ deployments, released }, { commits }, self) });
}

interface Seen {
  repo: RepoName;
  number: number;
  repository: RawRepository;
  raw: RawPullRequest;
}

function promotionState({ repo, number, repository, raw }: Seen, self: Self): PromotionState {
  const ours = nodesOf(raw.commits)
    .map(({ commit }) => commit)
    .findLast((commit) => isOurCommit(commit, self));
  const tip = raw.headRef?.target?.oid;
  return {
    repo,
    repositoryId: repository.id,
    number,
    id: raw.id,
    title: raw.title,
    labels: nodesOf(raw.labels).map(({ name }) => name),
    said: saidKeys(raw.comments, self),
    audience: audienceOf(repository.visibility),
    head: commitSha(raw.headRefOid),
    base: raw.baseRefName,
    defaultBranch: repository.defaultBranchRef?.name ?? '',
    headBranch: raw.headRefName,
    state: raw.state === 'OPEN' ? 'open' : raw.state === 'MERGED' ? 'merged' : 'closed',
    ...mergeOf(raw),
    ...(ours === undefined ? {} : { message: ours.message }),
    ...(tip === undefined ? {} : { branch: { tip: commitSha(tip) } }),
  };
}

const mergeOf = ({ mergeCommit, mergedAt, mergedBy }: RawPullRequest): Pick<PromotionState, 'merged'> =>
  mergeCommit === null
    ? {}
    : {
        merged: { commit: commitSha(mergeCommit.oid), by: mergedBy?.login ?? 'ghost', at: Date.parse(mergedAt ?? '') },
      };
