import { generateKeyPairSync } from 'node:crypto';

import { readAppManifest } from '../../../src/app-manifest.ts';
import { compose, type Composed } from '../../../src/compose.ts';
import { Person } from '../../../src/forge/cast/person.ts';
import { VirtualClock } from '../../../src/forge/clock/clock.ts';
import { createForge } from '../../../src/forge/create.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { createLog } from '../../../src/log.ts';
import { openStore, type OpenStore } from '../../../src/store/open-store.ts';
import { isConverged, uncheckedPulls } from './lane-sights.ts';
import { LimitedFetch } from './limited-fetch.ts';
import { seedManyLanes, type LanePlace, type ManyLanes } from './many-lanes.ts';
import { VirtualWaits } from './virtual-waits.ts';

const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const SECRET = '5b8f0c2a97d14e63b1c7f2a80d9e6b34';
const START = Date.parse('2026-03-02T09:00:00Z');
/** GitHub's own: 5,000 calls an hour, 80 changes a minute, 500 an hour, for each installation. */
const LIMITS = { primary: 5_000, contentPerMinute: 80, contentPerHour: 500 };
/** Turns of the event loop that a call in process has to end in, before time passes for those who wait for it. */
const TURNS = 20;
const MINUTE_MS = 60_000;

/** Many lanes in one process and in virtual time: the shipped app with all its workers, and GitHub with its limits. */
export class LanesWorld {
  readonly forge: Forge;
  readonly store: OpenStore;
  readonly app: Composed;
  readonly lanes: LanePlace[];
  readonly limited: LimitedFetch;
  readonly #clock: VirtualClock;
  readonly #waits: VirtualWaits;
  readonly #workers: ReturnType<Composed['workers']>;
  readonly #outage: Outage;

  private constructor(parts: Pick<LanesWorld, 'forge' | 'store' | 'app' | 'lanes' | 'limited'> & Inside) {
    this.forge = parts.forge;
    this.store = parts.store;
    this.app = parts.app;
    this.lanes = parts.lanes;
    this.limited = parts.limited;
    this.#clock = parts.clock;
    this.#waits = parts.waits;
    this.#outage = parts.outage;
    this.#workers = parts.app.workers('lanes');
  }

  static async open(organisations: ManyLanes[]): Promise<LanesWorld> {
    const clock = new VirtualClock(START);
    const waits = new VirtualWaits(clock);
    const app = { slug: 'sluice', publicKey: KEYS.publicKey, ...readAppManifest() };
    const forge = createForge({ clock, seed: 'lanes', storage: 'memory', app });
    const lanes = organisations.flatMap((one) => seedManyLanes(forge.state, one));
    const store = await openStore({ memory: true });
    const outage: Outage = { isOn: false, calls: 0 };
    const limited = new LimitedFetch((url, init) => reach(forge, outage, { url, init }), clock, LIMITS);
    const composed = await compose({
      app: { id: forge.state.app.id, privateKey: KEYS.privateKey, webhookSecret: SECRET },
      github: { apiUrl: forge.state.origin, webUrl: forge.state.origin },
      store,
      clock,
      log: createLog('silent'),
      client: { fetch: limited.fetch, delay: waits.delay },
    });
    forge.state.app.webhook = { url: 'http://sluice.lanes.test/', secret: SECRET };
    forge.hooks.deliver = async (_url, headers, body) => {
      if (outage.isOn) return 502;
      const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      return (await composed.webhooks({ headers: lowered, body: Buffer.from(body) })).status;
    };
    const world = new LanesWorld({ forge, store, app: composed, lanes, limited, clock, waits, outage });
    await composed.begin();
    await world.rests();
    return world;
  }

  get now(): number {
    return this.#clock.now();
  }

  /** Neither the API nor a webhook of GitHub's works for the App; people go on. */
  goesDown(): void {
    this.#outage.isOn = true;
  }

  comesBack(): void {
    this.#outage.isOn = false;
  }

  /** How many calls met nobody. */
  get unanswered(): number {
    return this.#outage.calls;
  }

  /** ada merges a change in the code of a lane. */
  async merges({ code }: LanePlace, name: string): Promise<void> {
    const ada = this.person('ada');
    const change = { branch: name, title: `Change ${name}`, body: '', path: `${name}.js`, text: `// ${name}\n` };
    await ada.merges(code, await ada.proposes(code, change));
  }

  person(login: string): Person {
    const { forge } = this;
    return new Person({ login, origin: forge.state.origin, token: forge.personToken(login), fetch: forge.fetch });
  }

  installationOf(account: string): number {
    const found = [...this.forge.state.installations.values()].find((one) => one.account.login === account);
    if (found === undefined) throw new Error(`the App is not installed on ${account}`);
    return found.id;
  }

  /** The lanes of an account, or all, whose pins do not hold the newest commit. */
  behind(account?: string): LanePlace[] {
    const asked = this.lanes.filter((lane) => account === undefined || lane.account === account);
    return asked.filter((lane) => !isConverged(this.forge.state, lane));
  }

  /** Time passes and everybody works, until something is so; at most so many virtual milliseconds. Answers how long it took. */
  async until(isSo: () => boolean, most: number): Promise<number> {
    const begin = this.now;
    while (!isSo()) {
      if (this.now - begin >= most) throw new Error(`after ${most} virtual milliseconds it is still not so`);
      await this.#step(begin + most);
    }
    return this.now - begin;
  }

  /** So many virtual milliseconds pass, and everybody works. */
  async passes(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    while (this.now < end) await this.#step(end);
  }

  /** Until nothing is due within a minute. */
  async rests(): Promise<void> {
    for (;;) {
      if (await this.#everybodyWorks()) continue;
      const next = await this.#nextDue();
      if (next > this.now + MINUTE_MS) return;
      this.#clock.advanceTo(next > this.now ? next : this.#nobodyBefore());
    }
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.store.close();
  }

  async #step(latest: number): Promise<void> {
    if (await this.#everybodyWorks()) return;
    const next = await this.#nextDue();
    this.#clock.advanceTo(Math.min(latest, next > this.now ? next : this.#nobodyBefore()));
  }

  /** One piece of work of everybody's; whether anybody found one. */
  async #everybodyWorks(): Promise<boolean> {
    const delivered = await this.forge.hooks.pump();
    const worked = await this.#workersWork();
    const checked = worked && (await this.#ciChecks());
    return delivered > 0 || checked || worked || this.forge.hooks.pending.length > 0;
  }

  /** Where the first finds nothing to do, the others, who are as free as it is, would find nothing either. */
  async #workersWork(): Promise<boolean> {
    const [first, ...others] = this.#workers;
    if (first === undefined || !(await this.#timed(first.workOnce()))) return false;
    await this.#timed(Promise.all(others.map((worker) => worker.workOnce())));
    return true;
  }

  /** Time passes for who waits for a turn to write, but not for calls: those end in process. */
  async #timed<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => (isDone = true));
    done.catch(() => undefined);
    while (!isDone) {
      for (let turn = 0; turn < TURNS && !isDone; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (!isDone) this.#waits.next();
    }
    return done;
  }

  async #ciChecks(): Promise<boolean> {
    const { state } = this.forge;
    const unchecked = this.lanes.flatMap((lane) =>
      uncheckedPulls(state, lane).map(({ headOid }) => ({ lane, headOid })),
    );
    for (const { lane, headOid } of unchecked)
      await this.person('acme-ci').reports(lane.docker, headOid, { context: 'build', state: 'success' });
    return unchecked.length > 0;
  }

  /** When what is due and held back may be worked again: a pause of GitHub's ends. */
  #nobodyBefore(): number {
    const { now } = this;
    const { traffic } = this.app;
    const ends = [...traffic.breakers(now).map(({ until }) => until ?? 0), ...traffic.paused(now).values()];
    return Math.min(...ends.filter((end) => end > now), now + MINUTE_MS);
  }

  async #nextDue(): Promise<number> {
    const dues = [await this.store.attention.nextDue(), (await this.store.inbox.backlog()).nextDue];
    return Math.min(...[...dues, this.forge.hooks.nextDue()].map((due) => due ?? Infinity));
  }
}

interface Outage {
  isOn: boolean;
  calls: number;
}

interface Inside {
  clock: VirtualClock;
  waits: VirtualWaits;
  outage: Outage;
}

/** While GitHub is down, half of what is asked is answered by its edge, and half by nobody. */
async function reach(
  forge: Forge,
  outage: Outage,
  { url, init }: { url: string; init?: RequestInit | undefined },
): Promise<Response> {
  if (!outage.isOn) return forge.fetch(url, init);
  outage.calls += 1;
  if (outage.calls % 2 === 0) throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
  return new Response('<html>Unicorn!</html>', { status: 502, headers: { 'content-type': 'text/html' } });
}
