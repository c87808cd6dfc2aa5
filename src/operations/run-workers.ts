import type { Instant } from '../core/names.ts';
import type { Log } from '../ports/log.ts';
import type { Worker } from './worker.ts';

export interface RunOptions {
  workers: readonly Worker[];
  log: Log;
  /** Waits so many milliseconds, or until the signal. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Workers that run until they are stopped. */
export interface RunningWorkers {
  /** Something was stored: nobody waits for the next round. */
  wake(): void;
  /** When any of them began to look for work last: the sign of life that `/livez` wants. */
  lastTurn(): Instant;
  /**
   * Nothing more is begun, and what is under way is ended; what has not ended `within` so many milliseconds is given back. Answers
   * the names of those who held it.
   */
  stop(within?: number): Promise<string[]>;
}

/** Without a delivery to wake it, a worker looks for due work this often. */
const ROUND_MS = 500;

/** After an error of the store itself, a worker rests this long. */
const AFTER_FAILURE_MS = 5_000;

/** Workers in a loop, until they are stopped. */
export function runWorkers({ workers, log, pause }: RunOptions): RunningWorkers {
  const stopping = new AbortController();
  const leaving = new AbortController();
  const busy = new Set(workers);
  let wakeUp = new AbortController();
  const loop = async (worker: Worker): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { signal } = wakeUp;
      try {
        if (await worker.workOnce()) continue;
        await pause(ROUND_MS, signal);
      } catch (error) {
        log.error({ err: error, worker: worker.name }, 'worker failed');
        // A delivery that is stored would wake it at once, into the same failure.
        await pause(AFTER_FAILURE_MS, stopping.signal);
      }
    }
    await sayTheRest(worker, pause, leaving.signal);
    busy.delete(worker);
  };
  const wake = (): void => {
    const sleeping = wakeUp;
    wakeUp = new AbortController();
    sleeping.abort();
  };
  const ended = Promise.all(workers.map(loop));
  return {
    wake,
    lastTurn: () => Math.max(...workers.map(({ turnedAt }) => turnedAt)),
    async stop(within) {
      stopping.abort();
      wake();
      const patience = new AbortController();
      await (within === undefined ? ended : Promise.race([ended, pause(within, patience.signal)]));
      patience.abort();
      const late = [...busy];
      leaving.abort();
      return giveBack(late, log);
    },
  };
}

/** Work that ended well would count as a try when its lease ends, if the store never heard of its end. */
async function sayTheRest(worker: Worker, pause: RunOptions['pause'], leaving: AbortSignal): Promise<void> {
  while (worker.isOwing && !leaving.aborted) await worker.sayUnsaid().catch(() => pause(ROUND_MS, leaving));
}

/** The names of those that gave back what they held: what one cannot is no reason for another to keep its own. */
async function giveBack(late: readonly Worker[], log: Log): Promise<string[]> {
  const given = await Promise.allSettled(late.map((worker) => worker.giveBack()));
  return late.flatMap(({ name }, place) => {
    const one = given[place];
    if (one?.status !== 'rejected') return name;
    log.warn({ err: one.reason as unknown, worker: name }, 'work not given back, its lease ends by itself');
    return [];
  });
}
