import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Log } from '../ports/log.ts';

/** How long each part of stopping may take; in milliseconds from the order to stop. */
export interface DrainTimes {
  /** Until the door closes: whoever sends deliveries here has to see first that it is not ready any more. */
  notice: number;
  /** Until work that has not ended is given back. A GitHub that hangs would hold it for longer. */
  work: number;
  /** Until a store that hangs is waited for no longer: what it was not given back is free when its lease ends. */
  givenBack: number;
}

/** Orchestrators kill after thirty seconds (docs: Kubernetes, pod termination); the promise is twenty, with what closes after this. */
const DRAIN_TIMES: DrainTimes = { notice: 2_000, work: 13_000, givenBack: 15_000 };

/** What runs, and is to stop. */
export interface Draining {
  server: Server;
  /** Begins nothing more, and gives back after so many milliseconds what has not ended; answers who held it. */
  workers: { stop(within: number): Promise<string[]> };
  log: Log;
}

/**
 * Ends in order: nothing new is claimed at once, deliveries are taken until the door closes and answered if they were, and what
 * workers have not ended is given back, so that another may have it without waiting for the lease's end.
 */
export async function drain({ server, workers, log }: Draining, times = DRAIN_TIMES): Promise<void> {
  const begun = performance.now();
  const until = (at: number): Promise<undefined> =>
    sleep(Math.max(0, begun + at - performance.now()), undefined, { ref: false });
  const worked = workers.stop(times.work).catch((error: unknown) => {
    log.warn({ err: error }, 'work not given back, its lease ends by itself');
    return [];
  });
  await until(times.notice);
  const closed = close(server);
  const late = (await Promise.race([worked, until(times.givenBack)])) ?? [];
  if (late.length > 0) log.warn({ workers: late, after: times.work }, 'work under way given back');
  await Promise.race([closed, until(times.work)]);
  server.closeAllConnections();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
