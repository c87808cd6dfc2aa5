import { setTimeout as sleep } from 'node:timers/promises';

/** What waited longest in Sluice at the worst moment, in seconds, as its own metrics told. */
export interface Backlog {
  delivery: number;
  lane: number;
  /** How often both were told. */
  reads: number;
  /** How often they were not: the store did not answer, or nobody did. What waited then nobody knows. */
  missed: number;
}

/** Sluice shows the same readings for so long; asking twice as often meets each of them. */
export const SAME_FOR_MS = 10_000;
const EVERY_MS = SAME_FOR_MS / 2;

/** Watches the metrics of a Sluice until it is stopped. */
export function watchBacklog(metrics: string): { stop: () => Promise<Backlog> } {
  const ending = new AbortController();
  const worst: Backlog = { delivery: 0, lane: 0, reads: 0, missed: 0 };
  const watching = (async () => {
    while (!ending.signal.aborted) {
      note(await scraped(metrics), worst);
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

function note(text: string, worst: Backlog): void {
  const delivery = valueOf(text, 'sluice_inbox_oldest_seconds');
  const lane = valueOf(text, 'sluice_attention_oldest_lane_seconds');
  if (delivery === undefined || lane === undefined) {
    worst.missed += 1;
    return;
  }
  worst.delivery = Math.max(worst.delivery, delivery);
  worst.lane = Math.max(worst.lane, lane);
  worst.reads += 1;
}

/** The metrics as they are shown now; nothing where nobody answers. */
export const scraped = (metrics: string): Promise<string> =>
  fetch(metrics).then(
    (response) => (response.ok ? response.text() : ''),
    () => '',
  );

/** The largest value of a gauge, over whatever labels it has; undefined where it is not shown, which is not 0. */
export function valueOf(text: string, name: string): number | undefined {
  const lines = text.split('\n').filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)));
  return lines.length === 0 ? undefined : Math.max(...lines.map((line) => Number(line.split(' ').at(-1))));
}
