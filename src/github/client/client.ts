import type { Exchange, Terms } from './exchange.ts';
import type { Outcome } from './outcome.ts';

import { documentMakesContent, routeMakesContent } from '../../core/traffic/content.ts';
import { graphqlOperation, graphqlOutcomeOf, isMutation } from './graphql-outcome.ts';
import { outcomeOf } from './outcome.ts';

export interface RequestOptions {
  /** Milliseconds, instead of the limits' own. */
  timeout?: number;
  terms?: Terms;
}

export interface GraphqlOptions extends RequestOptions {
  /** A document with a mutation is a write in any case. */
  write?: boolean;
  /** Whoever asks goes on with less when it is too much: a 502 or 504 is then no failure of the host. */
  divisible?: boolean;
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
      return exchange.perform<T>({
        operation: route,
        read,
        resource: 'core',
        content: !read && routeMakesContent(route),
        route,
        params,
        timeout: options.timeout ?? timeoutFor(read),
        ...origin,
        ...termsOf(options),
        interpret: outcomeOf,
      });
    },
    graphql<T>(document: string, variables: Record<string, unknown> = {}, options: GraphqlOptions = {}) {
      const read = !(options.write ?? false) && !isMutation(document);
      return exchange.perform<T>({
        operation: graphqlOperation(document),
        read,
        resource: 'graphql',
        content: !read && documentMakesContent(document),
        divisible: read && (options.divisible ?? false),
        route: `POST ${graphqlUrl(baseUrl)}`,
        params: { query: document, variables },
        timeout: options.timeout ?? timeoutFor(read),
        ...origin,
        ...termsOf(options),
        interpret: graphqlOutcomeOf,
      });
    },
  };
}

const termsOf = ({ terms }: RequestOptions): { terms?: Terms } => (terms === undefined ? {} : { terms });

/** A view of a client that sends under these terms, for one piece of work of whoever holds a claim, and may lose it. */
export function clientUnder(client: GithubClient, terms: Terms): GithubClient {
  let goesOn = false;
  const noted = async <T>(calling: Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const outcome = await calling;
    if ('ok' in outcome) goesOn = true;
    return outcome;
  };
  return {
    request: (route, params, options) =>
      noted(client.request(route, params, { ...options, terms: { ...terms, goesOn } })),
    graphql: (document, variables, options) =>
      noted(client.graphql(document, variables, { ...options, terms: { ...terms, goesOn } })),
  };
}

/** GitHub Enterprise Server has REST under `/api/v3` and GraphQL beside it. */
const graphqlUrl = (baseUrl: string): string => `${baseUrl.replace(/\/api\/v3$/, '/api')}/graphql`;
