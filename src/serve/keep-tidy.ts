import type { Log } from '../ports/log.ts';
import type { OpenStore } from '../store/open-store.ts';

/** The embedded database grows by a day's deliveries if nobody tidies it; an hour's are tidied within a second. */
const TIDY_MS = 3_600_000;

/** At fifty deliveries a second the write-ahead log grows by gigabytes an hour; a checkpoint takes some milliseconds. */
const SHORTEN_MS = 60_000;

/** Tidies the store once an hour and shortens its log once a minute, until it is closed. What fails is tried again the next time. */
export function keepTidy(store: Pick<OpenStore, 'tidy' | 'shortenLog'>, log: Pick<Log, 'warn'>): { close(): void } {
  const every = (ms: number, work: () => Promise<void>): NodeJS.Timeout =>
    setInterval(() => {
      work().catch((err: unknown) => log.warn({ err }, 'store not tidied'));
    }, ms);
  const timers = [every(TIDY_MS, () => store.tidy()), every(SHORTEN_MS, () => store.shortenLog())];
  return { close: () => timers.forEach(clearInterval) };
}
