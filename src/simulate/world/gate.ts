import type { Replica } from './replica.ts';

/** One call of a port by a replica, on its way out. */
export interface PortCall {
  replica: Replica;
  /** Whoever makes it: a worker, or the part of the replica that takes webhooks. */
  caller: string;
  port: 'github' | 'registry' | 'store';
  /** `GET /repos/…`, `graphql:Look`, `attention.claim`. */
  name: string;
  /** Whether it may have an effect at GitHub that somebody sees. */
  writes: boolean;
  /** Virtual time at which it came to the gate. */
  since: number;
}

/** A call that waits at the gate, and the two ways it ends; without either its caller waits for ever. */
export interface Waiting {
  call: PortCall;
  work: () => Promise<unknown>;
  answer: (value: unknown) => void;
  fail: (error: unknown) => void;
}

/**
 * Every call of every port of every replica waits here until it is chosen, and runs to its end before another one does. What
 * waits is in the order it came, which is the same in every run: between two calls nothing is under way but promises.
 */
export class Gate {
  waiting: Waiting[] = [];

  pass<T>(call: PortCall, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (call.replica.state !== 'dead')
        this.waiting.push({ call, work, answer: resolve as (value: unknown) => void, fail: reject });
    });
  }

  /** What may go next: a process that is paused asks nothing of its store, but what it has sent to GitHub is on the wire. */
  open(): Waiting[] {
    return this.waiting.filter(
      ({ call: { port, replica } }) => replica.state === 'up' || (replica.state === 'paused' && port === 'github'),
    );
  }

  take(one: Waiting): void {
    this.waiting = this.waiting.filter((other) => other !== one);
  }

  /** The calls of a process end with it. */
  forget(replica: Replica): void {
    this.waiting = this.waiting.filter(({ call }) => call.replica !== replica);
  }
}

/** Until every task waits at the gate or is done: nothing of a run takes a timer, a thread or a socket, so promises are all there is. */
export const quiet = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
