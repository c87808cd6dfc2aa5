import { isKnown, known, lacking, unknown, type Answer } from '../../core/answer.ts';
import { isCommitSha, type CommitSha, type RepoName } from '../../core/names.ts';
import type { GithubClients } from '../client/clients.ts';
import { failureSentence, type Failure } from '../client/outcome.ts';
import { clientFor } from '../installation-groups.ts';
import { split } from '../repo-parts.ts';

/** What the address of a commit would lose, and then be one of something else. */
const NO_NAME = /^\.{0,2}$/;

/** GitHub said nothing of the commit: it may be there. */
const SILENCE = new Set<Failure['kind']>(['limited', 'unavailable']);

/** The commit that a branch, a tag or an abbreviated id names at GitHub. Lasting: there is none that can be seen. */
export async function commitAtGithub(
  clients: GithubClients,
  repo: RepoName,
  revision: string,
): Promise<Answer<CommitSha>> {
  if (NO_NAME.test(revision)) return lacking('no commit has such a name');
  const client = await clientFor(clients, repo);
  if (!isKnown(client)) return client;
  const { owner, name } = split(repo);
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  const answer = await client.known.request<{ sha: string }>(route, { owner, repo: name, ref: revision, per_page: 1 });
  if ('failed' in answer) {
    const why = failureSentence(answer.failed);
    return SILENCE.has(answer.failed.kind) ? unknown(why) : lacking(why);
  }
  const { sha } = answer.ok;
  return isCommitSha(sha) ? known(sha) : lacking('GitHub answered with no commit');
}
