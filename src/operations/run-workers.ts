import type { Log } from '../ports/log.ts';
import type { Worker } from './worker.ts';

export interface RunOptions {
  workers: Worker[];
  log: Log;
  /** Waits so many milliseconds, or until the signal. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Without a delivery to wake it, a worker looks for due work this often. */
const ROUND_MS = 500;

/** After an error of the store itself, a worker rests this long. */
const AFTER_FAILURE_MS = 5_000;

/** Workers in a loop, until they are stopped; what a worker has begun it ends. */
export function runWorkers({ workers, log, pause }: RunOptions): { wake(): void; stop(): Promise<void> } {
  let stopped = false;
  let wakeUp = new AbortController();
  const loop = async (worker: Worker): Promise<void> => {
    while (!stopped) {
      const { signal } = wakeUp;
      try {
        if (await worker.workOnce()) continue;
        await pause(ROUND_MS, signal);
      } catch (error) {
        log.error({ err: error }, 'worker failed');
        await pause(AFTER_FAILURE_MS, signal);
      }
    }
  };
  const wake = (): void => {
    const sleeping = wakeUp;
    wakeUp = new AbortController();
    sleeping.abort();
  };
  const loops = workers.map(loop);
  return {
    wake,
    async stop() {
      stopped = true;
      wake();
      await Promise.all(loops);
    },
  };
}
