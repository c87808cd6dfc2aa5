import type { RepoName, StageName } from '../../names.ts';

/** Characters that could end a Markdown link or its table cell. */
const PLAIN_ADDRESS = /^https?:\/\/[^\s<>()[\]{}"'`\\|*_~@#\p{Cc}]+$/iu;
/** Such a link would leave a trace on the thread. */
const THREAD = /\/(?:issues|pull|pulls|discussions)\/\d/i;
const LONGEST = 500;

/** Whether a foreign address may stand in a comment as a link: it ends nothing and leaves no trace anywhere. */
export const isPlainAddress = (url: string): boolean =>
  url.length <= LONGEST && PLAIN_ADDRESS.test(url) && !THREAD.test(url);

/** Where people see a deployment: what its status links to, where that can stand in a comment, else GitHub's page of the environment. */
export function deploymentLink(
  { web, repo, stage }: { web: string; repo: RepoName; stage: StageName },
  { url }: { url?: string },
): string {
  if (url !== undefined && isPlainAddress(url)) return url;
  return `${web}/${repo}/deployments/activity_log?environments_filter=${stage}`;
}
