import type { Stage } from '../../pipeline/pipeline.ts';
import type { Standing } from '../../promotion/standing.ts';
import type { Instant } from '../../names.ts';
import { momentIn } from '../../time/moments.ts';
import { nextDue } from '../../time/schedule.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { readable } from '../words/readable.ts';

/** What waits for the next release of an environment. */
export interface NextRelease {
  /** When it is due; missing where nothing but the open release has to end first. */
  when?: string;
  due?: Moment;
  items: { component: string; says: string }[];
}

/** Undefined where nothing waits, and releases do not come due. */
export function nextRelease(
  { environment }: Stage,
  { standing, now }: { standing: Standing | undefined; now: Instant },
): NextRelease | undefined {
  const items = (standing?.reasons ?? [])
    .filter(({ code, about }) => code === 'next-release' && about !== 'lane')
    .map(({ about, says }) => ({ component: about, says: readable(says) }));
  const release = environment?.release ?? 'on-change';
  const due = release === 'on-change' ? undefined : nextDue(release, now);
  if (release === 'on-change' || due === undefined) return items.length === 0 ? undefined : { items };
  return { when: momentIn(release.timezone, due), due: momentOf(due, now, release.timezone), items };
}
