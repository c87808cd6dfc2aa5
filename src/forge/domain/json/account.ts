import type { Account, ForgeApp } from '../state.ts';
import { iso } from './instant.ts';
import { nodeId } from './ids.ts';
import { webOf } from '../../addresses.ts';

const kinds = { User: 'U', Bot: 'BOT', Organization: 'O' } as const;

export function accountNodeId(account: Account): string {
  return nodeId(kinds[account.type], account.login);
}

/** GitHub's "simple user": the short form of people, bots and organisations inside other objects. */
export function accountJson(account: Account, origin: string) {
  const login = encodeURIComponent(account.login);
  const api = `${origin}/users/${login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: accountNodeId(account),
    avatar_url: `${webOf(origin)}/avatars/u/${account.id}`,
    gravatar_id: '',
    url: api,
    html_url: `${webOf(origin)}/${account.type === 'Bot' ? `apps/${account.login.replace(/\[bot\]$/, '')}` : login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** The `organization` member of webhook payloads. */
export function organizationJson(account: Account, origin: string) {
  const api = `${origin}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: accountNodeId(account),
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${webOf(origin)}/avatars/u/${account.id}`,
    description: null,
  };
}

/** An App as it appears in check runs and comments ("integration"). */
export function appJson(
  app: Pick<ForgeApp, 'id' | 'slug' | 'name' | 'description' | 'owner' | 'permissions' | 'events'>,
  origin: string,
) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: accountJson(app.owner, origin),
    name: app.name,
    description: app.description ?? null,
    external_url: `${webOf(origin)}/apps/${app.slug}`,
    html_url: `${webOf(origin)}/apps/${app.slug}`,
    created_at: iso(0),
    updated_at: iso(0),
    permissions: app.permissions,
    events: app.events,
  };
}
