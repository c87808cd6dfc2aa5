import { setTimeout as sleep } from 'node:timers/promises';

/** What waited longest in Sluice at the worst moment, in seconds, as its own metrics told. */
export interface Backlog {
  delivery: number;
  lane: number;
  /** How often it was asked; a backlog that nobody could read is none. */
  reads: number;
}

/** Its gauges are kept for five seconds, so asking more often tells nothing new. */
const EVERY_MS = 2_500;

/** Watches the metrics of a Sluice until it is stopped. */
export function watchBacklog(metrics: string): { stop: () => Promise<Backlog> } {
  const ending = new AbortController();
  const worst: Backlog = { delivery: 0, lane: 0, reads: 0 };
  const watching = (async () => {
    while (!ending.signal.aborted) {
      const text = await fetch(metrics).then((response) => (response.ok ? response.text() : undefined));
      if (text !== undefined) {
        worst.delivery = Math.max(worst.delivery, valueOf(text, 'sluice_inbox_oldest_seconds'));
        worst.lane = Math.max(worst.lane, valueOf(text, 'sluice_attention_oldest_lane_seconds'));
        worst.reads += 1;
      }
      await sleep(EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      ending.abort();
      await watching;
      return worst;
    },
  };
}

/** The largest value of a gauge, over whatever labels it has. */
export function valueOf(text: string, name: string): number {
  const values = text.split('\n').filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)));
  return Math.max(0, ...values.map((line) => Number(line.split(' ').at(-1))));
}
