import { createForge } from '../../../src/forge/create.ts';
import { openIssue } from '../../../src/forge/domain/issues/issues.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import type { Limits } from '../../../src/forge/http/limits/rate-meter.ts';
import { installApp, seedRepo } from '../../../src/forge/seed/organisation.ts';
import type { GithubClient } from '../../../src/github/client/client.ts';
import type { AppClients, GithubClientsOptions } from '../../../src/github/client/clients.ts';
import type { Outcome } from '../../../src/github/client/outcome.ts';
import { keys, rig } from '../client-stub.ts';

export interface Organisation {
  client: GithubClient;
  read(): Promise<Outcome<unknown>>;
  /** By GraphQL. */
  look(): Promise<Outcome<unknown>>;
  /** Leaves a comment, of which nothing at GitHub keeps a second one from appearing. */
  write(client?: GithubClient): Promise<Outcome<unknown>>;
  comments(): number;
}

export interface TrafficWorld {
  forge: Forge;
  github: AppClients;
  clock: { time: number };
  waits: number[];
  acme: Organisation;
  other: Organisation;
  /** Requests that reached the forge, by operation id. */
  sent(operation: string): number;
}

/** How an outcome ended, in a word. */
export function kindOf(outcome: Outcome<unknown>): string {
  if ('ok' in outcome) return 'ok';
  const { failed } = outcome;
  if (failed.kind === 'limited') return `limited: ${failed.which}`;
  return failed.kind === 'unavailable' && failed.withheld !== undefined ? `withheld: ${failed.withheld}` : failed.kind;
}

/**
 * The shipped clients of two organisations in front of a forge that holds its callers to limits. Limits live on the wall clock,
 * as credentials do, so the clock begins at the machine's own and moves for both.
 */
export async function trafficWorld(
  options: { limits?: Limits; client?: Partial<GithubClientsOptions> } = {},
): Promise<TrafficWorld> {
  const wall = { now: (): number => clock.time };
  const forge = createForge({
    clock: wall,
    wall,
    storage: 'memory',
    app: {
      slug: 'sluice',
      id: 7,
      publicKey: keys.publicKey,
      permissions: { issues: 'write', pull_requests: 'write', contents: 'write' },
      events: [],
    },
    ...(options.limits && { limits: options.limits }),
  });
  const { github, clock, waits } = rig('http://forge.test', { fetch: forge.fetch, ...options.client });
  clock.time = Date.now();
  const organisation = async (owner: string, name: string): Promise<Organisation> => {
    const repo = seedRepo(forge.state, { fullName: `${owner}/${name}`, files: { Dockerfile: 'FROM scratch\n' } });
    const issue = openIssue(forge.state, repo, { title: 'slow', body: null, author: repo.owner });
    installApp(forge.state, { account: owner, repositories: [`${owner}/${name}`] });
    const place = { owner, repo: name };
    const found = await github.installationFor(`${owner}/${name}`);
    const client = await github.installation('known' in found ? (found.known ?? 0) : 0);
    const comment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    return {
      client,
      read: () => client.request('GET /repos/{owner}/{repo}/pulls', place),
      look: () => client.graphql(`query Look { repository(owner: "${owner}", name: "${name}") { id } }`),
      write: (by = client) => by.request(comment, { ...place, issue_number: issue.number, body: 'hello' }),
      comments: () => issue.comments.length,
    };
  };
  const [acme, other] = [await organisation('acme', 'payments'), await organisation('other', 'shop')];
  return {
    forge,
    github,
    clock,
    waits,
    acme,
    other,
    sent: (operation) => forge.calls.filter((call) => call.operationId === operation).length,
  };
}
