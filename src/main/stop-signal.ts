import { constants } from 'node:os';

/** As shells count the end by a signal. */
const BY_SIGNAL = 128;

/**
 * SIGTERM is how containers and service managers stop a process, SIGINT how a terminal does. Who sends a second one does not
 * want to wait: the process ends at once, and what it held is found again when its leases are over.
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(BY_SIGNAL + constants.signals[signal]);
      stopping.abort();
    });
  }
  return stopping.signal;
}
