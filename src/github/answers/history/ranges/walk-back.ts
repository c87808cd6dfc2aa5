import { isKnown, known, lacking, type Answer } from '../../../../core/answer.ts';
import { rangeWithin } from '../../../../core/changelog/range/reachability.ts';
import { nodesOf } from '../../../look/raw.ts';
import type { RawHistoryCommit } from '../raw.ts';
import { readPages, type RangeAsked, type ReadingTools } from './read-pages.ts';

/** Two hundred pages: more is a clone's work. */
const MOST_COMMITS = 20_000;

/** A commit with its parents, as reachability wants it. */
export const linked = (raw: RawHistoryCommit): { oid: string; parents: string[]; raw: RawHistoryCommit } => ({
  oid: raw.oid,
  parents: nodesOf(raw.parents).map(({ oid }) => oid),
  raw,
});

/** What has been read of a history, and how many commits the range in it has. */
interface Begun {
  commits: RawHistoryCommit[];
  next?: string;
  total: number;
}

/**
 * All that has to be read of a history, page after page, until a range of which REST gives no whole list is settled. Pages bring
 * the pull requests with them, so that none of them is asked for again.
 */
export async function walkBack(
  tools: ReadingTools,
  range: RangeAsked,
  begun: Begun,
): Promise<Answer<RawHistoryCommit[]>> {
  const read = [...begun.commits];
  for (let next = begun.next; ;) {
    const within =
      read.length > begun.total ? rangeWithin(read.map(linked), range.from, range.to, begun.total) : undefined;
    if (within !== undefined) return known(read);
    if (next === undefined || read.length >= MOST_COMMITS) return tooLong(range, begun.total);
    const asked = { ...range, after: next };
    const page = (await readPages(tools, [asked])).get(asked);
    if (page === undefined || !isKnown(page)) return page ?? tooLong(range, begun.total);
    if ('missing' in page.known) return tooLong(range, begun.total);
    read.push(...page.known.commits);
    next = page.known.next;
  }
}

/** Why the range stays unknown, and what somebody can do about it. */
export const tooLong = ({ repo, from, to }: RangeAsked, total: number): ReturnType<typeof lacking> =>
  lacking(
    `${total} commits lie between ${from.slice(0, 7)} and ${to.slice(0, 7)} of ${repo}, more than GitHub's API lists`,
    'switch on mirrors (SLUICE_MIRRORS), which have the whole history',
  );
