import { constants } from 'node:os';

/** As shells count the end by a signal. */
const BY_SIGNAL = 128;

const endings = new Set<() => Promise<void>>();
let isListening = false;

/**
 * What a script has started and must not outlive it, such as a server: when somebody ends the script by SIGTERM or SIGINT, it is
 * ended first. Answers how to end it oneself, once.
 */
export function endsWithUs(end: () => Promise<void>): { stop: () => Promise<void> } {
  endings.add(end);
  listen();
  return {
    stop: async () => {
      if (endings.delete(end)) await end();
    },
  };
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // Whatever becomes of it: who is told to end ends.
      void Promise.allSettled([...endings].map((end) => end())).then(() =>
        process.exit(BY_SIGNAL + constants.signals[signal]),
      );
    });
  }
}
