import type { Log } from '../ports/log.ts';
import type { OpenStore } from '../store/open-store.ts';

/** The embedded database grows by a day's deliveries if nobody tidies it; an hour's are tidied within a second. */
const TIDY_MS = 3_600_000;

/** Under load the write-ahead log grows by gigabytes an hour; a checkpoint takes some milliseconds. */
const SHORTEN_MS = 10_000;

/** Tidies the store once an hour and shortens its log each ten seconds, until it is closed. What fails is tried again the next time. */
export function keepTidy(store: Pick<OpenStore, 'tidy' | 'shortenLog'>, log: Pick<Log, 'warn'>): { close(): void } {
  const timers = [
    setInterval(() => {
      store.tidy().catch((err: unknown) => log.warn({ err }, 'store not tidied'));
    }, TIDY_MS),
    setInterval(() => {
      store.shortenLog().catch((err: unknown) => log.warn({ err }, 'log of the store not shortened'));
    }, SHORTEN_MS),
  ];
  return { close: () => timers.forEach(clearInterval) };
}
