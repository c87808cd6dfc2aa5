import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';

import { explainText } from '../../src/cli/explain.ts';
import { lookLive } from '../../src/cli/look-live.ts';
import { readAppManifest } from '../../src/app-manifest.ts';
import { compose, type Composed } from '../../src/compose.ts';
import { repoName } from '../../src/core/names.ts';
import type { Redactor } from '../../src/core/text/redactor.ts';
import { Person } from '../../src/forge/cast/person.ts';
import { VirtualClock } from '../../src/forge/clock/clock.ts';
import type { DescriptionName } from '../../src/forge/contract/slices.ts';
import { createForge } from '../../src/forge/create.ts';
import type { ForgeState } from '../../src/forge/domain/state.ts';
import type { Forge, RecordedCall } from '../../src/forge/forge.ts';
import { fsck } from '../../src/forge/git/fsck.ts';
import { createRegistry, type FakeRegistry } from '../../src/forge/registry/registry.ts';
import type { LoginOptions } from '../../src/forge/registry/logins.ts';
import { seedAcme, type AcmeOptions } from '../../src/forge/seed/acme.ts';
import { seedAcmeChain, type ChainOptions } from '../../src/forge/seed/acme-chain.ts';
import type { Limits } from '../../src/github/client/limits.ts';
import { createLog } from '../../src/log.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Observed } from '../../src/ports/observe.ts';
import type { LedgerEntry } from '../../src/ports/store/ledger.ts';
import { ociRegistry } from '../../src/registry/oci-registry.ts';
import { openStore, type OpenStore } from '../../src/store/open-store.ts';
import { createHttpServer, WEBHOOK_PATH } from '../../src/web/server.ts';
import { keptTemplate } from '../kept-template.ts';
import { replayable, seedOr } from '../replayable.ts';

/** The App's key, and what its webhooks are signed with. */
export const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
export const SECRET = 'b7b5f1a0c93e4d68a1f2e3d4c5b6a798';
/** What the operator gave Sluice for the registry; the fake one asks for it where a test says so. */
export const REGISTRY_LOGINS = new Map([['registry.acme.dev', { username: 'sluice', password: 'pull-only' }]]);
const START = Date.parse('2026-03-02T09:00:00Z');

/** What is due so soon (virtual milliseconds) happens before a world counts as settled. */
const SOON_MS = 10_000;
const LONGEST_SETTLE_MS = 10 * 60_000;

/** Who listens to what the bot says of itself; nobody, unless a test is about that. */
interface Watching {
  log?: Log;
  observed?: Observed;
  redactor?: Redactor;
}

let shared: OpenStore | undefined;

/** One store for the tests of a file: migrated once, emptied for each world. */
export async function sharedStore(): Promise<OpenStore> {
  shared ??= await openStore({ memory: true, dump: await keptTemplate() });
  await shared.truncate();
  return shared;
}

export async function closeSharedStore(): Promise<void> {
  await shared?.close();
  shared = undefined;
}

/** The shipped app beside a forge of its own: webhooks and API over HTTP, git on disk, time in the test's hand. */
export class World {
  readonly forge: Forge;
  readonly registry: FakeRegistry;
  readonly store: OpenStore;
  readonly app: Composed;
  readonly #clock: VirtualClock;
  readonly #origin: string;
  readonly #close: (() => Promise<void>)[];
  readonly #hurdles: Map<string, () => Promise<void>>;
  readonly #failing: (() => void)[] = [];

  private constructor(parts: {
    forge: Forge;
    registry: FakeRegistry;
    store: OpenStore;
    app: Composed;
    clock: VirtualClock;
    origin: string;
    close: (() => Promise<void>)[];
    hurdles: Map<string, () => Promise<void>>;
  }) {
    this.forge = parts.forge;
    this.registry = parts.registry;
    this.store = parts.store;
    this.app = parts.app;
    this.#clock = parts.clock;
    this.#origin = parts.origin;
    this.#close = parts.close;
    this.#hurdles = parts.hurdles;
  }

  /** The whole chain of acme, with a registry; nothing has been promoted yet. */
  static chain(
    options: Partial<ChainOptions> &
      Watching & { login?: LoginOptions; chance?: number; mirrors?: boolean; limits?: Partial<Limits> } = {},
  ): Promise<World> {
    const registry = options.registry ?? createRegistry(options.login ?? {});
    const { chance = 1, mirrors = false, limits = {} } = options;
    const seed = (state: ForgeState): void => seedAcmeChain(state, { ...options, registry });
    return World.#open({ seed, registry, chance, mirrors, limits, watching: options });
  }

  static with(
    options: Partial<AcmeOptions> &
      Watching & { pipelines?: string[]; description?: DescriptionName; mirrors?: boolean } = {},
  ): Promise<World> {
    const { pipelines, description, mirrors = false } = options;
    return World.#open({
      seed: (state) => seedAcme(state, options),
      mirrors,
      watching: options,
      ...(description === undefined ? {} : { description }),
      ...(pipelines === undefined ? {} : { pipelines }),
    });
  }

  static async #open(stage: {
    seed: (state: ForgeState) => void;
    registry?: FakeRegistry;
    pipelines?: string[];
    description?: DescriptionName;
    chance?: number;
    /** Ranges are read from copies of the repositories instead of the API. */
    mirrors: boolean;
    /** What Sluice believes that GitHub bears. */
    limits?: Partial<Limits>;
    watching: Watching;
  }): Promise<World> {
    const registry = stage.registry ?? createRegistry();
    const directory = await mkdtemp(join(tmpdir(), 'sluice-world-'));
    const clock = new VirtualClock(START);
    const manifest = readAppManifest();
    const forge = createForge({
      clock,
      seed: seedOr(stage.chance ?? 1),
      storage: { directory },
      ...(stage.description === undefined ? {} : { description: stage.description }),
      app: { slug: 'sluice', publicKey: KEYS.publicKey, ...manifest },
    });
    replayable(forge);
    const github = await forge.listen({ port: 0 });
    stage.seed(forge.state);
    const store = await sharedStore();
    const { log = createLog('silent'), observed, redactor } = stage.watching;
    const hurdles = new Map<string, () => Promise<void>>();
    const app = await compose({
      app: { id: forge.state.app.id, privateKey: KEYS.privateKey, webhookSecret: SECRET },
      github: { apiUrl: `${github.url}/api/v3`, webUrl: github.url },
      store,
      clock,
      log,
      ...(observed === undefined ? {} : { observed }),
      ...(redactor === undefined ? {} : { redactor }),
      ...(stage.mirrors ? { mirrors: { directory: join(directory, 'mirrors') } } : {}),
      ...(stage.pipelines === undefined ? {} : { pipelines: stage.pipelines.map(repoName) }),
      registry: ociRegistry({
        credentials: REGISTRY_LOGINS,
        fetch: (url, init) => registry.fetch(url, init),
        now: () => clock.now(),
      }),
      client: {
        limits: { writeSpacing: 0, ...stage.limits },
        delay: () => Promise.resolve(),
        fetch: async (url, init) => {
          for (const [part, act] of hurdles) if (url.includes(part)) await act();
          return fetch(url, init);
        },
      },
    });
    const server = createHttpServer({ webhooks: app.webhooks, isReady: () => Promise.resolve(true), log });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    forge.state.app.webhook = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${WEBHOOK_PATH}`,
      secret: SECRET,
    };
    const close = [
      () => new Promise<void>((resolve) => void server.close(() => resolve())),
      () => app.close(),
      () => github.close(),
      () => rm(directory, { recursive: true, force: true }),
    ];
    const world = new World({ forge, registry, store, app, clock, origin: github.url, close, hurdles });
    await app.begin();
    await world.settled();
    return world;
  }

  /** Nothing is pending, waiting or soon due: what is true now stays true until somebody acts or more time passes. */
  async settled(): Promise<void> {
    const worker = this.app.worker('test');
    const latest = this.#clock.now() + LONGEST_SETTLE_MS;
    for (;;) {
      const delivered = await this.forge.hooks.pump();
      const worked = await worker.workOnce();
      if (worked) await worker.workUntilIdle();
      if (delivered > 0 || worked || this.forge.hooks.pending.length > 0) continue;
      if (!(await this.#runsOn())) return;
      if (this.#clock.now() > latest) throw new Error('the bot looks again and again and never comes to rest');
    }
  }

  /** Time passes until what is soon due: GitHub needs a moment for mergeability, the bot looks again for it, and a webhook may be late. */
  async #runsOn(): Promise<boolean> {
    const now = this.#clock.now();
    const dues = [await this.store.attention.nextDue(), this.forge.hooks.nextDue()];
    const due = Math.min(...dues.map((one) => one ?? Infinity));
    if (due <= now || due > now + SOON_MS) return false;
    this.#clock.advance(due - now);
    return true;
  }

  /** The virtual time. */
  get now(): number {
    return this.#clock.now();
  }

  /** Lets virtual time pass, and nothing happen. */
  lets(milliseconds: number): void {
    this.#clock.advance(milliseconds);
  }

  /** Lets virtual time pass, and what came due in it happen. */
  async after(milliseconds: number): Promise<void> {
    this.#clock.advance(milliseconds);
    await this.settled();
  }

  person(login: string): Person {
    return new Person({ login, origin: this.#origin, token: this.forge.personToken(login) });
  }

  /** Somebody acts in the moment before a call of the bot whose address contains `part` leaves. */
  beforeCall(part: string, act: () => Promise<void>): void {
    this.#hurdles.set(part, act);
  }

  /**
   * GitHub fails at one field of a GraphQL answer: it is null, and an error says where. The path begins with the start of an
   * alias. A field that no answer ever had fails the test at its end: it would prove nothing.
   */
  failsAt(operation: string, path: string[], times = Infinity): void {
    const rule = { operation: `graphql:${operation}`, do: { failField: path } };
    this.#failing.push(this.forge.faults.add(Number.isFinite(times) ? { ...rule, times } : rule));
  }

  healed(): void {
    for (const heal of this.#failing) heal();
  }

  get origin(): string {
    return this.#origin;
  }

  gitDirectory(repo: string): string {
    const directory = this.forge.state.repos.get(repo)?.git.directory;
    if (directory === undefined) throw new Error(`${repo} is not on disk`);
    return directory;
  }

  /** Text of a file on a branch, read over the API. */
  async file(repo: string, path: string, branch = 'main'): Promise<string> {
    const { content } = await this.person('ada').call<{ content: string }>(
      'GET',
      `/repos/${repo}/contents/${path}?ref=${encodeURIComponent(branch)}`,
    );
    return Buffer.from(content, 'base64').toString('utf8');
  }

  async pulls(repo: string, state: 'open' | 'closed' | 'all' = 'open'): Promise<PullView[]> {
    return this.person('ada').call<PullView[]>('GET', `/repos/${repo}/pulls?state=${state}`);
  }

  async comments(repo: string, number: number): Promise<{ user: { login: string }; body: string }[]> {
    return this.person('ada').call('GET', `/repos/${repo}/issues/${number}/comments`);
  }

  /** ada proposes a change in a component's code repository and merges it; the commit is the one on main. */
  async merges(
    title: string,
    more: { component?: string; body?: string } = {},
  ): Promise<{ commit: string; number: number }> {
    const { component = 'payments' } = more;
    const number = await this.proposes(title, more);
    return { commit: await this.person('ada').merges(`acme/${component}`, number), number };
  }

  /** ada proposes a change in a component's code repository. */
  async proposes(
    title: string,
    { component = 'payments', body = '' }: { component?: string; body?: string } = {},
  ): Promise<number> {
    const slug = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const change = { branch: slug, title, body, path: `${slug}.js`, text: `// ${title}\n` };
    return this.person('ada').proposes(`acme/${component}`, change);
  }

  /** The one open pull request of a repository. */
  async pull(repo: string): Promise<PullView> {
    const pulls = await this.pulls(repo);
    const [only] = pulls;
    if (only === undefined || pulls.length > 1) throw new Error(`${repo} has ${pulls.length} open pull requests`);
    return only;
  }

  /** CI reports the status `build` on the head of a pull request. */
  async buildEnds(repo: string, number: number, state: 'success' | 'failure' = 'success'): Promise<void> {
    await this.checkEnds(repo, number, 'build', state);
  }

  /** CI reports a status on the head of a pull request. */
  async checkEnds(
    repo: string,
    number: number,
    context: string,
    state: 'success' | 'failure' = 'success',
  ): Promise<void> {
    const pull = (await this.pulls(repo)).find((candidate) => candidate.number === number);
    await this.person('acme-ci').reports(repo, pull?.head.sha ?? '', { context, state });
  }

  /** The one open pull request of a repository is green, and merged by the bot. Answers its number. */
  async goesGreen(repo: string, context: string): Promise<number> {
    const { number } = await this.pull(repo);
    await this.checkEnds(repo, number, context);
    await this.settled();
    const still = (await this.pulls(repo)).some((pull) => pull.number === number);
    if (still) throw new Error(`${repo}#${number} was not merged: ${JSON.stringify(await this.status(repo, number))}`);
    return number;
  }

  /** CI builds a commit and pushes the image, tagged and labelled with it. */
  builds(component: string, commit: string, repository = component): { digest: string } {
    return this.registry.push({ repository, tag: commit, revision: commit, labels: { component } });
  }

  /** The commit status of one context on the head of a pull request. */
  async status(repo: string, number: number, context = 'sluice/gates'): Promise<StatusView | undefined> {
    const { head } = await this.person('ada').call<PullView>('GET', `/repos/${repo}/pulls/${number}`);
    return this.statusOn(repo, head.sha, context);
  }

  async statusOn(repo: string, commit: string, context: string): Promise<StatusView | undefined> {
    const { statuses } = await this.person('ada').call<{ statuses: StatusView[] }>(
      'GET',
      `/repos/${repo}/commits/${commit}/status`,
    );
    return statuses.find((status) => status.context === context);
  }

  async labels(repo: string, number: number): Promise<string[]> {
    const { labels } = await this.person('ada').call<{ labels: { name: string }[] }>(
      'GET',
      `/repos/${repo}/issues/${number}`,
    );
    return labels.map(({ name }) => name);
  }

  /** The reasons of the newest look at a lane that found nothing to do. */
  async reasons(lane: string): Promise<string[]> {
    const [entry] = (await this.ledger({ kind: 'looked' })).filter((candidate) => candidate.lane === lane).slice(-1);
    const reasons = (entry?.facts['reasons'] ?? []) as { about: string; says: string }[];
    return reasons.map(({ about, says }) => (about === 'lane' ? says : `${about}: ${says}`));
  }

  /** What `sluice explain` prints about the whole pipeline. */
  async explained(): Promise<string> {
    return explainText(await lookLive({ ...this.app.tools, ledger: this.store.ledger }, 'acme/platform'));
  }

  ledger(filter: { kind?: string } = {}): Promise<LedgerEntry[]> {
    return this.store.ledger.read({ ...filter, limit: 1_000 });
  }

  /** Calls of the bot since `from`, by operation; token mints are counted apart. */
  calls(from = 0): { reads: string[]; writes: string[] } {
    const own = this.forge.calls.slice(from).filter((call: RecordedCall) => call.caller === 'installation');
    return {
      reads: own.filter((call) => call.read).map((call) => call.operationId),
      writes: own.filter((call) => !call.read).map((call) => call.operationId),
    };
  }

  /** Ends the world; what git has against a repository, or GitHub's description against either side, fails the test that caused it. */
  async end(): Promise<void> {
    const complaints = await fsck(this.forge.directories());
    for (const close of this.#close) await close();
    if (complaints !== '') throw new Error(`git fsck --strict refuses a repository: ${complaints}`);
    // A fault that struck nothing would prove nothing.
    const idle = this.forge.faults.records.find(({ struck }) => struck === 0);
    if (idle !== undefined) throw new Error(`a fault struck nothing: ${JSON.stringify(idle)}`);
    if (this.forge.violations.length > 0)
      throw new Error(`the contract was broken: ${JSON.stringify(this.forge.violations.slice(0, 5), null, 1)}`);
  }
}

export interface PullView {
  number: number;
  title: string;
  body: string;
  state: string;
  merged_at: string | null;
  head: { ref: string; sha: string };
  base: { ref: string };
  user: { login: string };
}

export interface StatusView {
  context: string;
  state: string;
  description: string | null;
}
