import type { Instant } from '../../core/names.ts';
import type { Job } from '../../ports/store/attention.ts';
import type { ParkedDelivery } from '../../ports/store/inbox.ts';
import type { Store } from '../../ports/store/store.ts';

/** What the key of a parked delivery begins with, where it stands among the jobs. */
export const DELIVERY = 'delivery:';

/** More rows than a person reads; the page and the metrics have the counts. */
export const MOST_LISTED = 10_000;

/** Stands last in a list of jobs that does not have all of them. */
export interface ListCut {
  /** How many are listed. */
  cutAfter: number;
}

/** Whether an item of a list of jobs says that there are more. */
export const isCut = (item: Job | ListCut): item is ListCut => 'cutAfter' in item;

/**
 * Everything that waits, is worked on or is parked: deliveries that were not understood, then keys of attention; `state`: only
 * these. The deliveries are first, so that no length of the rest hides them.
 */
export async function listJobs(
  { attention, inbox }: Pick<Store, 'attention' | 'inbox'>,
  now: Instant,
  { state }: { state?: Job['state'] } = {},
): Promise<(Job | ListCut)[]> {
  const jobs = await attention.jobs(now, { ...(state === undefined ? {} : { state }), limit: MOST_LISTED + 1 });
  if (state === undefined || state === 'parked') jobs.unshift(...(await inbox.parked()).map(jobOf));
  return jobs.length > MOST_LISTED ? [...jobs.slice(0, MOST_LISTED), { cutAfter: MOST_LISTED }] : jobs;
}

/** The job under a key, however many there are. */
export async function jobUnder(
  { attention, inbox }: Pick<Store, 'attention' | 'inbox'>,
  key: string,
  now: Instant,
): Promise<Job | undefined> {
  if (!key.startsWith(DELIVERY)) return (await attention.jobs(now, { key })).at(0);
  return (await inbox.parked()).map(jobOf).find((job) => job.key === key);
}

const jobOf = ({ guid, event, receivedAt, cause, tries }: ParkedDelivery): Job => ({
  key: `${DELIVERY}${guid}`,
  account: '',
  state: 'parked',
  due: receivedAt,
  since: receivedAt,
  because: [`a delivery of ${event}`],
  tries,
  cause,
});
