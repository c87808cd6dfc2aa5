import { editRepo } from '../../domain/organisations/settings.ts';
import { archiveRepo, renameRepo, unarchiveRepo } from '../../domain/organisations/repositories.ts';
import { usualWording, type MergeWording } from '../../domain/pulls/messages.ts';
import { branchOid, repoNamed } from '../../domain/repos.ts';
import type { Account, ForgeState, MergeMethod, Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call } from '../../http/handler.ts';
import { actorOf, bodyOf, repoOf } from '../call.ts';

/** How a repository is set up, as calls say it. */
export interface RepoSettings extends Partial<MergeWording> {
  description?: string;
  homepage?: string;
  private?: boolean;
  visibility?: 'public' | 'private';
  allow_auto_merge?: boolean;
  allow_merge_commit?: boolean;
  allow_squash_merge?: boolean;
  allow_rebase_merge?: boolean;
  use_squash_pr_title_as_default?: boolean;
  delete_branch_on_merge?: boolean;
}

interface RepoBody extends RepoSettings {
  name?: string;
  archived?: boolean;
  default_branch?: string;
}

/** What the forge shows as it was said, and does nothing about. */
const shownOnly = [
  'allow_forking',
  'allow_update_branch',
  'has_downloads',
  'has_issues',
  'has_projects',
  'has_pull_requests',
  'has_wiki',
  'is_template',
  'pull_request_creation_policy',
  'security_and_analysis',
  'web_commit_signoff_required',
];

/** Changes a repository's settings, all that a call says or nothing; an archived one takes nothing but its return. */
export function updateRepo(call: Call): Repo {
  const { state } = call;
  const repo = repoOf(call);
  const actor = actorOf(call);
  const body = bodyOf<RepoBody>(call);
  if (repo.archived && body.archived !== false) throw new Refusal(403, 'Repository was archived so is read-only.');
  const name = body.name === undefined ? repo.name : repoNameOf(body.name);
  const problem = name === repo.name ? undefined : nameProblem(state, repo.owner, name, repo);
  if (problem !== undefined) throw invalid('Validation Failed', problem);
  if (body.default_branch !== undefined) checkDefaultBranch(repo, body.default_branch);
  checkMerging(repo, body);
  if (body.archived === false) unarchiveRepo(state, repo, actor);
  setUp(repo, body);
  editRepo(state, repo, { ...body, private: privacyOf(body), defaultBranch: body.default_branch, actor });
  if (name !== repo.name) renameRepo(state, repo, name, actor);
  if (body.archived === true) archiveRepo(state, repo, actor);
  return repo;
}

/** Whether only some may see a repository; undefined when a call does not say. */
export function privacyOf({ visibility, private: isPrivate }: RepoSettings): boolean | undefined {
  return visibility === undefined ? isPrivate : visibility === 'private';
}

/** Keeps what a call says that no event tells of; the rest stays. */
export function setUp(repo: Repo, body: RepoSettings): void {
  repo.mergeMethods = methodsAfter(repo, body);
  repo.autoMergeAllowed = body.allow_auto_merge ?? repo.autoMergeAllowed;
  repo.deletesMergedHeads = body.delete_branch_on_merge ?? repo.deletesMergedHeads ?? false;
  const { use_squash_pr_title_as_default: isPullTitle } = body;
  const former = { squash_merge_commit_title: isPullTitle === true ? 'PR_TITLE' : 'COMMIT_OR_PR_TITLE' };
  const worded = Object.entries({ ...(isPullTitle !== undefined && former), ...body });
  const wording = worded.filter(([name]) => name in usualWording);
  if (wording.length > 0) repo.mergeWording = { ...repo.mergeWording, ...Object.fromEntries(wording) };
  const shown = Object.entries(body).filter(([name, value]) => shownOnly.includes(name) && value !== null);
  repo.shown = { ...repo.shown, ...Object.fromEntries(shown) };
}

function methodsAfter(repo: Repo, body: RepoSettings): Set<MergeMethod> {
  const allowed = { merge: body.allow_merge_commit, squash: body.allow_squash_merge, rebase: body.allow_rebase_merge };
  const methods = Object.entries(allowed) as [MergeMethod, boolean | undefined][];
  return new Set(methods.flatMap(([method, wish]) => ((wish ?? repo.mergeMethods.has(method)) ? [method] : [])));
}

/** Refuses settings that leave no way to merge. */
export function checkMerging(repo: Pick<Repo, 'mergeMethods'>, body: RepoSettings): void {
  if (methodsAfter(repo as Repo, body).size > 0) return;
  const message = 'Sorry, you need to allow at least one merge strategy. (no_merge_method)';
  throw invalid('Validation Failed', { field: 'merge_commit_allowed', code: 'invalid', message });
}

function checkDefaultBranch(repo: Repo, branch: string): void {
  if (branchOid(repo, branch) !== undefined) return;
  const message = `The branch ${branch} was not found. Please push that ref first or create it via the Git Data API.`;
  throw invalid('Validation Failed', { code: 'invalid', field: 'default_branch', message });
}

interface Problem {
  code: string;
  field: string;
  message?: string;
}

export function invalid(message: string, problem: Problem): Refusal {
  return new Refusal(422, message, { errors: [{ resource: 'Repository', ...problem }] });
}

/** What GitHub makes of a name that people choose. */
export function repoNameOf(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '-');
}

const longestName = 100;

/** Why a repository cannot have that name. Only the words for a name that is taken are recorded, the others are unconfirmed. */
export function nameProblem(state: ForgeState, owner: Account, name: string, but?: Repo): Problem | undefined {
  const custom = (message: string) => ({ code: 'custom', field: 'name', message });
  if (name === '') return { code: 'missing_field', field: 'name' };
  if (name === '.' || name === '..') return custom('name is reserved');
  if (name.length > longestName) return custom(`name is too long (maximum is ${longestName} characters)`);
  const holder = repoNamed(state, `${owner.login}/${name}`);
  return holder === undefined || holder === but ? undefined : custom('name already exists on this account');
}
