import { kindOf, subjectOf } from '../../core/attention-key.ts';
import type { Instant, LaneId, PromotionId } from '../../core/names.ts';
import type { Job } from '../../ports/store/attention.ts';
import type { LedgerEntry, LedgerFilter } from '../../ports/store/ledger.ts';
import type { Store } from '../../ports/store/store.ts';
import { jobUnder } from './list-jobs.ts';

/** One job with what the ledger has about the same thing. */
export interface ShownJob {
  job: Job | undefined;
  /** Newest last. */
  entries: LedgerEntry[];
}

/** Entries that say enough of how it came to that. */
const ENTRIES = 10;

/** One key as it stands, and what happened lately to its lane or promotion. */
export async function showJob(
  store: Pick<Store, 'attention' | 'inbox' | 'ledger'>,
  key: string,
  now: Instant,
): Promise<ShownJob> {
  const job = await jobUnder(store, key, now);
  const about = aboutOf(key);
  return { job, entries: about === undefined ? [] : await store.ledger.read({ ...about, limit: ENTRIES }) };
}

function aboutOf(key: string): LedgerFilter | undefined {
  const subject = subjectOf(key);
  if (kindOf(key) === 'lane') return { lane: subject as LaneId };
  return kindOf(key) === 'promotion' || kindOf(key) === 'wish' ? { promotion: subject as PromotionId } : undefined;
}
