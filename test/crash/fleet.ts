import type { CallAhead, ReplicaSetup, Standing } from './replicas/messages.ts';
import { ReplicaProcess } from './replicas/replica-process.ts';
import { SECRET, type Town } from './town.ts';

/** As GitHub's: a receiver that takes longer has failed. */
const PATIENCE_MS = 10_000;
const WEBHOOK_URL = 'http://sluice.crash.test/api/github/webhooks';

export interface FleetOptions {
  town: Town;
  replicas: number;
  store: ReplicaSetup['store'];
  random: () => number;
  /** Hears of every call and every delivery before it happens: what a run counts its moments by. */
  onMoment: (fleet: Fleet, moment: Moment) => Promise<void>;
}

/** Something is about to happen: a call of a replica, or a delivery to it. */
export type Moment = { replica: ReplicaProcess } & ({ call: CallAhead } | { delivery: string });

/** `isKilled`: it was alive until then. */
export interface Replaced {
  isKilled: boolean;
  next?: ReplicaProcess;
}

/** The replicas behind one balancer, and what was killed of them started again. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #replicas: ReplicaProcess[] = [];
  readonly #starting = new Set<Promise<void>>();
  readonly #failures: Error[] = [];
  #named = 0;
  #onTheWay = 0;
  #isClosed = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    const { forge } = options.town;
    forge.state.app.webhook = { url: WEBHOOK_URL, secret: SECRET };
    forge.hooks.deliver = async (_url, headers, body) => {
      this.#onTheWay += 1;
      return this.#deliver(headers, body).finally(() => (this.#onTheWay -= 1));
    };
    forge.hooks.auto = true;
  }

  async begin(): Promise<void> {
    const { replicas } = this.#options;
    for (let index = 0; index < replicas; index += 1) this.startsOne();
    await this.up();
  }

  /** Those that listen. */
  get replicas(): ReplicaProcess[] {
    return this.#replicas.filter(({ port }) => port !== undefined);
  }

  /** Everything that was started, whether it listens yet or not. */
  get all(): readonly ReplicaProcess[] {
    return this.#replicas;
  }

  /** Whether a delivery has left GitHub and is not answered. */
  get isDelivering(): boolean {
    return this.#onTheWay > 0;
  }

  startsOne(): ReplicaProcess {
    const { onMoment, store, town } = this.#options;
    this.#named += 1;
    const setup = town.setup({ name: `replica${this.#named}`, store });
    const replica = new ReplicaProcess(setup, (one, call) => onMoment(this, { replica: one, call }));
    this.#replicas.push(replica);
    const { listens } = replica;
    this.#starting.add(listens);
    void listens.then(() => this.#starting.delete(listens));
    void replica.dies.then((error) => this.#failures.push(error));
    return replica;
  }

  /** Ends one with SIGKILL and starts another in its place; false where there was nothing left to be ended. */
  async replaces(replica: ReplicaProcess): Promise<Replaced> {
    if (!this.#replicas.includes(replica)) return { isKilled: false };
    this.#replicas.splice(this.#replicas.indexOf(replica), 1);
    const isKilled = await replica.kill();
    return this.#isClosed ? { isKilled } : { isKilled, next: this.startsOne() };
  }

  /** Resolves when everything that was started listens; throws what a replica said that ended by itself. */
  async up(): Promise<void> {
    while (this.#starting.size > 0) await Promise.all(this.#starting);
    const [failure] = this.#failures;
    if (failure !== undefined) throw failure;
  }

  /** Where they keep what they know. */
  get store(): FleetOptions['store'] {
    return this.#options.store;
  }

  /** Time passes for everybody. */
  passes(milliseconds: number): void {
    this.#options.town.clock.advance(milliseconds);
    for (const replica of this.replicas) replica.wakes();
  }

  /** What any replica sees in the store they share. */
  async stands(): Promise<Standing | undefined> {
    return this.replicas[0]?.stands();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#replicas.map((replica) => replica.kill()));
  }

  /** To any replica that listens, as a balancer does; without one the connection is refused. */
  async #deliver(headers: Record<string, string>, body: string): Promise<number> {
    const { onMoment, random } = this.#options;
    const listening = this.replicas;
    const replica = listening[Math.floor(random() * listening.length)];
    if (replica?.port === undefined) throw new TypeError('nobody listens');
    const url = `http://127.0.0.1:${replica.port}/api/github/webhooks`;
    const [response] = await Promise.all([
      fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) }),
      onMoment(this, { replica, delivery: headers['x-github-delivery'] ?? '' }),
    ]);
    await response.arrayBuffer();
    return response.status;
  }
}
