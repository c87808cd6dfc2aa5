import { isKnown, known } from '../core/answer.ts';
import type { CloneAccess } from '../ports/github/clone-access.ts';
import type { GithubClients } from './client/clients.ts';

/** Clones over HTTPS from where people read GitHub, with a token that may read that repository's contents. `webUrl` ends without a slash. */
export function cloneAccess(clients: Pick<GithubClients, 'cloneToken'>, webUrl: string): CloneAccess {
  return {
    of: async (repo) => {
      const token = await clients.cloneToken(repo);
      return isKnown(token) ? known({ url: `${webUrl}/${repo}.git`, token: token.known }) : token;
    },
  };
}
