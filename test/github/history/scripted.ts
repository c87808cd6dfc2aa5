import { known } from '../../../src/core/answer.ts';
import type { GithubClient } from '../../../src/github/client/client.ts';
import type { GithubClients } from '../../../src/github/client/clients.ts';
import type { GraphqlProblem, Outcome } from '../../../src/github/client/outcome.ts';

export type GithubProblems = GraphqlProblem[];

/** One client for every repository. */
export const clientsOf = (client: GithubClient): GithubClients => ({
  asApp: () => client,
  installation: () => Promise.resolve(client),
  installationFor: () => Promise.resolve(known(1)),
  remember: () => undefined,
  cloneToken: () => Promise.resolve(known('a token')),
});

/** A GitHub that answers queries as it was told to, one after the other, and refuses any further. */
export function scripted(answers: { data: object; errors?: GithubProblems }[]): {
  clients: GithubClients;
  asked: string[];
} {
  const asked: string[] = [];
  const left = [...answers];
  const client: GithubClient = {
    request: () => Promise.reject(new Error('nothing is asked by REST here')),
    graphql: <T>(document: string): Promise<Outcome<T>> => {
      asked.push(document);
      const next = left.shift();
      if (next === undefined) return Promise.reject(new Error(`nothing was to be asked any more: ${document}`));
      const { data, errors } = next;
      return Promise.resolve({ ok: data as T, status: 200, headers: {}, ...(errors && { errors }) });
    },
  };
  return { clients: clientsOf(client), asked };
}
