import type { RepoName } from '../../names.ts';

/**
 * A message with its repository's own pull requests written short: `acme/web#5` and `[#5](https://…/acme/web/pull/5)` as `#5`.
 * Those of other repositories stay as they are, and no subject claims them.
 */
export function withHomeNumbers(message: string, repo: RepoName): string {
  if (!message.toLowerCase().includes(repo.toLowerCase())) return message;
  const name = repo.replace(/[^\w/]/g, String.raw`\$&`);
  const link = new RegExp(String.raw`\[#(\d{1,7})\]\(https?:\/\/[\w.-]{1,100}\/${name}\/pull\/\1\)`, 'gi');
  return message.replace(link, '#$1').replace(new RegExp(String.raw`(?<![\w./-])${name}(?=#\d)`, 'gi'), '');
}
