import { known, unknown, type Answer } from '../../core/answer.ts';
import { commitSha, type RepoName } from '../../core/names.ts';
import { Marker } from '../../core/text/markers.ts';
import type { PolicyProposal } from '../../ports/github/looks.ts';
import type { GithubClient } from '../client/client.ts';
import type { GithubClients } from '../client/clients.ts';
import { clientFor } from '../installation-groups.ts';
import { split } from '../repo-parts.ts';
import { wholeAnswer } from '../whole-answer.ts';
import { OUR_STATUS } from './documents/pull-request-fields.ts';
import { nodesOf, type Maybe, type RawActor, type RawBlobEntry } from './raw.ts';
import type { RawNamedStatus } from './pull-requests/raw.ts';
import { isOurBot, type Self } from './self.ts';
import { statusOf } from './pull-requests/judgement.ts';
import { whyTextless } from './snapshot/pinned-file.ts';

const PIPELINE_FILE = '.github/sluice.yml';

const COMMENTS = 'pageInfo { hasNextPage endCursor } nodes { id body author { __typename login } }';

/** The file is read at the commit itself, since the head of a fork is on no branch of this repository. */
const PROPOSAL = `query Proposal($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { defaultBranchRef { name } pullRequest(number: $number) {
    id state baseRefName headRefOid changedFiles files(first: 100) { nodes { path changeType } }
    comments(first: 100) { ${COMMENTS} }
    commits(last: 1) { nodes { commit { oid status { context(name: "sluice/pipeline") { ${OUR_STATUS} } }
      file(path: "${PIPELINE_FILE}") { mode object { ... on Blob { text isBinary isTruncated } } } } } } } } }`;

const MORE_COMMENTS = `query ProposalComments($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    comments(first: 100, after: $after) { ${COMMENTS} } } } }`;

interface RawComments {
  pageInfo: { hasNextPage: boolean; endCursor: Maybe<string> };
  nodes: Maybe<Maybe<{ id: string; body: string; author: Maybe<RawActor> }>[]>;
}

interface RawPullRequest {
  id: string;
  state: string;
  baseRefName: string;
  headRefOid: string;
  changedFiles: number;
  files: Maybe<{ nodes: Maybe<Maybe<{ path: string; changeType: string }>[]> }>;
  comments: RawComments;
  commits: {
    nodes: Maybe<
      Maybe<{
        commit: { oid: string; status: Maybe<{ context: Maybe<RawNamedStatus> }>; file: Maybe<RawBlobEntry> };
      }>[]
    >;
  };
}

interface RawProposal {
  repository: Maybe<{ defaultBranchRef: Maybe<{ name: string }>; pullRequest: Maybe<RawPullRequest> }>;
}

/** A pull request that may change the pipeline file, with the file as it would be. */
export async function readProposal(
  { clients, self }: { clients: GithubClients; self: Self },
  repo: RepoName,
  number: number,
): Promise<Answer<PolicyProposal>> {
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const answer = wholeAnswer(await client.known.graphql<RawProposal>(PROPOSAL, { ...split(repo), number }));
  if ('unknown' in answer) return answer;
  const { defaultBranchRef, pullRequest: raw } = answer.known.repository ?? {};
  if (!raw) return unknown(`${repo}#${number} cannot be seen`);
  const judged = nodesOf(raw.commits)[0]?.commit;
  if (judged?.oid !== raw.headRefOid) return unknown(`GitHub does not show the head of ${repo}#${number} yet`);
  const why = judged.file === null ? undefined : whyTextless(judged.file.object);
  if (why !== undefined) return unknown(`${PIPELINE_FILE} of ${repo}#${number} cannot be read: ${why}`);
  const comment = await findComment({ client: client.known, self, repo, number }, raw.comments);
  if ('unknown' in comment) return comment;
  const text = judged.file?.object?.text;
  const status = statusOf(judged.status?.context, self);
  return known({
    repo,
    number,
    id: raw.id,
    open: raw.state === 'OPEN',
    intoDefault: raw.baseRefName === defaultBranchRef?.name,
    head: commitSha(raw.headRefOid),
    changesFile: changesFile(raw, judged.file !== null),
    ...(typeof text === 'string' ? { text } : {}),
    ...(comment.known === undefined ? {} : { comment: comment.known }),
    ...(status === undefined ? {} : { status }),
  });
}

/** A list in part may hide it, and a file that was moved away is listed where it went. */
function changesFile({ files, changedFiles }: RawPullRequest, hasFile: boolean): boolean {
  const listed = nodesOf(files);
  return (
    listed.length < changedFiles ||
    listed.some(({ path, changeType }) => path === PIPELINE_FILE || (!hasFile && changeType === 'RENAMED'))
  );
}

interface Place {
  client: GithubClient;
  self: Self;
  repo: RepoName;
  number: number;
}

/** Our review of the file, however many comments others have left. */
async function findComment(place: Place, first: RawComments): Promise<Answer<PolicyProposal['comment']>> {
  for (let page = first; ;) {
    const found = oursIn(page, place.self);
    const { hasNextPage, endCursor } = page.pageInfo;
    if (found !== undefined || !hasNextPage) return known(found);
    const variables = { ...split(place.repo), number: place.number, after: endCursor };
    const answer = wholeAnswer(await place.client.graphql<RawProposal>(MORE_COMMENTS, variables));
    if ('unknown' in answer) return answer;
    const next = answer.known.repository?.pullRequest?.comments;
    if (next === undefined) return unknown(`the comments of ${place.repo}#${place.number} could not be read`);
    page = next;
  }
}

function oursIn(page: RawComments, self: Self): PolicyProposal['comment'] {
  const ours = nodesOf(page).filter(({ author }) => isOurBot(author, self));
  const marked = ours.flatMap(({ id, body }) => Marker.parse(body).map(({ kind, key }) => ({ id, kind, key })));
  const review = marked.find(({ kind }) => kind === 'review');
  return review === undefined ? undefined : { id: review.id, key: review.key };
}
