import { accountJson } from '../../domain/json/account.ts';
import { iso } from '../../domain/json/instant.ts';
import type { Account } from '../../domain/state.ts';
import type { Handlers } from '../../http/handler.ts';
import { actorOf } from '../call.ts';

const emptyProfile = {
  company: null,
  blog: null,
  location: null,
  email: null,
  hireable: null,
  bio: null,
  twitter_username: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
};

function ownAccountJson(account: Account, origin: string) {
  return {
    ...accountJson(account, origin),
    ...emptyProfile,
    name: account.login,
    created_at: iso(0),
    updated_at: iso(0),
  };
}

export const userHandlers: Handlers = {
  'users/get-authenticated': (call) => ({ status: 200, body: ownAccountJson(actorOf(call), call.origin) }),
};
