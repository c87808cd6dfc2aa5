import { lacking, type Answer, type Unknown } from '../core/answer.ts';
import type { GithubClient } from './client/client.ts';
import type { GithubClients } from './client/clients.ts';

/** Which installation speaks for a repository. */
export async function clientFor(clients: GithubClients, repo: string): Promise<Answer<GithubClient>> {
  const installation = await clients.installationFor(repo);
  if ('unknown' in installation) return installation;
  if (installation.known === undefined) return lacking(`the App is not installed on ${repo}`);
  return { known: await clients.installation(installation.known) };
}

export interface Group<T> {
  client: GithubClient;
  items: T[];
}

/** Items of one installation together, so that one query serves them all; the rest with why nobody speaks for them. */
export async function groupByInstallation<T extends { repo: string }>(
  clients: GithubClients,
  items: T[],
): Promise<{ groups: Group<T>[]; unreachable: Map<T, Unknown> }> {
  const groups = new Map<GithubClient, Group<T>>();
  const unreachable = new Map<T, Unknown>();
  for (const item of items) {
    const client = await clientFor(clients, item.repo);
    if ('unknown' in client) {
      unreachable.set(item, client);
      continue;
    }
    const group = groups.get(client.known) ?? { client: client.known, items: [] };
    group.items.push(item);
    groups.set(client.known, group);
  }
  return { groups: [...groups.values()], unreachable };
}
