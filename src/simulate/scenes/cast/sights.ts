import type { Deployment } from '../../../forge/domain/deployments/deployment.ts';
import { latestStatuses } from '../../../forge/domain/policy.ts';
import { branchOid, repoNamed } from '../../../forge/domain/repos.ts';
import type { Issue, Pull, Repo } from '../../../forge/domain/state.ts';
import { readCommit } from '../../../forge/git/commit.ts';
import { fileAt } from '../../../forge/git/tree.ts';
import { firstLine, TITLE_LABEL } from '../../ending/titles.ts';
import type { Cast } from '../../scene.ts';

/** What people see when they look around, read from the forge itself: looking costs no call, however often it is done. */

export function repoOf({ forge }: Cast, fullName: string): Repo {
  const repo = repoNamed(forge.state, fullName);
  if (repo === undefined) throw new Error(`the scene has no repository ${fullName}`);
  return repo;
}

/** The newest pull request of a branch, whatever has become of it. */
export const pullFrom = (cast: Cast, repo: string, head: string): Pull | undefined =>
  [...repoOf(cast, repo).issues.values()]
    .filter((thread) => thread.kind === 'pull')
    .findLast((pull) => pull.head === head);

export function openPullFrom(cast: Cast, repo: string, head: string): Pull | undefined {
  const newest = pullFrom(cast, repo, head);
  return newest?.state === 'open' ? newest : undefined;
}

/** The issue of a title. */
export const issueCalled = (cast: Cast, repo: string, title: string): Issue | undefined =>
  [...repoOf(cast, repo).issues.values()].find((thread) => thread.kind === 'issue' && thread.title === title) as
    Issue | undefined;

/** Whether somebody has said a text below an issue or a pull request. */
export const isSaid = (thread: Issue | Pull | undefined, part: string): boolean =>
  thread?.comments.some(({ body }) => body.includes(part)) ?? false;

/** The text of a file at a commit, or on a branch; empty where there is none. */
export function textAt(repo: Repo, path: string, at: string = repo.defaultBranch): string {
  const commit = branchOid(repo, at) ?? at;
  return fileAt(repo.git.objects, commit, path)?.bytes.toString('utf8') ?? '';
}

/** Whether a context was reported as successful on a commit. */
export const isGreen = (repo: Repo, commit: string, context: string): boolean =>
  latestStatuses(repo, commit).some((status) => status.context === context && status.state === 'success');

/** The commits of the default branch from its tip back, merged branches left out. */
export function* mainlineOf(repo: Repo): Generator<string> {
  for (let at = branchOid(repo, repo.defaultBranch); at !== undefined; at = parentOf(repo, at)) yield at;
}

const parentOf = (repo: Repo, commit: string): string | undefined => readCommit(repo.git.objects, commit).parents[0];

/** What people call a commit. */
export const titleOf = (repo: Repo, commit: string): string => firstLine(readCommit(repo.git.objects, commit).message);

/** The image that was built for a change; undefined before it is. */
export const digestOf = ({ registry }: Cast, component: string, title: string): string | undefined =>
  registry.images.find(({ repository, labels }) => repository === component && labels[TITLE_LABEL] === title)?.digest;

/** Where a change of a component is looked for. */
export interface Whereabouts {
  repo: string;
  environment: string;
  component: string;
  title: string;
}

/** The deployments of a change to an environment, oldest first. */
export function deploymentsOf(
  cast: Cast,
  { repo: fullName, environment, component, title }: Whereabouts,
): Deployment[] {
  const digest = digestOf(cast, component, title);
  if (digest === undefined) return [];
  const repo = repoOf(cast, fullName);
  const path = `${environment}/${component}.yaml`;
  return repo.deployments.filter(
    (one) => one.environment === environment && textAt(repo, path, one.sha).includes(digest),
  );
}

/** Whether a change was deployed to an environment with this result, whatever came after it. */
export const wasDeployed = (cast: Cast, where: Whereabouts, as: 'success' | 'failure' = 'success'): boolean =>
  deploymentsOf(cast, where).some(({ statuses }) => statuses.some(({ state }) => state === as));

/** Whether an issue or a pull request bears a label now. */
export const isLabelled = (thread: Issue | Pull | undefined, repo: Repo, name: string): boolean =>
  [...(thread?.labels ?? [])].some((id) => repo.labels.get(id)?.name === name);
