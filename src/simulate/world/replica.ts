import { compose, type Composed } from '../../compose.ts';
import type { Worker } from '../../operations/worker.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store/store.ts';
import { ociRegistry } from '../../registry/oci-registry.ts';
import type { WebhookCall } from '../../web/webhook-door.ts';
import type { World } from './world.ts';

/** Workers of each replica. */
const WORKERS = 2;
/** A supervisor starts a process again this long after its start failed. */
const START_AGAIN_MS = 5_000;

/** The longest that a timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Errors that no outside trouble explains. */
const BUGS = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError', 'AssertionError']);

/** One process of the shipped app. What it does is done through the world's gate, so it can stop anywhere and for ever. */
export class Replica {
  readonly name: string;
  state: 'up' | 'paused' | 'dead' = 'up';
  /** How far its clock is off, in milliseconds. */
  skew = 0;
  /** Workers that have nothing to do at the moment. */
  readonly idle: { name: string; worker: Worker }[] = [];
  /** Workers that ask the store for work, and have found none yet. */
  readonly asking = new Set<string>();
  app: Composed | undefined;
  readonly #world: World;
  /** Answers that came while it was paused. */
  #held: (() => void)[] = [];
  #unreachable = Promise.withResolvers<never>();

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
    this.#unreachable.promise.catch(() => undefined);
  }

  /** The process starts, and starts again until it has begun. */
  async start(): Promise<void> {
    for (;;) {
      try {
        const app = await this.#composed();
        await app.begin();
        this.app = app;
        for (let index = 1; index <= WORKERS; index += 1) {
          const name = `${this.name}-${index}`;
          this.idle.push({ name, worker: app.worker(name) });
        }
        return;
      } catch {
        await this.#world.sleep(this, START_AGAIN_MS);
      }
    }
  }

  /** It takes a delivery; rejects when it is gone or does not answer in time. */
  async take(call: WebhookCall): Promise<number> {
    const { app } = this;
    if (app === undefined) throw new Error('connection refused');
    const door = this.#world.as(`${this.name}-door`, () => app.webhooks(call));
    return (await Promise.race([door, this.#unreachable.promise])).status;
  }

  /** Its calls never return, and nothing it began goes on. */
  crash(): void {
    this.state = 'dead';
    this.#held = [];
    this.#leave();
    this.#world.gate.forget(this);
  }

  pause(): void {
    this.state = 'paused';
    this.#leave();
  }

  /** It goes on as if no time had passed, with the answers that came meanwhile. */
  resume(): void {
    if (this.state !== 'paused') return;
    this.state = 'up';
    const held = this.#held;
    this.#held = [];
    for (const one of held) one();
  }

  /** Goes on with an answer: now, after the pause, or never. */
  receive(goOn: () => void): void {
    if (this.state === 'up') goOn();
    else if (this.state === 'paused') this.#held.push(goOn);
  }

  #leave(): void {
    this.#unreachable.reject(new Error('no answer'));
    this.#unreachable = Promise.withResolvers<never>();
    this.#unreachable.promise.catch(() => undefined);
  }

  #composed(): Promise<Composed> {
    const world = this.#world;
    const { forge, registry, app } = world;
    const here = { now: () => world.clock.now() + this.skew };
    return compose({
      app: { id: forge.state.app.id, ...app },
      github: { apiUrl: forge.state.origin, webUrl: forge.state.origin },
      store: this.#store(),
      clock: here,
      log: this.#log(),
      registry: ociRegistry({
        credentials: new Map(),
        fetch: (input, init) =>
          world.pass(this, { port: 'registry', name: 'registry', writes: false }, () => registry.fetch(input, init)),
        now: here.now,
        // Only the machine's clock would end it: a registry that says nothing is a fault of the run.
        timeoutMs: LONGEST_TIMER_MS,
      }),
      client: {
        fetch: (address, init) => world.request(this, address, init),
        delay: (milliseconds) => world.sleep(this, milliseconds),
        // The one wait of the client that only the machine's clock would end.
        limits: { longestWait: Infinity },
      },
    });
  }

  #store(): Store {
    return this.#world.storeOf(this);
  }

  /** Outside trouble is logged all the time; a bug is a violation. */
  #log(): Log {
    const nothing = (): void => undefined;
    const judged = ({ err }: Record<string, unknown>): void => {
      if (err instanceof Error && BUGS.has(err.name)) this.#world.violate(`bug: ${err.stack ?? err.message}`);
    };
    return { debug: nothing, info: nothing, warn: judged, error: judged };
  }
}
