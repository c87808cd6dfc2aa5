import { known, unknown, type Answer } from '../../../core/answer.ts';
import { commitSha, type RepoName } from '../../../core/names.ts';
import type { Thread, ThreadComment } from '../../../ports/github/threads.ts';
import type { GithubClients } from '../../client/clients.ts';
import { clientFor } from '../../installation-groups.ts';
import { split } from '../../repo-parts.ts';
import { wholeAnswer } from '../../whole-answer.ts';
import { saidKeys } from '../pull-requests/said.ts';
import { nodesOf, type Maybe, type RawActor, type RawVisibility } from '../raw.ts';
import { isOurBot, type Self } from '../self.ts';
import { audienceOf } from '../snapshot/snapshot.ts';

const WRITTEN = 'body author { __typename login } editor { __typename login } lastEditedAt';

/** Of an issue and of a pull request alike; their `state` is of two types, which one field of a query cannot have. */
export const THREAD = `__typename id number closed ${WRITTEN}
  comments(last: 100) { nodes { id fullDatabaseId createdAt ${WRITTEN} } }`;

const THREAD_DOCUMENT = `query Thread($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { visibility thread: issueOrPullRequest(number: $number) {
    ... on Issue { ${THREAD} } ... on PullRequest { ${THREAD} merged headRefName headRefOid
    headRef { target { oid ... on Commit { committedDate } } } } } } }`;

/** A text, who wrote it and who edited it last. */
interface RawWritten {
  body: string;
  author: Maybe<RawActor>;
  editor: Maybe<RawActor>;
  lastEditedAt: Maybe<string>;
}

interface RawThreadComment extends RawWritten {
  id: string;
  fullDatabaseId: Maybe<string>;
  createdAt: string;
}

/** The answer to `THREAD`; only a pull request has a head, and may be merged. */
export interface RawThread extends RawWritten {
  __typename: string;
  id: string;
  number: number;
  closed: boolean;
  merged?: boolean;
  headRefName?: string;
  headRefOid?: string;
  headRef?: Maybe<{ target: Maybe<{ oid: string; committedDate?: string }> }>;
  comments: { nodes: Maybe<Maybe<RawThreadComment>[]> };
}

interface RawThreadAnswer {
  repository: Maybe<{ visibility: RawVisibility; thread: Maybe<RawThread> }>;
}

/** An issue or a pull request with its newest hundred comments. */
export async function readThread(
  { clients, self }: { clients: GithubClients; self: Self },
  repo: RepoName,
  number: number,
): Promise<Answer<Thread>> {
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const answer = wholeAnswer(await client.known.graphql<RawThreadAnswer>(THREAD_DOCUMENT, { ...split(repo), number }));
  if ('unknown' in answer) return answer;
  const { repository } = answer.known;
  if (!repository?.thread) return unknown(`${repo}#${number} cannot be seen`);
  return threadOf(repository.thread, { repo, repository, self });
}

interface ReadIn {
  repo: RepoName;
  repository: { visibility: RawVisibility };
  self: Self;
}

/** The thread as GitHub gave it; without its comments it would look as if nobody had been answered (promise 12). */
export function threadOf(raw: RawThread, { repo, repository, self }: ReadIn): Answer<Thread> {
  if (!raw.comments.nodes) return unknown(`the comments of ${repo}#${raw.number} could not be read`);
  return known({
    repo,
    id: raw.id,
    number: raw.number,
    isPullRequest: raw.__typename === 'PullRequest',
    state: raw.merged === true ? 'merged' : raw.closed ? 'closed' : 'open',
    author: loginOf(raw.author),
    byUs: isOurBot(raw.author, self),
    body: raw.body,
    bodyByUs: isOurBot(raw.author, self) && (raw.lastEditedAt === null || isOurBot(raw.editor, self)),
    audience: audienceOf(repository.visibility),
    ...(raw.headRefName === undefined ? {} : { headBranch: raw.headRefName }),
    ...(raw.headRefOid === undefined ? {} : { head: commitSha(raw.headRefOid) }),
    ...headAtOf(raw),
    comments: nodesOf(raw.comments).flatMap((comment) => commentOf(comment) ?? []),
    answered: saidKeys(raw.comments, self),
  });
}

/** The branch may be a push ahead of its pull request: the date is taken only where both speak of one commit. */
function headAtOf({ headRef, headRefOid }: RawThread): Pick<Thread, 'headAt'> {
  const { oid, committedDate } = headRef?.target ?? {};
  return committedDate === undefined || oid !== headRefOid ? {} : { headAt: Date.parse(committedDate) };
}

function commentOf(raw: RawThreadComment): ThreadComment | undefined {
  if (raw.fullDatabaseId === null) return undefined;
  return {
    id: raw.id,
    databaseId: raw.fullDatabaseId,
    author: loginOf(raw.author),
    byHuman: raw.author?.__typename === 'User',
    edited: raw.lastEditedAt !== null,
    body: raw.body,
    at: Date.parse(raw.createdAt),
  };
}

/** GitHub shows whoever has gone as `ghost`. */
const loginOf = (actor: Maybe<RawActor>): string => actor?.login ?? 'ghost';
