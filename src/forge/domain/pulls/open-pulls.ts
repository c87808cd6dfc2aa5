import type { Pull, Repo } from '../state.ts';

/** The open pull requests, oldest first. */
export function openPulls(repo: Repo): Pull[] {
  const open: Pull[] = [];
  for (const issue of repo.issues.values()) if (issue.kind === 'pull' && issue.state === 'open') open.push(issue);
  return open;
}
