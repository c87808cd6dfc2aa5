import { known, lacking, unknown, type Answer } from '../../../core/answer.ts';
import type { RepoName } from '../../../core/names.ts';
import type { Thread } from '../../../ports/github/threads.ts';
import type { GithubClients } from '../../client/clients.ts';
import { clientFor } from '../../installation-groups.ts';
import { split } from '../../repo-parts.ts';
import { wholeAnswer } from '../../whole-answer.ts';
import { nodesOf, type Maybe, type RawVisibility } from '../raw.ts';
import { isOurBot, type Self } from '../self.ts';
import { THREAD, threadOf, type RawThread } from './thread.ts';

/** The label finds it; that our own bot made it is what counts, since anybody with triage may put a label on. */
const CONTROL = `query Control($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
  visibility isArchived hasIssuesEnabled
  issues(labels: ["sluice-control"], first: 20, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { ${THREAD} } } } }`;

interface RawControl {
  repository: Maybe<{
    visibility: RawVisibility;
    isArchived: boolean;
    hasIssuesEnabled: boolean;
    issues: { nodes: Maybe<Maybe<RawThread>[]> };
  }>;
}

/** The oldest issue of ours that bears the label, open or closed: of two that a lost answer left, the older stays. */
export async function readControl(
  { clients, self }: { clients: GithubClients; self: Self },
  repo: RepoName,
): Promise<Answer<Thread | undefined>> {
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const answer = wholeAnswer(await client.known.graphql<RawControl>(CONTROL, split(repo)));
  if ('unknown' in answer) return answer;
  const { repository } = answer.known;
  if (repository === null) return unknown(`${repo} cannot be seen`);
  if (repository.isArchived) return lacking(`${repo} is archived`);
  if (!repository.hasIssuesEnabled) return lacking(`issues are switched off in ${repo}`);
  if (!repository.issues.nodes) return unknown(`the issues of ${repo} could not be read`);
  const oldest = nodesOf(repository.issues).find(({ author }) => isOurBot(author, self));
  return oldest === undefined ? known(undefined) : threadOf(oldest, { repo, repository, self });
}
