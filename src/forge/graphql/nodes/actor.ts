import { accountNodeId } from '../../domain/json/account.ts';
import { iso } from '../../domain/json/instant.ts';
import type { Account } from '../../domain/state.ts';
import type { Fields, View } from '../graph.ts';

/** Logins of bots come without `[bot]` here; REST and commits have it. */
export function actorFields({ origin }: View, account: Account): Fields {
  const login = account.type === 'Bot' ? account.login.replace(/\[bot\]$/, '') : account.login;
  const resourcePath = account.type === 'Bot' ? `/apps/${login}` : `/${login}`;
  return {
    __typename: account.type,
    id: accountNodeId(account),
    databaseId: account.id,
    login,
    name: account.login,
    email: '',
    url: origin + resourcePath,
    resourcePath,
    avatarUrl: `${origin}/avatars/u/${account.id}`,
    createdAt: iso(0),
    updatedAt: iso(0),
  };
}

/** An account where the schema only knows users: the viewer, and the user of a commit's author. A bot that views keeps its full login. */
export function userFields(view: View, account: Account): Fields {
  return { ...actorFields(view, account), __typename: 'User', login: account.login };
}
