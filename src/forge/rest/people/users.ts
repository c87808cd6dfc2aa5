import { accountOf, emailOf } from '../../domain/accounts.ts';
import { accountJson } from '../../domain/json/account.ts';
import { iso } from '../../domain/json/instant.ts';
import type { Account, ForgeState } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Handlers } from '../../http/handler.ts';
import { actorOf } from '../call.ts';

/** Nobody in the forge has written anything about themselves. */
const emptyProfile = {
  company: null,
  blog: '',
  location: null,
  email: null,
  hireable: null,
  bio: null,
  twitter_username: null,
  public_gists: 0,
  followers: 0,
  following: 0,
};

/** How many repositories of an account everybody can see. */
export function publicRepos(state: ForgeState, account: Account): number {
  return [...state.repos.values()].filter((repo) => repo.owner === account && !repo.private).length;
}

function publicUserJson(state: ForgeState, account: Account, origin: string) {
  return {
    ...accountJson(account, origin),
    ...emptyProfile,
    public_repos: publicRepos(state, account),
    name: account.login,
    created_at: iso(0),
    updated_at: iso(0),
  };
}

/** What somebody is told of themselves beside that. */
const privately = {
  private_gists: 0,
  disk_usage: 0,
  collaborators: 0,
  two_factor_authentication: true,
  plan: { name: 'free', space: 976_562_499, collaborators: 0, private_repos: 10_000 },
};

function privateUserJson(state: ForgeState, account: Account, origin: string) {
  const owned = [...state.repos.values()].filter((repo) => repo.owner === account && repo.private).length;
  const counts = { total_private_repos: owned, owned_private_repos: owned };
  return { ...publicUserJson(state, account, origin), ...privately, ...counts, notification_email: null };
}

export const userHandlers: Handlers = {
  'users/get-authenticated': (call) => ({
    status: 200,
    body: privateUserJson(call.state, actorOf(call), call.origin),
  }),
  'users/list-emails-for-authenticated-user': (call) => ({
    status: 200,
    body: [{ email: emailOf(actorOf(call)), primary: true, verified: true, visibility: null }],
  }),
  // Bots and organisations have this address too.
  'users/get-by-username': ({ state, params, origin }) => {
    const account = accountOf(state, params['username'] ?? '');
    if (account === undefined) throw new Refusal(404, 'Not Found');
    return { status: 200, body: publicUserJson(state, account, origin) };
  },
};
