import { isGranted } from '../../auth/access.ts';
import { organizationJson } from '../../domain/json/account.ts';
import { iso } from '../../domain/json/instant.ts';
import { isOwnerOf } from '../../domain/organisations/teams.ts';
import type { Account } from '../../domain/state.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { organisationOf } from '../call.ts';
import { publicRepos } from './users.ts';
import { webOf } from '../../addresses.ts';

/** What the owners of an organisation see of its settings. */
const settings = {
  private_gists: 0,
  disk_usage: 0,
  collaborators: 0,
  billing_email: null,
  default_repository_permission: 'read',
  default_repository_branch: null,
  two_factor_requirement_enabled: false,
  members_can_create_repositories: true,
  members_allowed_repository_creation_type: 'all',
  members_can_create_public_repositories: true,
  members_can_create_private_repositories: true,
  members_can_create_internal_repositories: false,
  members_can_create_pages: true,
  members_can_create_public_pages: true,
  members_can_create_private_pages: true,
  members_can_fork_private_repositories: false,
  web_commit_signoff_required: false,
  deploy_keys_enabled_for_repositories: true,
  dependency_graph_enabled_for_new_repositories: false,
  dependabot_alerts_enabled_for_new_repositories: false,
  dependabot_security_updates_enabled_for_new_repositories: false,
  advanced_security_enabled_for_new_repositories: false,
  secret_scanning_enabled_for_new_repositories: false,
  secret_scanning_push_protection_enabled_for_new_repositories: false,
  plan: { name: 'free', space: 976_562_499, private_repos: 10_000, filled_seats: 1, seats: 0 },
};

/** Which permission lets an App show them to an owner who signed in is unconfirmed. */
function settingsJson({ state, caller }: Call, account: Account) {
  if (!isGranted(caller, account, 'organization_administration:read')) return {};
  if (caller.kind !== 'person' || !isOwnerOf(state, account, caller.account)) return {};
  const owned = [...state.repos.values()].filter((repo) => repo.owner === account && repo.private).length;
  return { ...settings, total_private_repos: owned, owned_private_repos: owned };
}

/** What everybody may know of an organisation. */
export function knownOrganisationJson({ state, origin }: Call, account: Account) {
  return {
    ...organizationJson(account, origin),
    name: account.login,
    blog: '',
    twitter_username: null,
    is_verified: false,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: publicRepos(state, account),
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${webOf(origin)}/${account.login}`,
    type: 'Organization',
    created_at: iso(0),
    updated_at: iso(0),
    archived_at: null,
  };
}

/** For its owners also how it is set up. */
function getOrganisation(call: Call): Reply {
  const account = organisationOf(call);
  return { status: 200, body: { ...knownOrganisationJson(call, account), ...settingsJson(call, account) } };
}

export const organisationHandlers: Handlers = { 'orgs/get': getOrganisation };
