import { readAppManifest } from '../../../src/app-manifest.ts';
import { compose, type Composed, type Parts } from '../../../src/compose.ts';
import { Person } from '../../../src/forge/cast/person.ts';
import { VirtualClock } from '../../../src/forge/clock/clock.ts';
import { createForge } from '../../../src/forge/create.ts';
import type { ForgeState } from '../../../src/forge/domain/state.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { createLog } from '../../../src/log.ts';
import type { Worker } from '../../../src/operations/worker.ts';
import type { Observed } from '../../../src/ports/observe.ts';
import { createRegistry } from '../../../src/forge/registry/registry.ts';
import { ociRegistry } from '../../../src/registry/oci-registry.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { KEYS, SECRET, sharedStore } from '../world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const WEBHOOK = 'http://sluice.localhost/';

/** What is due so soon (virtual milliseconds) happens before the engine counts as settled. */
const SOON_MS = 10_000;
const LONGEST_SETTLE_MS = 2 * 60 * 60_000;

type Fetch = typeof globalThis.fetch;

/** How a replica differs from the others. */
interface Otherwise {
  fetch?: (next: Fetch) => Fetch;
  store?: (shared: OpenStore) => OpenStore;
  observed?: Observed;
}

/** The shipped app, as often as a test wants it, on one store beside a forge in memory: every worker is in the test's hand. */
export class Engine {
  readonly forge: Forge;
  readonly store: OpenStore;
  readonly clock: VirtualClock;
  readonly app: Composed;
  readonly worker: Worker;
  /** Whether GitHub answers the bot with 502 to everything; people are not concerned. */
  get isDown(): boolean {
    return this.#weather.isDown;
  }
  set isDown(isDown: boolean) {
    this.#weather.isDown = isDown;
  }
  readonly #weather: { isDown: boolean };
  readonly #parts: Parts;

  private constructor(parts: {
    forge: Forge;
    clock: VirtualClock;
    app: Composed;
    all: Parts;
    store: OpenStore;
    weather: { isDown: boolean };
  }) {
    const { forge, clock, app, all, store } = parts;
    this.forge = forge;
    this.clock = clock;
    this.app = app;
    this.#parts = all;
    this.#weather = parts.weather;
    this.store = store;
    this.worker = app.worker('first-1');
  }

  static async begin(
    seed: (state: ForgeState) => void,
    client: Parts['client'] = {},
    more: Pick<Parts, 'inboxBound'> = {},
  ): Promise<Engine> {
    const clock = new VirtualClock(START);
    const forge = createForge({
      clock,
      seed: 1,
      storage: 'memory',
      app: { slug: 'sluice', publicKey: KEYS.publicKey, ...readAppManifest() },
    });
    seed(forge.state);
    const store = await sharedStore();
    const registry = createRegistry();
    const weather = { isDown: false };
    const reach: Fetch = (url, init) =>
      weather.isDown ? Promise.resolve(new Response('{}', { status: 502 })) : forge.fetch(url, init);
    const all: Parts = {
      app: { id: forge.state.app.id, privateKey: KEYS.privateKey, webhookSecret: SECRET },
      github: { apiUrl: forge.state.origin, webUrl: forge.state.origin },
      store,
      clock,
      log: createLog('silent'),
      registry: ociRegistry({
        credentials: new Map(),
        fetch: (url, init) => registry.fetch(url, init),
        now: () => clock.now(),
      }),
      client: { fetch: reach, limits: { writeSpacing: 0 }, delay: () => Promise.resolve(), ...client },
      ...more,
    };
    const app = await compose(all);
    forge.state.app.webhook = { url: WEBHOOK, secret: SECRET };
    forge.hooks.deliver = async (_url, headers, body) => {
      const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      return (await app.webhooks({ headers: Object.fromEntries(lowered), body: Buffer.from(body) })).status;
    };
    const engine = new Engine({ forge, clock, app, all, store, weather });
    await app.begin();
    await engine.settled();
    return engine;
  }

  /** Another process on the same store. */
  replica({ fetch = (next) => next, store = (shared) => shared, ...more }: Otherwise = {}): Promise<Composed> {
    const client = { ...this.#parts.client, fetch: fetch(this.forge.fetch) };
    return compose({ ...this.#parts, ...more, client, store: store(this.store) });
  }

  /** Nothing is pending, waiting or soon due. */
  async settled(worker = this.worker): Promise<void> {
    const latest = this.clock.now() + LONGEST_SETTLE_MS;
    for (;;) {
      const delivered = await this.forge.hooks.pump();
      const worked = await worker.workOnce();
      if (worked) await worker.workUntilIdle();
      if (delivered > 0 || worked || this.forge.hooks.pending.length > 0) continue;
      if (!(await this.#runsOn())) return;
      if (this.clock.now() > latest) throw new Error('the engine never comes to rest');
    }
  }

  async #runsOn(): Promise<boolean> {
    const now = this.clock.now();
    const dues = [await this.store.attention.nextDue(), this.forge.hooks.nextDue()];
    const due = Math.min(...dues.map((one) => one ?? Infinity));
    if (due <= now || due > now + SOON_MS) return false;
    this.clock.advance(due - now);
    return true;
  }

  /** Lets virtual time pass, and what came due in it happen. */
  async after(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    await this.settled();
  }

  person(login: string): Person {
    const { forge } = this;
    return new Person({ login, origin: forge.state.origin, token: forge.personToken(login), fetch: forge.fetch });
  }

  /** ada merges a change in a component's code repository; answers the commit on main. */
  async merges(component: string, title: string): Promise<string> {
    const branch = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const change = { branch, title, body: '', path: `${branch}.js`, text: `// ${title}\n` };
    const number = await this.person('ada').proposes(`acme/${component}`, change);
    return this.person('ada').merges(`acme/${component}`, number);
  }

  pulls(repo: string): Promise<{ number: number; title: string; head: { sha: string; ref: string } }[]> {
    return this.person('ada').call('GET', `/repos/${repo}/pulls`);
  }

  /** Calls of the bot's installations since `from`, by operation. */
  calls(from = 0): { reads: string[]; writes: string[] } {
    const own = this.forge.calls.slice(from).filter(({ caller }) => caller === 'installation');
    return {
      reads: own.filter(({ read }) => read).map(({ operationId }) => operationId),
      writes: own.filter(({ read }) => !read).map(({ operationId }) => operationId),
    };
  }
}
