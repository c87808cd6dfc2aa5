import type { Exchange } from './exchange.ts';
import type { Outcome } from './outcome.ts';

import { graphqlOperation, graphqlOutcomeOf, isMutation } from './graphql-outcome.ts';
import { outcomeOf } from './outcome.ts';

export interface RequestOptions {
  /** Milliseconds, instead of the limits' own. */
  timeout?: number;
}

export interface GraphqlOptions extends RequestOptions {
  /** A document with a mutation is a write in any case. */
  write?: boolean;
}

/** GitHub's API as one installation (or the App) may use it. Expected outcomes are values; only bugs throw. */
export interface GithubClient {
  /** `route` is a template: `PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge`. GET and HEAD are reads, the rest writes. */
  request<T>(route: string, params?: Record<string, unknown>, options?: RequestOptions): Promise<Outcome<T>>;
  graphql<T>(document: string, variables?: Record<string, unknown>, options?: GraphqlOptions): Promise<Outcome<T>>;
}

/** The client that speaks through the given exchange. */
export function githubClient(exchange: Exchange, installation?: number): GithubClient {
  const { baseUrl, limits } = exchange.wire;
  const origin = installation === undefined ? {} : { installation };
  const timeoutFor = (read: boolean): number => (read ? limits.readTimeout : limits.writeTimeout);
  return {
    request<T>(route: string, params: Record<string, unknown> = {}, options: RequestOptions = {}) {
      const read = /^(?:GET|HEAD) /.test(route);
      const timeout = options.timeout ?? timeoutFor(read);
      return exchange.perform<T>({ operation: route, read, route, params, timeout, ...origin, interpret: outcomeOf });
    },
    graphql<T>(document: string, variables: Record<string, unknown> = {}, options: GraphqlOptions = {}) {
      const read = !(options.write ?? false) && !isMutation(document);
      return exchange.perform<T>({
        operation: graphqlOperation(document),
        read,
        route: `POST ${graphqlUrl(baseUrl)}`,
        params: { query: document, variables },
        timeout: options.timeout ?? timeoutFor(read),
        ...origin,
        interpret: graphqlOutcomeOf,
      });
    },
  };
}

/** GitHub Enterprise Server has REST under `/api/v3` and GraphQL beside it. */
const graphqlUrl = (baseUrl: string): string => `${baseUrl.replace(/\/api\/v3$/, '/api')}/graphql`;
