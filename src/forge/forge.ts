import { setTimeout as sleep } from 'node:timers/promises';
import { SignIns } from './auth/sign-ins.ts';
import { Tokens } from './auth/tokens.ts';
import { VirtualClock, type Clock } from './clock/clock.ts';
import { sharedContract, type Violation } from './contract/check.ts';
import type { DescriptionName } from './contract/slices.ts';
import { guidsFrom, newState, type AppSpec } from './domain/state-new.ts';
import type { ForgeState } from './domain/state.ts';
import { Outbox } from './events/outbox.ts';
import { Faults } from './faults/faults.ts';
import { ConnectionLost } from './faults/passage.ts';
import type { Storage } from './git/storage.ts';
import type { RecordedCall } from './http/calls.ts';
import type { PushPolicy } from './http/git-door.ts';
import type { Handler, Handlers } from './http/handler.ts';
import type { Kernel } from './http/kernel.ts';
import { Pipeline } from './http/pipeline.ts';
import { RateMeter, type Limits } from './http/limits/rate-meter.ts';
import { serve, type ListenAt, type Listening } from './http/server.ts';
import { createPages } from './page/pages.ts';
import { appHandlers } from './rest/apps/apps.ts';
import { rateHandlers } from './rest/apps/rate-limit.ts';
import { apiAt } from './addresses.ts';

export type { RecordedCall, Violation };

export interface ForgeOptions {
  clock: Clock;
  /** Tokens are judged by this clock, as their holders judge them by their own. By default the machine's. */
  wall?: Clock;
  /** Lets milliseconds pass where a fault delays; by default a virtual clock is moved on, and any other waited for. */
  wait?: (milliseconds: number) => Promise<void>;
  /** Decides ids, guids, tokens and injected chance: the same seed and calls give the same run. */
  seed: string | number;
  storage: (fullName: string) => Storage;
  /** Answer 500 where an answer breaks the contract; otherwise it is only listed in `violations`. */
  strict?: boolean;
  /** The GitHub it is: its routes, its words, and what they are held against. github.com when left out. */
  description?: DescriptionName;
  /** What callers are held to; without it nobody is refused for calling too often. */
  limits?: Limits;
  app: AppSpec;
  handlers: Handlers;
  graphql: Handler;
  push: PushPolicy;
}

/** The origin of links until the forge listens somewhere. */
const nowhere = 'http://forge.localhost';

/** The embedded GitHub look-alike: a state behind REST, GraphQL, git and signed webhooks. */
export class Forge {
  readonly state: ForgeState;
  readonly hooks: Outbox;
  readonly faults: Faults;
  readonly calls: RecordedCall[] = [];
  readonly violations: Violation[] = [];
  readonly #tokens: Tokens;
  readonly #kernel: Kernel;
  readonly #pipeline: Pipeline;
  readonly #push: PushPolicy;

  constructor(options: ForgeOptions) {
    const { clock, seed, app, storage } = options;
    const wall = options.wall ?? { now: () => Date.now() };
    const contract = sharedContract(options.description);
    const { violations, calls } = this;
    const rate = new RateMeter(options.limits);
    this.faults = new Faults(seed);
    const nextGuid = guidsFrom(`deliveries ${seed}`);
    this.hooks = new Outbox({ state: () => this.state, contract, violations, faults: this.faults, nextGuid });
    const emit: ForgeState['emit'] = (event) => this.hooks.take(event);
    this.state = newState({ clock, seed, app, storage, emit, origin: apiAt(nowhere, contract.description) });
    this.#tokens = new Tokens(this.state, wall, seed);
    this.#push = options.push;
    this.#kernel = {
      state: this.state,
      tokens: this.#tokens,
      signIns: new SignIns(this.state, wall, seed),
      contract,
      faults: this.faults,
      rate,
      wall,
      wait: options.wait ?? waitOn(clock),
      handlers: { ...options.handlers, ...appHandlers(this.#tokens, this.hooks), ...rateHandlers(rate, wall) },
      graphql: options.graphql,
      calls,
      violations,
      strict: options.strict ?? false,
    };
    this.#pipeline = new Pipeline(this.#kernel);
  }

  /** A `fetch` that ends in this forge without a socket; a lost answer rejects as a reset connection does. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    try {
      // A `Response` made by hand has no address, and Octokit's paging reads it.
      return Object.defineProperty(await this.handle(request), 'url', { value: request.url });
    } catch (error) {
      if (error instanceof ConnectionLost) throw new TypeError('fetch failed', { cause: error });
      throw error;
    }
  };

  /** Answers one REST or GraphQL request. */
  async handle(request: Request): Promise<Response> {
    return this.#pipeline.handle(request);
  }

  /** Serves REST, GraphQL and git on one port, and makes it the address of every link. */
  async listen(at: ListenAt = {}): Promise<Listening> {
    const doors = { kernel: this.#kernel, pipeline: this.#pipeline, policy: this.#push, pages: createPages(this) };
    const listening = await serve(doors, at);
    this.state.origin = apiAt(listening.url, this.#kernel.contract.description);
    return listening;
  }

  /** The bare repositories on disk. */
  directories(): string[] {
    return [...this.state.repos.values()].flatMap(({ git }) => git.directory ?? []);
  }

  /** The REST operations it has a handler for, by GitHub's ids. */
  get operations(): string[] {
    return Object.keys(this.#kernel.handlers).sort();
  }

  /** The token of a person, for tests and for the cast of the demo. */
  personToken(login: string): string {
    return this.#tokens.personToken(login);
  }
}

function waitOn(clock: Clock): (milliseconds: number) => Promise<void> {
  if (!(clock instanceof VirtualClock)) return (milliseconds) => sleep(milliseconds);
  return (milliseconds) => Promise.resolve(clock.advance(milliseconds));
}
