import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { CallAhead, FromReplica, ReplicaSetup, Standing, ToReplica } from './messages.ts';

/** Everything that was started and has not ended. */
const living = new Set<ReplicaProcess>();

const ENTRY = join(import.meta.dirname, 'replica.ts');

/** Characters that are kept of what a replica says. */
const LAST_WORDS = 4_000;

/** Hears of every call that is about to leave a replica; the call leaves when the answer is there. */
export type CallWatch = (replica: ReplicaProcess, call: CallAhead) => Promise<void>;

/** A replica in a process of its own, as the run sees it. */
export class ReplicaProcess {
  readonly name: string;
  /** Resolves when it listens, or was killed before it did. */
  readonly listens: Promise<void>;
  /** Resolves when it ends without being killed: nothing that is done to it may do that. */
  readonly dies: Promise<Error>;
  port: number | undefined;
  /** It is not to be killed by chance: something else is found out by it. */
  isSpared = false;
  /** Writes that it did not begin, since it had lost its lease. */
  refused = 0;
  readonly #child: ChildProcess;
  readonly #watch: CallWatch;
  readonly #ended: Promise<unknown>;
  readonly #asked = new Map<number, (standing: Standing) => void>();
  readonly #listening = Promise.withResolvers<void>();
  readonly #dying = Promise.withResolvers<Error>();
  readonly #rested = Promise.withResolvers<void>();
  #said = '';
  #asking = 0;
  #isKilled = false;

  constructor(setup: ReplicaSetup, watch: CallWatch) {
    this.name = setup.name;
    this.listens = this.#listening.promise;
    this.dies = this.#dying.promise;
    this.#watch = watch;
    // Most of a start is reading its own code.
    const env = {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: `${setup.clock}.code`,
      REPLICA: JSON.stringify(setup),
    };
    living.add(this);
    this.#child = fork(ENTRY, [], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#said = `${this.#said}${String(chunk)}`.slice(-LAST_WORDS)));
    this.#child.on('message', (message: FromReplica) => this.#hear(message));
    // Not at its exit: what it said last may still be in the pipes then.
    this.#ended = once(this.#child, 'close').then(([code, signal]: unknown[]) => {
      this.port = undefined;
      living.delete(this);
      if (!(this.#isKilled && signal === 'SIGKILL'))
        this.#dying.resolve(new Error(`${this.name} ended with ${String(code ?? signal)}: ${this.#said}`));
      this.#listening.resolve();
    });
  }

  /** Ends all there are: one that stands still would outlive the run. */
  static async killAll(): Promise<void> {
    await Promise.all([...living].map((replica) => replica.kill()));
  }

  /** Whether it was alive, and ended by this. */
  async kill(): Promise<boolean> {
    const { exitCode, signalCode } = this.#child;
    const isHit = exitCode === null && signalCode === null && this.#child.kill('SIGKILL');
    if (isHit) this.#isKilled = true;
    await this.#ended;
    return isHit && this.#child.signalCode === 'SIGKILL';
  }

  /** It stands still in the middle of whatever it does, and knows nothing of it. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** What it logged last: warnings and errors. */
  get said(): string {
    return this.#said;
  }

  /** Time has passed: what is due now need not wait for its next round. */
  wakes(): void {
    this.#send({ do: 'wake' });
  }

  /** It is to begin nothing new. */
  asksForRest(): void {
    this.#send({ do: 'rest' });
  }

  /** Resolves when everything is over that it had begun before it was asked for rest. */
  async rests(): Promise<void> {
    await Promise.race([this.#rested.promise, this.#ended]);
  }

  /** What is still to do; undefined when the process ended meanwhile. */
  async stands(): Promise<Standing | undefined> {
    this.#asking += 1;
    const id = this.#asking;
    const answer = new Promise<Standing>((resolve) => this.#asked.set(id, resolve));
    this.#send({ do: 'stand', id });
    return Promise.race([answer, this.#ended.then(() => undefined)]);
  }

  #send(message: ToReplica): void {
    // A process that was killed meanwhile hears nothing; that is the point.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #hear(message: FromReplica): void {
    switch (message.says) {
      case 'listens':
        this.port = message.port;
        return this.#listening.resolve();
      case 'call':
        return void this.#watch(this, message).then(() => this.#send({ do: 'go', id: message.id }));
      case 'refused':
        this.refused += 1;
        return undefined;
      case 'rests':
        return this.#rested.resolve();
      case 'stands':
        this.#asked.get(message.id)?.(message);
        this.#asked.delete(message.id);
        return undefined;
      case 'failed':
        return this.#dying.resolve(new Error(`${this.name}: ${message.error}`));
    }
  }
}
