import type { History } from '../core/changelog/history.ts';
import { githubHistory } from './answers/history/github-history.ts';
import { wherePresent } from './answers/history/where-present.ts';
import { tokenClients } from './client/token-clients.ts';

export interface TokenHistoryOptions {
  /** A personal access token, or that of a workflow; it reads what its owner may read. */
  token: string;
  /** `https://api.github.com`, which is the default, or `https://HOST/api/v3` of an Enterprise Server. */
  apiUrl?: string;
  /** What answers for ranges without GitHub: a clone's `gitHistory`. What it does not know GitHub is asked. */
  ranges?: Pick<History, 'range'>;
}

/** A history as GitHub's API tells it to whoever has a token. One object serves one changelog. */
export function tokenHistory({ token, apiUrl = 'https://api.github.com', ranges }: TokenHistoryOptions): History {
  const clients = tokenClients({ baseUrl: apiUrl, token, version: 'library' });
  const clock = { now: () => Date.now() };
  const local = ranges === undefined ? {} : { ranges: wherePresent(ranges) };
  return githubHistory(clients, { clock, host: hostOf(apiUrl), ...local });
}

/** Of github.com and of data residency the API has a name of its own, before the one that people read at. */
const hostOf = (apiUrl: string): string => new URL(apiUrl).hostname.replace(/^api\./, '');
