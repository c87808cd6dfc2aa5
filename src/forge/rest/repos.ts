import { readCommit } from '../git/commit.ts';
import { accountJson } from '../domain/json/account.ts';
import { commitJson } from '../domain/json/commit.ts';
import { repoApi, repoHtml, repositoryJson } from '../domain/json/repository.ts';
import { archiveRepo, renameRepo, unarchiveRepo } from '../domain/organisations/repositories.ts';
import { protectionOf } from '../domain/policy.ts';
import { branchOid, repoNamed, roleOf } from '../domain/repos.ts';
import type { MergeMethod, Repo } from '../domain/state.ts';
import { Refusal } from '../http/handler.ts';
import type { Call, Handlers, Reply } from '../http/handler.ts';
import { actorOf, bodyOf, repoOf } from './call.ts';
import { permissionsOf } from './people/collaborators.ts';

function fullRepositoryJson(call: Call, repo: Repo) {
  const { caller, origin } = call;
  const role = caller.kind === 'person' ? (roleOf(repo, caller.account) ?? 'read') : 'read';
  return {
    ...repositoryJson(repo, origin),
    permissions: permissionsOf(role),
    subscribers_count: 0,
    network_count: 0,
    ...(repo.owner.type === 'Organization' && { organization: accountJson(repo.owner, origin) }),
  };
}

function branchJson(call: Call, repo: Repo, branch: string) {
  const { origin, state } = call;
  const oid = branchOid(repo, branch);
  if (oid === undefined) throw new Refusal(404, 'Branch not found');
  const protection = protectionOf(repo, branch);
  const self = `${repoApi(repo, origin)}/branches/${branch}`;
  const contexts = protection?.requiredChecks ?? [];
  return {
    name: branch,
    commit: commitJson(state, repo, readCommit(repo.git.objects, oid), origin),
    _links: { self, html: `${repoHtml(repo, origin)}/tree/${branch}` },
    protected: protection !== undefined,
    protection: {
      enabled: protection !== undefined,
      required_status_checks: {
        enforcement_level: protection === undefined ? 'off' : 'everyone',
        contexts,
        checks: contexts.map((context) => ({ context, app_id: null })),
      },
    },
    protection_url: `${self}/protection`,
  };
}

interface RepoBody {
  name?: string;
  archived?: boolean;
  default_branch?: string;
  allow_auto_merge?: boolean;
  allow_merge_commit?: boolean;
  allow_squash_merge?: boolean;
  allow_rebase_merge?: boolean;
}

/** Changes what the forge keeps of a repository's settings; an archived one takes nothing but its return. */
function updateRepo(call: Call): Reply {
  const { state } = call;
  const repo = repoOf(call);
  const actor = actorOf(call);
  const body = bodyOf<RepoBody>(call);
  if (repo.archived && body.archived !== false) throw new Refusal(403, 'Repository was archived so is read-only.');
  if (body.archived === false) unarchiveRepo(state, repo, actor);
  setMerging(repo, body);
  if (body.default_branch !== undefined) setDefaultBranch(repo, body.default_branch);
  if (body.name !== undefined && body.name !== repo.name) rename(call, repo, body.name);
  if (body.archived === true) archiveRepo(state, repo, actor);
  return { status: 200, body: fullRepositoryJson(call, repo) };
}

function setMerging(repo: Repo, body: RepoBody): void {
  const allowed = { merge: body.allow_merge_commit, squash: body.allow_squash_merge, rebase: body.allow_rebase_merge };
  for (const [method, isAllowed] of Object.entries(allowed) as [MergeMethod, boolean | undefined][]) {
    if (isAllowed === true) repo.mergeMethods.add(method);
    if (isAllowed === false) repo.mergeMethods.delete(method);
  }
  repo.autoMergeAllowed = body.allow_auto_merge ?? repo.autoMergeAllowed;
}

function setDefaultBranch(repo: Repo, branch: string): void {
  if (branchOid(repo, branch) === undefined) {
    const message = `The branch ${branch} was not found. Please push that ref first or create it via the Git Data API.`;
    throw new Refusal(422, 'Validation Failed', {
      errors: [{ resource: 'Repository', code: 'invalid', field: 'default_branch', message }],
    });
  }
  repo.defaultBranch = branch;
}

function rename(call: Call, repo: Repo, name: string): void {
  if (repoNamed(call.state, `${repo.owner.login}/${name}`) !== undefined) {
    const message = 'name already exists on this account';
    throw new Refusal(422, 'Validation Failed', {
      errors: [{ resource: 'Repository', code: 'custom', field: 'name', message }],
    });
  }
  renameRepo(call.state, repo, name, actorOf(call));
}

export const repoHandlers: Handlers = {
  'meta/root': ({ origin }) => ({ status: 200, body: rootJson(origin) }),
  'repos/get': (call) => ({ status: 200, body: fullRepositoryJson(call, repoOf(call)) }),
  'repos/update': updateRepo,
  'repos/get-branch': (call) => ({ status: 200, body: branchJson(call, repoOf(call), call.params['branch'] ?? '') }),
};

function rootJson(origin: string) {
  const paths = {
    current_user_url: '/user',
    current_user_authorizations_html_url: '/settings/connections/applications{/client_id}',
    authorizations_url: '/authorizations',
    code_search_url: '/search/code?q={query}{&page,per_page,sort,order}',
    commit_search_url: '/search/commits?q={query}{&page,per_page,sort,order}',
    emails_url: '/user/emails',
    emojis_url: '/emojis',
    events_url: '/events',
    feeds_url: '/feeds',
    followers_url: '/user/followers',
    following_url: '/user/following{/target}',
    gists_url: '/gists{/gist_id}',
    issue_search_url: '/search/issues?q={query}{&page,per_page,sort,order}',
    issues_url: '/issues',
    keys_url: '/user/keys',
    label_search_url: '/search/labels?q={query}&repository_id={repository_id}{&page,per_page}',
    notifications_url: '/notifications',
    organization_url: '/orgs/{org}',
    organization_repositories_url: '/orgs/{org}/repos{?type,page,per_page,sort}',
    organization_teams_url: '/orgs/{org}/teams',
    public_gists_url: '/gists/public',
    rate_limit_url: '/rate_limit',
    repository_url: '/repos/{owner}/{repo}',
    repository_search_url: '/search/repositories?q={query}{&page,per_page,sort,order}',
    current_user_repositories_url: '/user/repos{?type,page,per_page,sort}',
    starred_url: '/user/starred{/owner}{/repo}',
    starred_gists_url: '/gists/starred',
    topic_search_url: '/search/topics?q={query}{&page,per_page}',
    user_url: '/users/{user}',
    user_organizations_url: '/user/orgs',
    user_repositories_url: '/users/{user}/repos{?type,page,per_page,sort}',
    user_search_url: '/search/users?q={query}{&page,per_page,sort,order}',
  };
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, origin + path]));
}
