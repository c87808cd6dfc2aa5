import { usualWording, wordingOf } from '../pulls/messages.ts';
import type { About, Repo } from '../state.ts';
import { accountJson } from './account.ts';
import { nodeId } from './ids.ts';
import { iso } from './instant.ts';
import { webOf } from '../../addresses.ts';

export function fullNameOf(repo: Repo): string {
  return `${repo.owner.login}/${repo.name}`;
}

export function repoNodeId(repo: Repo): string {
  return nodeId('R', repo.id);
}

/** The API address of a repository; everything in it hangs below. */
export function repoApi(repo: Repo, origin: string): string {
  return `${origin}/repos/${fullNameOf(repo)}`;
}

/** The address of a repository for people. */
export function repoHtml(repo: Repo, origin: string): string {
  return `${webOf(origin)}/${fullNameOf(repo)}`;
}

const links: Record<string, string> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

const unset = {
  fork: false,
  mirror_url: null,
  disabled: false,
};

const licenses: Record<NonNullable<About['license']>, { name: string; spdx_id: string }> = {
  mit: { name: 'MIT License', spdx_id: 'MIT' },
  'apache-2.0': { name: 'Apache License 2.0', spdx_id: 'Apache-2.0' },
};

function aboutJson({ about = {} }: Repo, origin: string) {
  const { homepage = null, language = null, license: key } = about;
  if (key === undefined) return { homepage, language, license: null };
  const license = { key, ...licenses[key], url: `${origin}/licenses/${key}`, node_id: nodeId('L', key) };
  return { homepage, language, license };
}

const counts = {
  forks: 0,
  forks_count: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  size: 0,
};

const features = {
  has_issues: true,
  has_projects: false,
  has_wiki: false,
  has_pages: false,
  has_downloads: true,
  has_discussions: false,
  is_template: false,
  allow_forking: true,
  allow_update_branch: false,
  web_commit_signoff_required: false,
};

function featuresJson({ shown = {}, deletesMergedHeads = false }: Repo) {
  const said = Object.fromEntries(Object.entries(shown).filter(([name]) => name in features));
  return { ...features, ...said, delete_branch_on_merge: deletesMergedHeads };
}

function messageSettings(repo: Repo) {
  const wording = wordingOf(repo);
  return { use_squash_pr_title_as_default: wording.squash_merge_commit_title === 'PR_TITLE', ...wording };
}

const messageSettingNames = ['use_squash_pr_title_as_default', ...Object.keys(usualWording)];

function openIssues(repo: Repo): number {
  let open = 0;
  for (const issue of repo.issues.values()) if (issue.state === 'open') open += 1;
  return open;
}

/** A repository as REST answers and webhooks carry it. */
export function repositoryJson(repo: Repo, origin: string) {
  const api = repoApi(repo, origin);
  const html = repoHtml(repo, origin);
  const open = openIssues(repo);
  return {
    id: repo.id,
    node_id: repoNodeId(repo),
    name: repo.name,
    full_name: fullNameOf(repo),
    description: repo.description,
    private: repo.private,
    visibility: repo.private ? 'private' : 'public',
    owner: accountJson(repo.owner, origin),
    html_url: html,
    url: api,
    ...Object.fromEntries(Object.entries(links).map(([name, tail]) => [name, api + tail])),
    git_url: `git://${new URL(origin).host}/${fullNameOf(repo)}.git`,
    ssh_url: `git@${new URL(origin).hostname}:${fullNameOf(repo)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    topics: [] as string[],
    archived: repo.archived,
    default_branch: repo.defaultBranch,
    open_issues: open,
    open_issues_count: open,
    created_at: iso(repo.createdAt),
    updated_at: iso(repo.pushedAt),
    pushed_at: iso(repo.pushedAt),
    ...unset,
    ...aboutJson(repo, origin),
    ...counts,
    ...featuresJson(repo),
    ...messageSettings(repo),
    allow_merge_commit: repo.mergeMethods.has('merge'),
    allow_squash_merge: repo.mergeMethods.has('squash'),
    allow_rebase_merge: repo.mergeMethods.has('rebase'),
    allow_auto_merge: repo.autoMergeAllowed,
  };
}

/** The repository of a push, or of another event where it is not the one it happened in: without how merges are worded. */
export function pushRepositoryJson(repo: Repo, origin: string) {
  return without(repositoryJson(repo, origin), messageSettingNames);
}

/** The short form beside other things: without anything about merging. */
export function minimalRepositoryJson(repo: Repo, origin: string) {
  const isAboutMerging = (name: string) => /^allow_(?!forking)/.test(name);
  const full = repositoryJson(repo, origin);
  return without(full, [...messageSettingNames, ...Object.keys(full).filter(isAboutMerging)]);
}

function without(json: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
}
