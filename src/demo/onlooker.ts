/** What ada sees of the organisation: everything that the story tells is read over GitHub's API, as a person may. */
import type { Theatre } from './theatre.ts';

export interface Pull {
  number: number;
  title: string;
  body: string;
  state: string;
  merged_at: string | null;
  merge_commit_sha: string | null;
  head: { ref: string; sha: string };
}

export interface Status {
  context: string;
  state: string;
  description: string | null;
}

/** Every pull request of a repository, whatever its state. */
export const pullsOf = ({ person }: Theatre, repo: string): Promise<Pull[]> =>
  person('ada').call('GET', `/repos/${repo}/pulls?state=all`);

/** One pull request, as its page shows it. */
export const lookAt = ({ person }: Theatre, repo: string, number: number): Promise<Pull> =>
  person('ada').call('GET', `/repos/${repo}/pulls/${number}`);

/** The open pull request of a branch. */
export async function openPull(theatre: Theatre, repo: string, branch: string): Promise<Pull | undefined> {
  return (await pullsOf(theatre, repo)).find(({ state, head }) => state === 'open' && head.ref === branch);
}

export async function mergedPull(theatre: Theatre, repo: string, number: number): Promise<Pull | undefined> {
  return (await pullsOf(theatre, repo)).find((pull) => pull.number === number && pull.merged_at !== null);
}

/** The lines of a file at a branch or a commit. */
export async function linesOf(
  { person }: Theatre,
  { repo, path, ref = 'main' }: { repo: string; path: string; ref?: string },
): Promise<string[]> {
  const { content } = await person('ada').call<{ content: string }>(
    'GET',
    `/repos/${repo}/contents/${path}?ref=${encodeURIComponent(ref)}`,
  );
  return Buffer.from(content, 'base64').toString('utf8').split('\n');
}

/** What the one commit status of a context says on a commit. */
export async function statusOn(
  { person }: Theatre,
  { repo, commit, context }: { repo: string; commit: string; context: string },
): Promise<Status | undefined> {
  const path = `/repos/${repo}/commits/${commit}/status`;
  const { statuses } = await person('ada').call<{ statuses: Status[] }>('GET', path);
  return statuses.find((status) => status.context === context);
}

/** The comments of Sluice on an issue or a pull request. */
export async function saidOn({ person }: Theatre, repo: string, number: number): Promise<string[]> {
  const path = `/repos/${repo}/issues/${number}/comments`;
  const comments = await person('ada').call<{ user: { login: string }; body: string }[]>('GET', path);
  return comments.filter(({ user }) => user.login === 'sluice[bot]').map(({ body }) => body);
}

export async function labelsOf({ person }: Theatre, repo: string, number: number): Promise<string[]> {
  const issue = await person('ada').call<{ labels: { name: string }[] }>('GET', `/repos/${repo}/issues/${number}`);
  return issue.labels.map(({ name }) => name);
}

export const hasBranch = ({ person }: Theatre, repo: string, branch: string): Promise<boolean> =>
  person('ada')
    .tipOf(repo, branch)
    .then(
      () => true,
      () => false,
    );

/** Whether an issue or a pull request is open. */
export async function isOpen({ person }: Theatre, repo: string, number: number): Promise<boolean> {
  const issue = await person('ada').call<{ state: string }>('GET', `/repos/${repo}/issues/${number}`);
  return issue.state === 'open';
}

/** The issue of a repository that Sluice has opened and keeps. */
export async function openIssueOfSluice({ person }: Theatre, repo: string): Promise<number | undefined> {
  const issues = await person('ada').call<{ number: number; user: { login: string } }[]>(
    'GET',
    `/repos/${repo}/issues?state=open`,
  );
  return issues.find(({ user }) => user.login === 'sluice[bot]')?.number;
}

/** The slugs of the teams that are asked to review a pull request. */
export async function teamsAsked({ person }: Theatre, repo: string, number: number): Promise<string[]> {
  const path = `/repos/${repo}/pulls/${number}/requested_reviewers`;
  const asked = await person('ada').call<{ teams: { slug: string }[] }>('GET', path);
  return asked.teams.map(({ slug }) => slug);
}

/** The image that a branch of the environments repository pins. */
export async function pinned(
  theatre: Theatre,
  { environment, component, ref = 'main' }: { environment: string; component: string; ref?: string },
): Promise<string> {
  const lines = await linesOf(theatre, { repo: 'acme/environments', path: `${environment}/${component}.yaml`, ref });
  return /sha256:[0-9a-f]{64}/.exec(lines.join('\n'))?.[0] ?? '';
}
