import { printable } from '../../core/text/printable.ts';
import { plural } from '../../core/text/phrases.ts';
import { isCut, type ListCut } from '../../operations/jobs/list-jobs.ts';
import type { ShownJob } from '../../operations/jobs/show-job.ts';
import type { Woken } from '../../operations/jobs/wake-jobs.ts';
import type { Job } from '../../ports/store/attention.ts';

/** A list of jobs as it is printed, for people or programs; beside it, whether it was cut. */
export function listedJobs(
  items: readonly (Job | ListCut)[],
  how: { now: number; state?: Job['state'] | undefined; json: boolean },
): { out: string; err: string[] } {
  const jobs = items.filter((item): item is Job => !isCut(item));
  const cut = items.find(isCut);
  const lines = how.json ? jobs.map((job) => JSON.stringify(job)) : [jobsText(jobs, how)];
  return {
    out: lines.map((line) => `${line}\n`).join(''),
    err:
      cut === undefined
        ? []
        : [`There are more than ${cut.cutAfter}, and the others are not listed: ask for one --state, or for one key.`],
  };
}

/** Jobs as a table of one line each, what failed with its cause below. */
export function jobsText(
  jobs: readonly Job[],
  { now, state }: { now: number; state?: Job['state'] | undefined },
): string {
  if (jobs.length === 0) return state === undefined ? 'Nothing waits.' : `Nothing is ${state}.`;
  const counts = Object.entries(Object.groupBy(jobs, (job) => job.state));
  const sum = counts.map(([name, some]) => `${some.length} ${name}`).join(', ');
  return [...jobs.flatMap((job) => jobLines(job, now)), `${plural(jobs.length, 'job')}: ${sum}`].join('\n');
}

function jobLines(job: Job, now: number): string[] {
  const { state, due, since, tries, cause, heldBy, key } = job;
  const when = {
    due: `for ${span(now - since)}`,
    later: `in ${span(due - now)}`,
    held: `by ${heldBy ?? 'somebody'}`,
    parked: `since ${new Date(since).toISOString()}`,
  }[state];
  const tried = tries > 0 ? `, ${plural(tries, 'failed try', 'failed tries')}` : '';
  return [
    `${state.padEnd(6)}  ${printable(key)}  ${printable(when)}${tried}`,
    ...(cause === undefined ? [] : [`        ${printable(cause)}`]),
    ...(state === 'parked' ? [`        → sluice jobs wake ${printable(key)}`] : []),
  ];
}

/** One job with everything known of it. */
export function shownText({ job, entries }: ShownJob, key: string, now: number): string {
  const history = entries.map(
    ({ at, kind, facts }) => `${new Date(at).toISOString()}  ${kind}  ${printable(JSON.stringify(facts))}`,
  );
  if (job === undefined) return [`Nothing waits under ${printable(key)}.`, ...history].join('\n');
  const because = job.because.map((reason) => `        because ${printable(reason)}`);
  return [...jobLines(job, now), ...because, ...history].join('\n');
}

/** What became of each key. */
export const wokenText = (outcomes: readonly Woken[]): string =>
  outcomes.length === 0
    ? 'Nothing is parked.'
    : outcomes
        .map(({ key, woken }) => (woken ? `woken  ${printable(key)}` : `not parked  ${printable(key)}`))
        .join('\n');

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Of milliseconds, in the largest unit that fits: `3h`. */
function span(milliseconds: number): string {
  const [unit, size] = UNITS.find(([, one]) => milliseconds >= one) ?? ['s', 1_000];
  return `${Math.max(0, Math.floor(milliseconds / size))}${unit}`;
}
