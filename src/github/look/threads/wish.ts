import { known, unknown, type Answer } from '../../../core/answer.ts';
import type { LabelledPullRequest } from '../../../core/force/labelled.ts';
import { commitSha, type RepoName } from '../../../core/names.ts';
import type { GithubClients } from '../../client/clients.ts';
import { clientFor } from '../../installation-groups.ts';
import { split } from '../../repo-parts.ts';
import { wholeAnswer } from '../../whole-answer.ts';
import { LABELS } from '../documents/pull-request-fields.ts';
import { labelFacts } from '../pull-requests/labels.ts';
import { saidKeys } from '../pull-requests/said.ts';
import { nodesOf, type Maybe } from '../raw.ts';
import type { RawLabelled, RawSaid } from '../pull-requests/raw.ts';
import type { Self } from '../self.ts';

const WISH = `query Wish($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) {
  defaultBranchRef { name } pullRequest(number: $number) {
    id title state baseRefName headRefName isCrossRepository mergeCommit { oid } changedFiles files(first: 100) { nodes { path } }
    ${LABELS} comments(last: 100) { nodes { body author { __typename login } } } } } }`;

interface RawWish extends RawLabelled {
  id: string;
  title: string;
  state: 'OPEN' | 'MERGED' | 'CLOSED';
  baseRefName: string;
  headRefName: string;
  isCrossRepository: boolean;
  mergeCommit: Maybe<{ oid: string }>;
  changedFiles: number;
  files: Maybe<{ nodes: Maybe<Maybe<{ path: string }>[]> }>;
  comments: RawSaid;
}

interface RawWishAnswer {
  repository: Maybe<{ defaultBranchRef: Maybe<{ name: string }>; pullRequest: Maybe<RawWish> }>;
}

/** A pull request with its labels and who put them on. A list that did not come makes it unknown: it decides who may what. */
export async function readWish(
  { clients, self }: { clients: GithubClients; self: Self },
  repo: RepoName,
  number: number,
): Promise<Answer<LabelledPullRequest>> {
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const answer = wholeAnswer(await client.known.graphql<RawWishAnswer>(WISH, { ...split(repo), number }));
  if ('unknown' in answer) return answer;
  const { repository } = answer.known;
  const raw = repository?.pullRequest;
  if (!repository || !raw) return unknown(`${repo}#${number} cannot be seen`);
  if (!raw.labels?.nodes || !raw.labelled.nodes || !raw.comments.nodes)
    return unknown(`the labels and comments of ${repo}#${number} could not be read`);
  const files = nodesOf(raw.files).map(({ path }) => path);
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
    said: saidKeys(raw.comments, self),
  });
}
