import { AsyncLocalStorage } from 'node:async_hooks';

import { Person } from '../../forge/cast/person.ts';
import { VirtualClock } from '../../forge/clock/clock.ts';
import { createForge } from '../../forge/create.ts';
import type { Forge } from '../../forge/forge.ts';
import { createRegistry, type FakeRegistry } from '../../forge/registry/registry.ts';
import type { Store } from '../../ports/store/store.ts';
import { faulty } from '../faults/faulty.ts';
import type { Fault } from '../faults/fault.ts';
import type { Watch } from '../safety/watch.ts';
import type { Cast, Scene } from '../scene.ts';
import { Trace } from '../trace.ts';
import { Agenda } from './agenda.ts';
import { Gate, type PortCall, type Waiting } from './gate.ts';
import { gatedStore } from './gated-store.ts';
import { KEYS, MANIFEST, WEBHOOK_SECRET } from './keys.ts';
import { Replica } from './replica.ts';
import { inRealTime } from './virtual-machine.ts';
import { nameOfRequest, readRequest, type SentRequest } from './request.ts';

/** A Monday in the morning. */
const BEGIN = Date.parse('2026-03-02T09:00:00Z');

const REPLICAS = 2;

/** What answers a worker that asks for work: something, or nothing. */
const WORK = /^(?:inbox\.take|attention\.claim)$/;

interface Sleeper {
  due: number;
  replica: Replica;
  wake: () => void;
}

/** A mistake of Sluice's that is none: what it asks of a port is changed on the way. */
export interface Planted {
  store?: (store: Store) => Store;
  request?: (address: string, init: RequestInit, forge: Forge) => RequestInit;
}

export interface WorldOptions {
  seed: number;
  scene: Scene;
  /** Empty; shared by all replicas, and by the runs of a process one after the other. */
  store: Store;
  random: () => number;
  /** What is seen of the run, and judged. */
  watch: Watch;
  planted?: Planted | undefined;
}

/** GitHub, a registry, one store and replicas of the shipped app in one process without a socket, in virtual time. */
export class World implements Cast {
  readonly forge: Forge;
  readonly registry: FakeRegistry = createRegistry();
  readonly clock = new VirtualClock(BEGIN);
  readonly gate = new Gate();
  readonly trace: Trace;
  /** To be asked between two steps only. */
  readonly store: Store;
  readonly app = { privateKey: KEYS.privateKey, webhookSecret: WEBHOOK_SECRET };
  replicas: Replica[] = [];
  /** Processes of the app that there should be, and those that there are or that will start. */
  readonly size = REPLICAS;
  expected = REPLICAS;
  readonly agenda = new Agenda();
  readonly #random: () => number;
  readonly #watch: Watch;
  readonly #planted: Planted;
  readonly #callers = new AsyncLocalStorage<string>();
  #sleepers: Sleeper[] = [];
  #alarms: { at: number; ring: () => void }[] = [];
  #started = 0;

  constructor({ seed, scene, store, random, watch, planted = {} }: WorldOptions) {
    this.#planted = planted;
    this.#random = random;
    this.#watch = watch;
    this.store = gatedStore(store, (_name, _given, work) => inRealTime(work));
    const app = { slug: 'sluice', publicKey: KEYS.publicKey, ...MANIFEST };
    this.forge = createForge({ clock: this.clock, wall: this.clock, seed, storage: 'memory', app });
    scene.seed(this.forge.state, this.registry);
    this.trace = new Trace(this.forge, this.clock);
    this.forge.state.app.webhook = { url: 'http://sluice.localhost/', secret: WEBHOOK_SECRET };
    this.forge.hooks.deliver = (_url, headers, body) => this.#deliver(headers, body);
    watch.begin(this);
  }

  now(): number {
    return this.clock.now();
  }

  person(login: string): Person {
    const { forge } = this;
    return new Person({ login, origin: forge.state.origin, token: forge.personToken(login), fetch: forge.fetch });
  }

  /** A new process of the app; it has begun once its calls have gone through. */
  start(): void {
    this.#started += 1;
    const replica = new Replica(this, `r${this.#started}`);
    this.replicas.push(replica);
    void this.as(`${replica.name}-start`, () => replica.start());
  }

  crash(replica: Replica): void {
    replica.crash();
    this.replicas = this.replicas.filter((one) => one !== replica);
    this.expected -= 1;
    this.#sleepers = this.#sleepers.filter((one) => one.replica !== replica);
    this.#watch.gone(replica.name);
    this.trace.note(`${replica.name} crashed`);
  }

  /** Runs work of one of a replica's callers, so that its calls bear the caller's name. */
  as<T>(caller: string, work: () => Promise<T>): Promise<T> {
    return this.#callers.run(caller, work);
  }

  pass<T>(replica: Replica, call: Pick<PortCall, 'port' | 'name' | 'writes'>, work: () => Promise<T>): Promise<T> {
    const caller = this.#callers.getStore() ?? replica.name;
    return this.gate.pass({ ...call, replica, caller, since: this.clock.now() }, work);
  }

  /** A call of a replica to GitHub. */
  request(replica: Replica, address: string, meant: RequestInit): Promise<Response> {
    const init = this.#planted.request?.(address, meant, this.forge) ?? meant;
    const sent = readRequest(address, init);
    const call = { port: 'github', name: nameOfRequest(sent), writes: sent.writes } as const;
    const caller = this.#callers.getStore() ?? replica.name;
    const since = this.clock.now();
    const { skew } = replica;
    return this.pass(replica, call, () =>
      this.#judged({ sent, caller, since, skew }, () => this.forge.fetch(address, init)),
    );
  }

  storeOf(replica: Replica): Store {
    const store = this.#planted.store?.(this.store) ?? this.store;
    return gatedStore(store, (name, given, work) =>
      this.pass(replica, { port: 'store', name, writes: false }, async () => {
        const answer = this.agenda.isInVain({ name, given }) ? undefined : await work();
        this.agenda.note({ name, given, answer });
        if (WORK.test(name) && answer !== undefined) replica.asking.delete(this.#callers.getStore() ?? '');
        this.#watch.stored(name, given, answer);
        return answer;
      }),
    );
  }

  /** Lets one waiting call go, with what goes wrong with it; afterwards all that follows from it has come to the gate. */
  async let(one: Waiting, fault: Fault | undefined): Promise<void> {
    this.gate.take(one);
    const { replica } = one.call;
    if (fault !== undefined) this.trace.note(`${one.call.caller} ${one.call.name}: ${fault.name}`);
    const ended = await faulty(this, one, fault);
    if (ended === undefined) return;
    replica.receive(() => {
      if ('answer' in ended) one.answer(ended.answer);
      else one.fail(ended.error);
    });
  }

  /** Time as a replica's own waits have it. */
  sleep(replica: Replica, milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      if (replica.state !== 'dead') this.#sleepers.push({ due: this.clock.now() + milliseconds, replica, wake });
    });
  }

  /** Something that happens to the world itself at an instant: a process starts, or goes on. */
  at(instant: number, ring: () => void): void {
    this.#alarms.push({ at: instant, ring });
  }

  /** When something happens next by time alone, webhooks and due keys aside. */
  nextWake(): number {
    const sleepers = this.#sleepers.filter(({ replica }) => replica.state === 'up').map(({ due }) => due);
    return Math.min(...sleepers, ...this.#alarms.map(({ at }) => at));
  }

  /** Lets happen whatever is due by time alone. */
  wake(): void {
    const now = this.clock.now();
    const rings = this.#alarms.filter(({ at }) => at <= now);
    this.#alarms = this.#alarms.filter((one) => !rings.includes(one));
    for (const { ring } of rings) ring();
    const due = this.#sleepers.filter((one) => one.due <= now && one.replica.state === 'up');
    this.#sleepers = this.#sleepers.filter((one) => !due.includes(one));
    for (const one of due) one.wake();
  }

  violate(what: string): void {
    this.#watch.violations.push(what);
  }

  /** A call to GitHub, with the world looked at before and after it where it may change something. */
  async #judged(
    { sent, ...by }: { sent: SentRequest; caller: string; since: number; skew: number },
    work: () => Promise<Response>,
  ): Promise<Response> {
    if (!sent.writes) return work();
    const judge = this.#watch.write(sent, by);
    let status = 0;
    try {
      const response = await work();
      ({ status } = response);
      return response;
    } finally {
      judge(status);
    }
  }

  /** To any process that answers, as a load balancer would. */
  async #deliver(headers: Record<string, string>, body: string): Promise<number> {
    const up = this.replicas.filter(({ state, app }) => state === 'up' && app !== undefined);
    const replica = up[Math.floor(this.#random() * up.length)];
    if (replica === undefined) throw new Error('connection refused');
    const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const status = await replica.take({ headers: lowered, body: Buffer.from(body) });
    this.trace.delivered(lowered['x-github-event'] ?? '', status);
    if (status >= 200 && status < 300) this.#watch.acknowledged(lowered['x-github-delivery'] ?? '');
    return status;
  }
}
