import { createApp } from './app.ts';
import { userError } from './core/errors/catalogue.ts';
import { UserMistake } from './core/errors/user-mistake.ts';
import type { RepoName } from './core/names.ts';
import { githubClients, type GithubClients, type GithubClientsOptions } from './github/client/clients.ts';
import { failureSentence } from './github/client/outcome.ts';
import { githubEffects } from './github/effects/github-effects.ts';
import { githubLooks } from './github/github-looks.ts';
import { githubHookDeliveries } from './github/hook-deliveries.ts';
import { Policies } from './operations/policies.ts';
import { SETTLE_MS, type Tools } from './operations/tools.ts';
import { Worker } from './operations/worker.ts';
import type { Cache } from './ports/store/cache.ts';
import type { Clock } from './ports/clock.ts';
import type { Looks } from './ports/github/looks.ts';
import type { Log } from './ports/log.ts';
import type { Store } from './ports/store/store.ts';
import { loadTemplates } from './templates.ts';
import { VERSION } from './version.ts';
import type { WebhookDoor } from './web/webhook-door.ts';
import { hintsOf } from './webhooks/hints.ts';

export interface Parts {
  app: { id: number; privateKey: string; webhookSecret: string };
  github: { apiUrl: string; webUrl: string };
  /** The repositories whose pipelines count; undefined: every repository of the App that has one. */
  pipelines?: RepoName[];
  store: Store;
  clock: Clock;
  log: Log;
  /** How the API is reached: limits, waiting and observing, where they differ from production's. */
  client?: Pick<GithubClientsOptions, 'fetch' | 'delay' | 'limits' | 'onCall'>;
}

/** The app put together: a door for webhooks, and workers for what they ask for. */
export interface Composed {
  webhooks: WebhookDoor;
  worker(name: string): Worker;
  tools: Tools;
  /** Marks what a start has to look at: every pipeline, and the deliveries that failed meanwhile. */
  begin(): Promise<void>;
  /** Called with every delivery stored. */
  onStored(listener: () => void): void;
}

/** Builds the app from its parts. The served app, the CLI, the demo, the simulation and the tests all come through here. */
export async function compose(parts: Parts): Promise<Composed> {
  const { app, clock, github, log, store } = parts;
  const clients = clientsOf(parts);
  const slug = await ownSlug(clients, github.apiUrl);
  const self = { slug, host: new URL(github.webUrl).hostname };
  const tools: Tools = {
    clock,
    log,
    store,
    slug,
    web: github.webUrl,
    policies: new Policies({ pipelines: store.pipelines, named: parts.pipelines, log }),
    looks: githubLooks({ clients, self, cache: store.cache, clock }),
    effects: githubEffects({
      clients,
      clock,
      intentions: store.intentions,
      render: loadTemplates(),
      settle: SETTLE_MS,
    }),
    hookDeliveries: githubHookDeliveries(clients),
  };
  let stored = (): void => undefined;
  return {
    tools,
    webhooks: await createApp({ app, inbox: store.inbox, clock, log, onStored: () => stored() }),
    worker: (name) => new Worker({ tools, name, hintsOf: (delivery) => hintsOf(delivery, slug) }),
    onStored: (listener) => {
      stored = listener;
    },
    async begin() {
      await store.attention.want('pipelines:all', clock.now(), 'Sluice started');
      await store.attention.want('sweep:deliveries', clock.now(), 'Sluice started');
    },
  };
}

/** What reads GitHub and nothing else, for doors that only explain. */
export async function composeLooks(
  parts: Pick<Parts, 'app' | 'github' | 'clock' | 'client'>,
): Promise<{ looks: Looks; clock: Clock; web: string }> {
  const clients = clientsOf(parts);
  const slug = await ownSlug(clients, parts.github.apiUrl);
  const self = { slug, host: new URL(parts.github.webUrl).hostname };
  return {
    looks: githubLooks({ clients, self, cache: forgetful, clock: parts.clock }),
    clock: parts.clock,
    web: parts.github.webUrl,
  };
}

const forgetful: Cache = { get: () => Promise.resolve(new Map()), put: () => Promise.resolve() };

function clientsOf({ app, clock, github, client }: Pick<Parts, 'app' | 'github' | 'clock' | 'client'>): GithubClients {
  return githubClients({
    baseUrl: github.apiUrl,
    appId: app.id,
    privateKey: app.privateKey,
    version: VERSION,
    clock,
    ...client,
  });
}

/** Without its own name the App could not tell its commits from other bots' work. */
async function ownSlug(clients: GithubClients, api: string): Promise<string> {
  const self = await clients.asApp().request<{ slug: string }>('GET /app');
  if ('failed' in self) throw new UserMistake(userError('APP_UNKNOWN', { api, because: failureSentence(self.failed) }));
  return self.ok.slug;
}
