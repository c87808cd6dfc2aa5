import { readAppManifest } from './app-manifest.ts';
import { createApp } from './app.ts';
import { clientsOf, ownSlug, selfOf } from './compose/github-clients.ts';
import { INBOX_BOUND } from './core/inbox-bound.ts';
import type { RepoName } from './core/names.ts';
import type { AppClients, GithubClients, GithubClientsOptions } from './github/client/clients.ts';
import { cloneAccess } from './github/clone-access.ts';
import { githubEffects } from './github/effects/github-effects.ts';
import { githubLooks } from './github/github-looks.ts';
import { githubGrants } from './github/grants.ts';
import { githubHookDeliveries } from './github/hook-deliveries.ts';
import { githubRoles } from './github/roles.ts';
import { githubSignIn } from './github/sign-in.ts';
import { githubTrees } from './github/trees.ts';
import { keepFound } from './operations/artifacts/learn.ts';
import { controlsOf, ordersOf } from './operations/commands/controls-of.ts';
import { nothingLearned } from './operations/lanes/decide.ts';
import { activeWishes } from './operations/force/wishes.ts';
import { PERMISSIONS_KEY } from './operations/sweeps/check-permissions.ts';
import { Policies } from './operations/lanes/policies.ts';
import { nothingRemembered, type Remembers } from './operations/lanes/remembered.ts';
import { SETTLE_MS, type SharedTools } from './operations/tools.ts';
import { Worker } from './operations/worker.ts';
import { observedEffects } from './observe/observed-effects.ts';
import { observedLooks } from './observe/observed-looks.ts';
import { unobserved } from './observe/unobserved.ts';
import type { Asked } from './core/permissions/grants.ts';
import { Redactor } from './core/text/redactor.ts';
import type { Grants } from './ports/github/grants.ts';
import type { Cache } from './ports/store/cache.ts';
import type { Clock } from './ports/clock.ts';
import type { Mirrors } from './ports/mirrors.ts';
import type { Looks } from './ports/github/looks.ts';
import type { Roles } from './ports/github/roles.ts';
import type { Traffic } from './ports/github/traffic.ts';
import type { SignIn } from './ports/github/sign-in.ts';
import type { Log } from './ports/log.ts';
import type { Registry } from './ports/registry.ts';
import type { Artifacts } from './ports/store/artifacts.ts';
import type { Observed } from './ports/observe.ts';
import type { InboxBound } from './ports/store/inbox.ts';
import type { Ledger } from './ports/store/ledger.ts';
import type { Store } from './ports/store/store.ts';
import type { Credentials } from './registry/credentials.ts';
import { ociRegistry } from './registry/oci-registry.ts';
import type { StorePlace } from './store/open-store.ts';
import { loadTemplates } from './templates.ts';
import type { WebhookDoor } from './web/webhook-door.ts';
import { hintsOf } from './webhooks/hints.ts';
import { reportsOf } from './webhooks/reports.ts';

export interface Parts {
  app: { id: number; privateKey: string; webhookSecret: string; previousWebhookSecret?: string };
  github: { apiUrl: string; webUrl: string };
  /** The repositories whose pipelines count; undefined: every repository of the App that has one. */
  pipelines?: RepoName[];
  store: Store;
  /** How much may wait in the inbox; without it what a process bears. */
  inboxBound?: InboxBound;
  /** Where mirrors of code repositories are kept; without it GitHub's API is asked for every range. */
  mirrors?: { directory: string };
  /** Where people reach the page: an origin, without a slash at the end. */
  page?: { publicUrl: string };
  clock: Clock;
  log: Log;
  /** How the API is reached: limits, waiting and observing, where they differ from production's. */
  client?: Pick<GithubClientsOptions, 'fetch' | 'delay' | 'limits' | 'onCall'>;
  /** Who watches what happens; nobody, where it is not said. */
  observed?: Observed;
  /** What knows every secret, tokens that are minted later as well. */
  redactor?: Redactor;
  /** Logins at registries of images. */
  registries?: Credentials;
  /** How registries are asked, where that is not over the network. */
  registry?: Registry;
}

/** Of one process. Most of their time they wait for GitHub. */
const WORKERS = 8;

/** The app put together: a door for webhooks, and workers for what they ask for. */
export interface Composed {
  webhooks: WebhookDoor;
  /** `name`: unique among everything that works on the store, `<process>-<n>`. */
  worker(name: string): Worker;
  /** All workers of a process; its name is unique among the replicas. */
  workers(process: string): Worker[];
  tools: SharedTools;
  /** What GitHub bears at the moment. */
  traffic: Traffic;
  people: People;
  /** Marks what a start has to look at: every pipeline, and the deliveries that failed meanwhile. */
  begin(): Promise<void>;
  /** Called with every delivery stored. */
  onStored(listener: () => void): void;
  /** Ends what the app itself has running beside its workers. The store is whoever's who opened it. */
  close(): Promise<void>;
}

/** Who comes to the page, and what they are at GitHub. */
export interface People {
  roles: Roles;
  /** How they sign in as users of the App. */
  signIn: (client: { clientId: string; clientSecret: string }) => SignIn;
}

/** Builds the app from its parts. The served app, the CLI, the demo, the simulation and the tests all come through here. */
export async function compose(parts: Parts): Promise<Composed> {
  const { app, clock, github, log, store } = parts;
  const redactor = parts.redactor ?? new Redactor();
  const clients = clientsOf({ ...parts, redactor });
  const slug = await ownSlug(clients, { api: github.apiUrl, appId: app.id, cache: store.cache });
  const mirrors = await mirrorsOf(parts, clients);
  const tools = toolsOf(parts, { clients, slug, mirrors, redactor });
  let stored = (): void => undefined;
  const worker = (name: string): Worker =>
    new Worker({ tools, name, hintsOf: (delivery) => hintsOf(delivery, slug), reportsOf });
  return {
    tools,
    traffic: clients.traffic,
    people: { roles: githubRoles(clients), signIn: (client) => githubSignIn({ ...github, ...client, redactor }) },
    webhooks: await createApp({
      app,
      inbox: store.inbox,
      bound: tools.inboxBound,
      clock,
      log,
      observed: tools.observed,
      onStored: () => stored(),
    }),
    worker,
    workers: (process) => Array.from({ length: WORKERS }, (_, index) => worker(`${process}-${index + 1}`)),
    onStored: (listener) => {
      stored = listener;
    },
    close: async () => mirrors?.close(),
    async begin() {
      await store.attention.want('pipelines:all', clock.now(), 'Sluice started');
      await store.attention.want('sweep:deliveries', clock.now(), 'Sluice started');
      await store.attention.want(PERMISSIONS_KEY, clock.now(), 'Sluice started');
    },
  };
}

/** The helper that runs git is not even loaded where there are no mirrors. */
async function mirrorsOf(parts: Parts, clients: GithubClients): Promise<Mirrors | undefined> {
  if (parts.mirrors === undefined) return undefined;
  const { openMirrors } = await import('./git/mirrors.ts');
  const access = cloneAccess(clients, parts.github.webUrl);
  return openMirrors({ directory: parts.mirrors.directory, access, log: parts.log });
}

interface Inside {
  clients: AppClients;
  slug: string;
  mirrors: Mirrors | undefined;
  redactor: Redactor;
}

function toolsOf(parts: Parts, { clients, slug, mirrors, redactor }: Inside): SharedTools {
  const { clock, github, inboxBound = INBOX_BOUND, log, observed = unobserved, page, store } = parts;
  const policies = new Policies({ pipelines: store.pipelines, named: parts.pipelines, log });
  const self = selfOf(slug, github);
  const ranges = mirrors === undefined ? {} : { ranges: mirrors };
  const looks = observedLooks(githubLooks({ clients, self, cache: store.cache, clock, ...ranges }), observed);
  const registry = registryOf(parts);
  const roles = githubRoles(clients);
  const effecting = { clients, clock, log, intentions: store.intentions, render: loadTemplates(), settle: SETTLE_MS };
  return {
    clock,
    log,
    store,
    inboxBound,
    slug,
    web: github.webUrl,
    ...(page === undefined ? {} : { page: page.publicUrl }),
    policies,
    looks,
    registry,
    artifacts: store.artifacts,
    answering: {
      looks,
      registry,
      roles,
      pipelineIn: (repo) => policies.pipeline(repo),
      learn: (found) => keepFound({ clock, log, store, policies }, found),
    },
    remembers: remembersOf(store),
    effects: observedEffects(githubEffects(effecting), observed),
    traffic: clients.traffic,
    observed,
    redact: (text) => redactor.text(text),
    hookDeliveries: githubHookDeliveries(clients),
    roles,
    grants: githubGrants(clients),
    asked: readAppManifest(),
    trees: githubTrees(clients),
  };
}

const remembersOf = (store: Pick<Store, 'ledger' | 'standings'>): Remembers => ({
  ledger: store.ledger,
  standings: store.standings,
  controls: (pipeline) => controlsOf(store, pipeline),
  orders: (promotion) => ordersOf(store, promotion),
  wishes: (place) => activeWishes(store, place),
});

export interface LookingParts {
  looks: Looks;
  clock: Clock;
  web: string;
  registry: Registry;
  artifacts: Pick<Artifacts, 'of'>;
  roles: Roles;
  remembers: Remembers;
  ledger?: Pick<Ledger, 'read'>;
  close(): Promise<void>;
}

export interface DoctorParts {
  grants: Grants;
  asked: Asked;
  /** Where people read GitHub, without a trailing slash. */
  web: string;
}

/** What asks GitHub about the App itself. It needs nothing but the App's key. */
export const composeDoctor = (parts: Pick<Parts, 'app' | 'github' | 'clock' | 'client'>): DoctorParts => ({
  grants: githubGrants(clientsOf(parts)),
  asked: readAppManifest(),
  web: parts.github.webUrl,
});

/** What reads GitHub and nothing else, for doors that only explain. */
export async function composeLooks(
  parts: Pick<Parts, 'app' | 'github' | 'clock' | 'client' | 'registry' | 'registries'> & { remembered?: StorePlace },
): Promise<LookingParts> {
  const clients = clientsOf(parts);
  const slug = await ownSlug(clients, { api: parts.github.apiUrl, appId: parts.app.id, cache: forgetful });
  return {
    looks: githubLooks({ clients, self: selfOf(slug, parts.github), cache: forgetful, clock: parts.clock }),
    clock: parts.clock,
    web: parts.github.webUrl,
    registry: registryOf(parts),
    roles: githubRoles(clients),
    ...(await remembering(parts.remembered)),
  };
}

const registryOf = ({ registry, registries }: Pick<Parts, 'registry' | 'registries'>): Registry =>
  registry ?? ociRegistry({ credentials: registries ?? new Map() });

/** A server's store can be read beside the Sluice that works on it; an embedded one belongs to one process. */
async function remembering(
  place: StorePlace | undefined,
): Promise<Pick<LookingParts, 'artifacts' | 'ledger' | 'remembers' | 'close'>> {
  if (place === undefined || !('url' in place))
    return { artifacts: nothingLearned, remembers: nothingRemembered, close: () => Promise.resolve() };
  const { openStore } = await import('./store/open-store.ts');
  const store = await openStore(place);
  return {
    artifacts: store.artifacts,
    ledger: store.ledger,
    remembers: remembersOf(store),
    close: () => store.close(),
  };
}

const forgetful: Cache = {
  get: () => Promise.resolve(new Map()),
  put: () => Promise.resolve(),
  putAll: () => Promise.resolve(),
};
