import { accountNodeId } from '../../domain/json/account.ts';
import { iso } from '../../domain/json/instant.ts';
import { teamNamed } from '../../domain/organisations/teams.ts';
import type { Account } from '../../domain/state.ts';
import { maySeeTeams, notForIntegrations } from '../access.ts';
import type { Fields, Graph, View } from '../graph.ts';
import { GraphqlRefusal } from '../refusal.ts';

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

/** An organisation: it has teams, which it shows only to those who may know them. */
export function organisationFields(graph: Graph, organisation: Account): Fields {
  return {
    ...actorFields(graph.view, organisation),
    team: ({ slug }: { slug: string }) => {
      if (!maySeeTeams(graph.view, organisation)) throw new GraphqlRefusal('FORBIDDEN', notForIntegrations);
      const team = teamNamed(graph.view.state, organisation.login, slug);
      return team === undefined ? null : graph.team(team);
    },
  };
}
