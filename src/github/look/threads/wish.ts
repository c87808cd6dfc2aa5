import { known, unknown, type Answer } from '../../../core/answer.ts';
import type { LabelledHead, LabelledPullRequest } from '../../../core/force/labelled.ts';
import { commitSha, type RepoName } from '../../../core/names.ts';
import type { GithubClients } from '../../client/clients.ts';
import { clientFor } from '../../installation-groups.ts';
import { split } from '../../repo-parts.ts';
import { wholeAnswer } from '../../whole-answer.ts';
import { REQUIREMENTS } from '../documents/here-part.ts';
import { HEAD, LABELS } from '../documents/pull-request-fields.ts';
import { judgementOf } from '../pull-requests/judgement.ts';
import { labelFacts, lastLabelled } from '../pull-requests/labels.ts';
import { reviewFacts } from '../pull-requests/reviews.ts';
import { lastSaid, saidKeys } from '../pull-requests/said.ts';
import { nodesOf, type Maybe } from '../raw.ts';
import type { RawDatedSaid, RawLabelled, RawOther } from '../pull-requests/raw.ts';
import type { Self } from '../self.ts';
import { committersOf } from '../snapshot/environment-facts.ts';
import { requirementsOf, type RawRequirements } from '../snapshot/requirements.ts';

const wishDocument = (
  withHead: boolean,
): string => `query Wish($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) {
  defaultBranchRef { name } pullRequest(number: $number) {
    id title state baseRefName headRefName isCrossRepository mergeCommit { oid } changedFiles files(first: 100) { nodes { path } }
    ${LABELS} comments(last: 100) { nodes { body createdAt author { __typename login } } }
    ${withHead ? `baseRef { ${REQUIREMENTS} } ${HEAD}` : ''} } } }`;

/** The answer to `HEAD`, and what GitHub asks of the branch that the pull request goes, or went, into. */
interface RawHead extends Pick<RawOther, 'headRefOid' | 'latestOpinionatedReviews' | 'made' | 'commits'> {
  baseRef: Maybe<RawRequirements>;
}

interface RawWish extends RawLabelled, Partial<RawHead> {
  id: string;
  title: string;
  state: 'OPEN' | 'MERGED' | 'CLOSED';
  baseRefName: string;
  headRefName: string;
  isCrossRepository: boolean;
  mergeCommit: Maybe<{ oid: string }>;
  changedFiles: number;
  files: Maybe<{ nodes: Maybe<Maybe<{ path: string }>[]> }>;
  comments: RawDatedSaid;
}

interface RawWishAnswer {
  repository: Maybe<{ defaultBranchRef: Maybe<{ name: string }>; pullRequest: Maybe<RawWish> }>;
}

/** What is wanted of a labelled pull request; `head`: also what the gates of a stage judge of its last head. */
export interface WishAddress {
  repo: RepoName;
  number: number;
  head: boolean;
}

/** A pull request with its labels and who put them on. A list that did not come makes it unknown: it decides who may what. */
export async function readWish(
  { clients, self }: { clients: GithubClients; self: Self },
  { repo, number, head }: WishAddress,
): Promise<Answer<LabelledPullRequest>> {
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const answer = wholeAnswer(await client.known.graphql<RawWishAnswer>(wishDocument(head), { ...split(repo), number }));
  if ('unknown' in answer) return answer;
  const { repository } = answer.known;
  const raw = repository?.pullRequest;
  if (!repository || !raw) return unknown(`${repo}#${number} cannot be seen`);
  if (!raw.labels?.nodes || !raw.labelled.nodes || !raw.comments.nodes)
    return unknown(`the labels and comments of ${repo}#${number} could not be read`);
  const files = nodesOf(raw.files).map(({ path }) => path);
  const saidAt = lastSaid(raw.comments, self);
  const labelledAt = lastLabelled(raw);
  return known({
    repo,
    number,
    id: raw.id,
    title: raw.title,
    state: raw.state === 'OPEN' ? 'open' : raw.state === 'MERGED' ? 'merged' : 'closed',
    base: raw.baseRefName,
    defaultBranch: repository.defaultBranchRef?.name ?? '',
    headBranch: raw.headRefName,
    headIsFork: raw.isCrossRepository,
    ...(raw.mergeCommit === null ? {} : { mergeCommit: commitSha(raw.mergeCommit.oid) }),
    files,
    filesComplete: files.length >= raw.changedFiles,
    labels: labelFacts(raw),
    ...(labelledAt === undefined ? {} : { labelledAt }),
    said: saidKeys(raw.comments, self),
    ...(saidAt === undefined ? {} : { saidAt }),
    ...headOf(raw, number, self),
  });
}

/** A list that did not come would be read as "none": then nothing is known of the head (promise 12). */
function headOf(raw: Partial<RawHead>, number: number, self: Self): { head?: LabelledHead } {
  const { headRefOid, baseRef, latestOpinionatedReviews, made, commits } = raw;
  if (headRefOid === undefined || !baseRef || !latestOpinionatedReviews?.nodes || !made?.nodes || !commits?.nodes)
    return {};
  const judged = judgementOf(commits, self);
  const isJudged = judged.commit === headRefOid;
  const head = {
    number,
    head: commitSha(headRefOid),
    checks: isJudged ? judged.checks : [],
    checksComplete: isJudged && judged.checksComplete,
    reviewers: reviewFacts(latestOpinionatedReviews),
    ...committersOf({ made }, self),
    requires: { checks: requirementsOf(baseRef).checks },
  };
  return { head };
}
