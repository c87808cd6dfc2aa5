import type { Instant } from '../../core/names.ts';
import type { Store } from '../../ports/store/store.ts';
import { DELIVERY } from './list-jobs.ts';

/** What became of a key that somebody wanted to be tried again. */
export interface Woken {
  key: string;
  /** False where nothing of that key is parked. */
  woken: boolean;
}

/** Tries again what is parked, its tries forgotten: the keys, or everything. Each is woken for itself, so an interrupted order may be given again. */
export async function wakeJobs(
  store: Pick<Store, 'attention' | 'inbox'>,
  keys: readonly string[] | 'all',
  now: Instant,
): Promise<Woken[]> {
  const wanted = keys === 'all' ? await parkedKeys(store) : keys;
  const outcomes: Woken[] = [];
  for (const key of wanted) outcomes.push({ key, woken: await wake(store, key, now) });
  return outcomes;
}

async function parkedKeys({ attention, inbox }: Pick<Store, 'attention' | 'inbox'>): Promise<string[]> {
  const [keys, deliveries] = [await attention.parked(), await inbox.parked()];
  return [...keys.map(({ key }) => key), ...deliveries.map(({ guid }) => `${DELIVERY}${guid}`)];
}

const wake = ({ attention, inbox }: Pick<Store, 'attention' | 'inbox'>, key: string, now: Instant): Promise<boolean> =>
  key.startsWith(DELIVERY) ? inbox.wake(key.slice(DELIVERY.length), now) : attention.wake(key, now);
