import { isKnown, known, unknown, type Answer } from '../../core/answer.ts';
import { isCommitSha, type CommitSha, type RepoName } from '../../core/names.ts';
import type { GithubClients } from '../client/clients.ts';
import { failureSentence } from '../client/outcome.ts';
import { clientFor } from '../installation-groups.ts';
import { split } from '../repo-parts.ts';

/** What the address of a commit would lose, and then be one of something else. */
const NO_NAME = /^\.{0,2}$/;

/** The commit that a branch, a tag or an abbreviated id names at GitHub. */
export async function commitAtGithub(
  clients: GithubClients,
  repo: RepoName,
  revision: string,
): Promise<Answer<CommitSha>> {
  if (NO_NAME.test(revision)) return unknown('no commit has such a name');
  const client = await clientFor(clients, repo);
  if (!isKnown(client)) return client;
  const { owner, name } = split(repo);
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  const answer = await client.known.request<{ sha: string }>(route, { owner, repo: name, ref: revision, per_page: 1 });
  if ('failed' in answer) return unknown(failureSentence(answer.failed));
  const { sha } = answer.ok;
  return isCommitSha(sha) ? known(sha) : unknown('GitHub answered with no commit');
}
