import { known, unknown, type Answer } from '../../core/answer.ts';
import { issueKey } from '../../core/environments/open-questions.ts';
import type { IssueAddress, IssueLook, SaidComment } from '../../core/issues/issue-state.ts';
import { repoName } from '../../core/names.ts';
import { readConsent } from '../../core/pipeline/joining/joining-file.ts';
import { Marker } from '../../core/text/markers.ts';
import type { GithubClient } from '../client/client.ts';
import type { GithubClients } from '../client/clients.ts';
import { failureSentence, type GraphqlProblem, type Outcome } from '../client/outcome.ts';
import { groupByInstallation } from '../installation-groups.ts';
import { split } from '../repo-parts.ts';
import { wholeAnswer } from '../whole-answer.ts';
import { nodesOf, type Maybe, type RawActor, type RawVisibility } from './raw.ts';
import { isOurBot, type Self } from './self.ts';
import { audienceOf } from './snapshot/snapshot.ts';

/** Issues in one query, each with up to a hundred comments. */
const ISSUES_A_READ = 25;

const COMMENTS = 'pageInfo { hasPreviousPage startCursor } nodes { id body author { __typename login } }';

const EARLIER_COMMENTS = `query EarlierComments($id: ID!, $before: String!) {
  node(id: $id) { ... on Issue { comments(last: 100, before: $before) { ${COMMENTS} } } } }`;

interface RawComments {
  pageInfo: { hasPreviousPage: boolean; startCursor: Maybe<string> };
  nodes: Maybe<Maybe<{ id: string; body: string; author: Maybe<RawActor> }>[]>;
}

interface RawIssue {
  __typename: 'Issue';
  id: string;
  number: number;
  state: 'OPEN' | 'CLOSED';
  locked: boolean;
  repository: { nameWithOwner: string };
  labels: Maybe<{ nodes: Maybe<Maybe<{ id: string; name: string }>[]> }>;
  comments: RawComments;
}

interface RawIssueRepository {
  nameWithOwner: string;
  visibility: RawVisibility;
  isArchived: boolean;
  consent: Maybe<{ target: Maybe<{ file?: Maybe<{ object: Maybe<{ text?: Maybe<string> }> }> }> }>;
  issue: Maybe<RawIssue | { __typename: 'PullRequest' }>;
  [label: `l${number}`]: Maybe<{ id: string; name: string }>;
}

interface ReadTools {
  clients: GithubClients;
  self: Self;
}

/**
 * Issues with what Sluice has told them, by `issueKey`. Each has an error domain of its own: one that is gone, or in a
 * repository that nobody lets the App see, spoils no other.
 */
export async function readIssues(
  tools: ReadTools,
  addresses: IssueAddress[],
  labels: string[],
): Promise<Map<string, Answer<IssueLook>>> {
  const { groups, unreachable } = await groupByInstallation(tools.clients, addresses);
  const looks = new Map<string, Answer<IssueLook>>();
  for (const [address, why] of unreachable) looks.set(issueKey(address), reachable(why.unknown));
  for (const { client, items } of groups) {
    for (let start = 0; start < items.length; start += ISSUES_A_READ) {
      const some = items.slice(start, start + ISSUES_A_READ);
      for (const [key, look] of await readSome({ client, self: tools.self }, some, labels)) looks.set(key, look);
    }
  }
  return looks;
}

/** No installation is an answer of its own; anything else that hides a repository may pass. */
const reachable = (why: string): Answer<IssueLook> =>
  why.startsWith('the App is not installed') ? known({ absent: 'unseen' }) : unknown(why);

interface Reader {
  client: GithubClient;
  self: Self;
}

type RawAnswer = Record<string, RawIssueRepository | null>;

async function readSome(
  reader: Reader,
  addresses: IssueAddress[],
  labels: string[],
): Promise<[string, Answer<IssueLook>][]> {
  const { text, variables } = issuesDocument(addresses, labels);
  const outcome = await reader.client.graphql<RawAnswer>(text, variables);
  const looks: [string, Answer<IssueLook>][] = [];
  for (const [index, address] of addresses.entries())
    looks.push([issueKey(address), await lookOf(reader, outcome, { alias: `i${index}`, labels: labels.length })]);
  return looks;
}

function issuesDocument(
  addresses: IssueAddress[],
  labels: string[],
): { text: string; variables: Record<string, unknown> } {
  const variables: Record<string, unknown> = {};
  const declared = [...labels.keys()].map((index) => `$l${index}: String!`);
  for (const [index, label] of labels.entries()) variables[`l${index}`] = label;
  const known = labels.map((_, index) => `l${index}: label(name: $l${index}) { id name }`).join(' ');
  const fields = addresses.map((address, index) => {
    const { owner, name } = split(address.repo);
    Object.assign(variables, { [`o${index}`]: owner, [`r${index}`]: name, [`n${index}`]: address.number });
    declared.push(`$o${index}: String!, $r${index}: String!, $n${index}: Int!`);
    return `i${index}: repository(owner: $o${index}, name: $r${index}) { nameWithOwner visibility isArchived ${known}
    consent: defaultBranchRef { target { ... on Commit { file(path: ".github/sluice.yml") { object { ... on Blob { text } } } } } }
    issue: issueOrPullRequest(number: $n${index}) { __typename ... on Issue { id number state locked
      repository { nameWithOwner } labels(first: 100) { nodes { id name } } comments(last: 100) { ${COMMENTS} } } } }`;
  });
  return { text: `query Issues(${declared.join(', ')}) {\n${fields.join('\n')}\n}`, variables };
}

async function lookOf(
  reader: Reader,
  outcome: Outcome<RawAnswer>,
  { alias, labels }: { alias: string; labels: number },
): Promise<Answer<IssueLook>> {
  if ('failed' in outcome)
    return outcome.failed.kind === 'missing' ? known({ absent: 'unseen' }) : unknown(failureSentence(outcome.failed));
  const problems = (outcome.errors ?? []).filter(({ path }) => path[0] === alias);
  const serious = problems.find((problem) => problem.type !== 'NOT_FOUND' || !isOfRepositoryOrIssue(problem));
  if (serious !== undefined) return unknown(serious.message);
  const raw = outcome.ok[alias];
  if (raw === null || raw === undefined) return known({ absent: 'unseen' });
  const { issue } = raw;
  const where = {
    audience: audienceOf(raw.visibility),
    consent: readConsent(raw.consent?.target?.file?.object?.text ?? undefined),
  };
  if (issue?.__typename === 'PullRequest') return known({ absent: 'pull-request' });
  // A transferred issue may still be found by its old number.
  if (issue === null || issue.repository.nameWithOwner !== raw.nameWithOwner)
    return known({ absent: 'gone', ...where });
  const said = await saidOn(reader, issue);
  if ('unknown' in said) return said;
  return known({
    ...where,
    repo: repoName(raw.nameWithOwner),
    number: issue.number,
    id: issue.id,
    state: issue.state === 'OPEN' ? 'open' : 'closed',
    locked: issue.locked,
    archived: raw.isArchived,
    labels: nodesOf(issue.labels).map(({ id, name }) => ({ id, name })),
    known: Array.from({ length: labels }, (_, index) => raw[`l${index}`]).flatMap((label) => label ?? []),
    said: said.known,
  });
}

/** The repository itself, or the issue in it. */
const isOfRepositoryOrIssue = ({ path }: GraphqlProblem): boolean =>
  path.length === 1 || (path.length === 2 && path[1] === 'issue');

/** What this App has said on the issue, oldest first, however long the conversation is. */
async function saidOn({ client, self }: Reader, issue: RawIssue): Promise<Answer<SaidComment[]>> {
  let page: RawComments = issue.comments;
  let said = ours(page, self);
  while (page.pageInfo.hasPreviousPage && page.pageInfo.startCursor !== null) {
    const asked = { id: issue.id, before: page.pageInfo.startCursor };
    const answer = wholeAnswer(
      await client.graphql<{ node: Maybe<{ comments?: RawComments }> }>(EARLIER_COMMENTS, asked),
    );
    if ('unknown' in answer) return answer;
    const earlier = answer.known.node?.comments;
    if (earlier === undefined) return unknown(`its conversation could not be read to its beginning`);
    page = earlier;
    said = [...ours(page, self), ...said];
  }
  return known(said);
}

const ours = (comments: RawComments, self: Self): SaidComment[] =>
  nodesOf(comments)
    .filter(({ author }) => isOurBot(author, self))
    .flatMap(({ id, body }) => Marker.parse(body).map(({ kind, key, ...fields }) => ({ id, kind, key, fields })));
