import type { Instant } from '../../core/names.ts';
import type { Job } from '../../ports/store/attention.ts';
import type { Store } from '../../ports/store/store.ts';

/** What the key of a parked delivery begins with, where it stands among the jobs. */
export const DELIVERY = 'delivery:';

/** More rows than a person reads; the page and the metrics have the counts. */
const MOST = 10_000;

/** Which rows are wanted. */
export interface JobsFilter {
  state?: Job['state'];
}

/** Everything that waits, is worked on or is parked: keys of attention, and deliveries that were not understood. */
export async function listJobs(
  { attention, inbox }: Pick<Store, 'attention' | 'inbox'>,
  now: Instant,
  { state }: JobsFilter = {},
): Promise<Job[]> {
  const jobs = await attention.jobs(now, { ...(state === undefined ? {} : { state }), limit: MOST });
  if (state !== undefined && state !== 'parked') return jobs;
  const deliveries = await inbox.parked();
  return [
    ...jobs,
    ...deliveries.map(({ guid, event, receivedAt, cause, tries }): Job => ({
      key: `${DELIVERY}${guid}`,
      account: '',
      state: 'parked',
      due: receivedAt,
      since: receivedAt,
      because: [`a delivery of ${event}`],
      tries,
      cause,
    })),
  ];
}
