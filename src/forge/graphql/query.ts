import { accountOf } from '../domain/accounts.ts';
import { iso } from '../domain/json/instant.ts';
import { visibleRepo } from './access.ts';
import type { Fields, Graph } from './graph.ts';
import { nodeOf } from './lookup.ts';
import { userFields } from './nodes/actor.ts';
import { GraphqlRefusal, orError } from './refusal.ts';
import { searchFields } from './search.ts';

const hour = 60 * 60 * 1000;
/** Points an hour; the forge meters nothing here, every call costs one. */
const limit = 5000;

/** The root of queries. */
export function queryFields(graph: Graph): Fields {
  const { view } = graph;
  return {
    id: 'Q_kwAA',
    rateLimit: () => {
      const resetAt = iso(view.state.clock.now() + hour);
      return { cost: 1, limit, nodeCount: 0, remaining: limit - 1, resetAt, used: 1 };
    },
    viewer: () => userFields(view, view.caller.account),
    repository: ({ owner, name, followRenames }: { owner: string; name: string; followRenames?: boolean | null }) =>
      graph.repository(visibleRepo(view, `${owner}/${name}`, followRenames ?? true)),
    user: ({ login }: { login: string }) => {
      const account = accountOf(view.state, login);
      if (account?.type === 'User') return userFields(view, account);
      throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a User with the login of '${login}'.`);
    },
    organization: ({ login }: { login: string }) => {
      const account = accountOf(view.state, login);
      if (account?.type === 'Organization') return graph.actor(account);
      const message = `Could not resolve to an Organization with the login of '${login}'.`;
      throw new GraphqlRefusal('NOT_FOUND', message);
    },
    ...searchFields(graph),
    node: ({ id }: { id: string }) => nodeOf(graph, id),
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => orError(() => nodeOf(graph, id))),
  };
}
