import type { Log } from '../ports/log.ts';
import type { OpenStore } from '../store/open-store.ts';

/** The embedded database grows by a day's deliveries if nobody tidies it; an hour's are tidied within a second. */
const EVERY_MS = 3_600_000;

/** Tidies the store once an hour until it is closed. What fails is tried again the next time. */
export function keepTidy(store: Pick<OpenStore, 'tidy'>, log: Pick<Log, 'warn'>): { close(): void } {
  const timer = setInterval(() => {
    store.tidy().catch((err: unknown) => log.warn({ err }, 'store not tidied'));
  }, EVERY_MS);
  return { close: () => clearInterval(timer) };
}
