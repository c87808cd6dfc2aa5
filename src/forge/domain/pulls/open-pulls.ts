import type { Pull, Repo } from '../state.ts';

/** The open pull requests, oldest first. */
export function openPulls(repo: Repo): Pull[] {
  const open: Pull[] = [];
  for (const issue of repo.issues.values()) if (issue.kind === 'pull' && issue.state === 'open') open.push(issue);
  return open;
}

/** The open pull requests whose head is that branch; a pull request's base and head are branches of one repository here. */
export function openPullsFrom(repo: Repo, branch: string): Pull[] {
  return openPulls(repo).filter((pull) => pull.head === branch);
}
