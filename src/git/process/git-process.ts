import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { passedEnvironment } from '../hardening.ts';
import type { Gits } from './gits.ts';
import type { Answered, Answers, Failure, Outcome, Request } from './requests.ts';

// Compiled or not, the program of the process lies beside this file and ends like it.
const OWN_PROGRAM = fileURLToPath(new URL(`program${extname(import.meta.filename)}`, import.meta.url));

/**
 * The process ends each git itself; one that answers nobody for so long is ended from here. The longest request is a fetch of
 * twenty minutes and packing of twenty more. Milliseconds.
 */
const LONGEST_SILENCE_MS = 60 * 60_000;

type Settle = (outcome: Outcome<keyof Answers>) => void;

/**
 * The process that git is started from, forked by the first request. Starting a child from a large process blocks it for as long
 * as its memory takes to be set up for the child; this one stays small. It keeps nobody alive unless a request is under way.
 */
export class GitProcess implements Gits {
  readonly #program: string;
  readonly #longest: number;
  readonly #waiting = new Map<number, Settle>();
  #child: ChildProcess | undefined;
  #silence: NodeJS.Timeout | undefined;
  #last = 0;
  #isClosed = false;

  constructor({ program = OWN_PROGRAM, longest = LONGEST_SILENCE_MS }: { program?: string; longest?: number } = {}) {
    this.#program = program;
    this.#longest = longest;
  }

  /** Resolves always: a process that ends without answering is a failure too, and the next request starts another. */
  async ask<R extends Request>(request: R): Promise<Outcome<R['ask']>> {
    if (this.#isClosed) return failed('Sluice is stopping');
    const { promise, resolve } = Promise.withResolvers<Outcome<keyof Answers>>();
    this.#last += 1;
    const number = this.#last;
    const child = this.#start();
    this.#waiting.set(number, resolve);
    if (this.#waiting.size === 1) this.#watch();
    keepAlive(child, true);
    child.send({ number, request }, (error) => {
      if (error) resolve(failed('the process that runs git cannot be reached'));
    });
    const outcome = await promise;
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) {
      this.#watch();
      keepAlive(child, false);
    }
    return outcome as Outcome<R['ask']>;
  }

  /** Ends the process and whatever it runs; what is under way is a failure. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const child = this.#child;
    if (child === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    keepAlive(child, true);
    if (child.connected) child.disconnect();
    await promise;
  }

  #start(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const child = fork(this.#program, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      serialization: 'advanced',
      env: passedEnvironment(process.env),
    });
    this.#child = child;
    child.on('message', (message) => {
      const { number, ...outcome } = message as Answered;
      this.#waiting.get(number)?.(outcome);
      this.#watch();
    });
    child.once('exit', (code, signal) => this.#forget(child, `ended with ${signal ?? `exit code ${code}`}`));
    child.once('error', ({ message }) => this.#forget(child, `failed: ${message}`));
    keepAlive(child, false);
    return child;
  }

  #forget(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    for (const settle of this.#waiting.values()) settle(failed(`the process that runs git ${how}`));
    this.#waiting.clear();
  }

  /** Counts anew how long the process says nothing while somebody waits: one request may only wait in its queue. */
  #watch(): void {
    clearTimeout(this.#silence);
    if (this.#waiting.size > 0) this.#silence = setTimeout(() => this.#child?.kill('SIGKILL'), this.#longest);
  }
}

const failed = (because: string): { failure: Failure } => ({ failure: { kind: 'other', because } });

function keepAlive(child: ChildProcess, isNeeded: boolean): void {
  if (isNeeded) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
