import { isKnown, known, lacking, unknown, type Answer } from '../../../core/answer.ts';
import type { RepoName } from '../../../core/names.ts';
import type { ControlIssue } from '../../../ports/github/threads.ts';
import type { GithubClients } from '../../client/clients.ts';
import { clientFor } from '../../installation-groups.ts';
import { split } from '../../repo-parts.ts';
import { wholeAnswer } from '../../whole-answer.ts';
import { part, type Part } from '../documents/part.ts';
import { nodesOf, type Maybe, type RawVisibility } from '../raw.ts';
import { isOurBot, type Self } from '../self.ts';
import { THREAD, threadOf, type RawThread } from './thread.ts';

/** The label finds it; that our own bot made it is what counts, since anybody with triage may put a label on. */
const SELECTION = `visibility isArchived hasIssuesEnabled
  issues(labels: ["sluice-control"], first: 20, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { ${THREAD} } }`;

const CONTROL = `query Control($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${SELECTION} } }`;

interface RawControl {
  visibility: RawVisibility;
  isArchived: boolean;
  hasIssuesEnabled: boolean;
  issues: { nodes: Maybe<Maybe<RawThread>[]> };
}

/** The oldest issue of ours that bears the label, open or closed: of two that a lost answer left, the older stays. */
export async function readControl(
  { clients, self }: { clients: GithubClients; self: Self },
  repo: RepoName,
): Promise<Answer<ControlIssue | undefined>> {
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const answer = wholeAnswer(await client.known.graphql<{ repository: Maybe<RawControl> }>(CONTROL, split(repo)));
  if ('unknown' in answer) return answer;
  const { repository } = answer.known;
  return repository === null ? unknown(`${repo} cannot be seen`) : controlOf(repository, repo, self);
}

/** What is asked of a pipeline's own repository, as part of a larger read. */
export const controlPart = (repo: RepoName, alias: string): Part =>
  part({ alias, repo, variables: {}, selection: SELECTION });

/** What such a part brought. */
export const controlIn = (answer: Answer<unknown>, repo: RepoName, self: Self): Answer<ControlIssue | undefined> =>
  'unknown' in answer ? answer : controlOf(answer.known as RawControl, repo, self);

function controlOf(repository: RawControl, repo: RepoName, self: Self): Answer<ControlIssue | undefined> {
  if (repository.isArchived) return lacking(`${repo} is archived`);
  if (!repository.hasIssuesEnabled) return lacking(`issues are switched off in ${repo}`);
  if (!repository.issues.nodes) return unknown(`the issues of ${repo} could not be read`);
  const [oldest, ...younger] = nodesOf(repository.issues).filter(({ author }) => isOurBot(author, self));
  if (oldest === undefined) return known(undefined);
  const thread = threadOf(oldest, { repo, repository, self });
  if (!isKnown(thread)) return thread;
  return known({ ...thread.known, others: younger.filter(({ closed }) => !closed).map(({ number }) => number) });
}
