import type { Handlers } from '../http/handler.ts';
import { webOf } from '../addresses.ts';

/** Where the forge speaks from; it says nothing of addresses that it does not have. */
const addresses = ['127.0.0.1/32', '::1/128'];

const overview = {
  verifiable_password_authentication: false,
  ssh_key_fingerprints: {},
  ssh_keys: [],
  hooks: addresses,
  web: addresses,
  api: addresses,
  git: addresses,
  packages: addresses,
  pages: [],
  importer: [],
  actions: [],
  actions_macos: [],
  codespaces: [],
  copilot: [],
  github_enterprise_importer: [],
  domains: {},
  dependabot: [],
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
    hub_url: '/hub',
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
  return Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [name, (name.endsWith('_html_url') ? webOf(origin) : origin) + path]),
  );
}

/** What the forge says of itself. */
export const metaHandlers: Handlers = {
  'meta/root': ({ origin }) => ({ status: 200, body: rootJson(origin) }),
  'meta/get': () => ({ status: 200, body: overview }),
};
