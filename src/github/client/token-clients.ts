import { Octokit } from '@octokit/rest';

import { known } from '../../core/answer.ts';
import { isTokenText } from '../../core/text/token-text.ts';
import { githubClient, type GithubClient } from './client.ts';
import type { GithubClients } from './clients.ts';
import { Exchange, type TokenSource } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import { octokitBasics, sharedOf, type WireOptions } from './wire.ts';

export interface TokenClientsOptions extends WireOptions {
  /** A person's or a workflow's own. */
  token: string;
  /** What is thrown when GitHub refuses the token, by whom nothing goes on without it. Absent, the refusal is an outcome. */
  refusal?: (message: string) => Error;
}

/** No installation is numbered so; every repository is read with the one token. */
const EVERYWHERE = 0;

/**
 * The clients of one token, which speaks for every repository: for a person's machine or a workflow, where no App signs in.
 * Throws a `TypeError`, which does not show it, where the token cannot be one.
 */
export function tokenClients(options: TokenClientsOptions): GithubClients {
  const { token } = options;
  // Callers from JavaScript have no types to hold them.
  if (typeof token !== 'string' || !isTokenText(token))
    throw new TypeError('token is missing, or has a space, a line end or a letter that no token has; give it alone.');
  const { traffic, ...shared } = sharedOf(options);
  shared.redactor.know(token);
  const octokit = new Octokit(octokitBasics(shared.wire));
  // A token that GitHub refuses stays refused: there is no other, and the second attempt says so.
  const tokens: TokenSource = {
    current: () => Promise.resolve({ ok: token, status: 200, headers: {} }),
    drop: () => undefined,
  };
  const { refusal } = options;
  const believed = githubClient(new Exchange({ ...shared, host: traffic.host, account: traffic.app, octokit, tokens }));
  const client = refusal === undefined ? believed : refusing(believed, refusal);
  return {
    asApp: () => client,
    installation: () => Promise.resolve(client),
    installationFor: () => Promise.resolve(known(EVERYWHERE)),
    remember: () => undefined,
    cloneToken: () => Promise.resolve(known(token)),
  };
}

function refusing(client: GithubClient, refusal: (message: string) => Error): GithubClient {
  const judged = <T>(outcome: Outcome<T>): Outcome<T> => {
    if ('failed' in outcome && outcome.failed.kind === 'unauthorised') throw refusal(outcome.failed.message);
    return outcome;
  };
  return {
    request: async <T>(...asked: Parameters<GithubClient['request']>) => judged(await client.request<T>(...asked)),
    graphql: async <T>(...asked: Parameters<GithubClient['graphql']>) => judged(await client.graphql<T>(...asked)),
  };
}
