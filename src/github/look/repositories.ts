import { known, unknown, type Answer } from '../../core/answer.ts';
import { isRepoName, type RepoName } from '../../core/names.ts';
import type { GithubClients } from '../client/clients.ts';
import { failureSentence } from '../client/outcome.ts';

interface RawInstallation {
  id: number;
  account: { login?: string } | null;
  suspended_at?: string | null;
}

const A_PAGE = 100;

/** Every repository of every installation, in GitHub's order. One installation that cannot be listed spoils no other. */
export async function listRepositories(
  clients: GithubClients,
): Promise<Answer<{ repos: RepoName[]; complete: boolean }>> {
  const repos: RepoName[] = [];
  let complete = true;
  for (let page = 1; ; page += 1) {
    const installations = await clients
      .asApp()
      .request<RawInstallation[]>('GET /app/installations', { per_page: A_PAGE, page });
    if ('failed' in installations) return unknown(failureSentence(installations.failed));
    for (const { id, account, suspended_at: suspendedAt } of installations.ok) {
      if (typeof suspendedAt === 'string') continue;
      if (account?.login !== undefined) clients.remember(account.login, id);
      const listed = await ofInstallation(clients, id);
      if ('known' in listed) repos.push(...listed.known);
      else complete = false;
    }
    if (installations.ok.length < A_PAGE) return known({ repos, complete });
  }
}

async function ofInstallation(clients: GithubClients, id: number): Promise<Answer<RepoName[]>> {
  const client = await clients.installation(id);
  const names: RepoName[] = [];
  for (let page = 1; ; page += 1) {
    const outcome = await client.request<{ repositories: { full_name: string; archived: boolean }[] }>(
      'GET /installation/repositories',
      { per_page: A_PAGE, page },
    );
    if ('failed' in outcome) return unknown(failureSentence(outcome.failed));
    const { repositories } = outcome.ok;
    names.push(
      ...repositories
        .filter((repo) => !repo.archived)
        .map((repo) => repo.full_name)
        .filter(isRepoName),
    );
    if (repositories.length < A_PAGE) return known(names);
  }
}
