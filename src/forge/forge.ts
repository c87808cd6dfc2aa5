import { SignIns } from './auth/sign-ins.ts';
import { Tokens } from './auth/tokens.ts';
import type { Clock } from './clock/clock.ts';
import { sharedContract, type Violation } from './contract/check.ts';
import { newState, type AppSpec } from './domain/state-new.ts';
import type { ForgeState } from './domain/state.ts';
import { Outbox } from './events/outbox.ts';
import { Faults } from './faults/rules.ts';
import type { Storage } from './git/storage.ts';
import type { RecordedCall } from './http/calls.ts';
import type { PushPolicy } from './http/git-door.ts';
import type { Handler, Handlers } from './http/handler.ts';
import { ConnectionLost, Pipeline, type Kernel } from './http/pipeline.ts';
import { serve, type Listening } from './http/server.ts';
import { appHandlers } from './rest/apps.ts';

export type { RecordedCall, Violation };

export interface ForgeOptions {
  clock: Clock;
  /** Tokens are judged by this clock, as their holders judge them by their own. By default the machine's. */
  wall?: Clock;
  /** Decides ids, guids, tokens and injected chance: the same seed and calls give the same run. */
  seed: string | number;
  storage: (fullName: string) => Storage;
  /** Answer 500 where an answer breaks the contract; otherwise it is only listed in `violations`. */
  strict?: boolean;
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
    const contract = sharedContract();
    const { violations, calls } = this;
    this.hooks = new Outbox({ state: () => this.state, contract, violations, seed });
    this.faults = new Faults(seed);
    const emit: ForgeState['emit'] = (event) => this.hooks.take(event);
    this.state = newState({ clock, seed, app, storage, emit, origin: nowhere });
    this.#tokens = new Tokens(this.state, wall, seed);
    this.#push = options.push;
    this.#kernel = {
      state: this.state,
      tokens: this.#tokens,
      signIns: new SignIns(this.state, wall, seed),
      contract,
      faults: this.faults,
      wall,
      handlers: { ...options.handlers, ...appHandlers(this.#tokens, this.hooks) },
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
  async listen(at: { port?: number; host?: string } = {}): Promise<Listening> {
    const listening = await serve({ kernel: this.#kernel, pipeline: this.#pipeline, policy: this.#push }, at);
    this.state.origin = listening.url;
    return listening;
  }

  /** The token of a person, for tests and for the cast of the demo. */
  personToken(login: string): string {
    return this.#tokens.personToken(login);
  }
}
