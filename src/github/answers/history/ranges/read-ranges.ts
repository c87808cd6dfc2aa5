import { isKnown, known, type Answer } from '../../../../core/answer.ts';
import type { Classification, Range, RangeCommit } from '../../../../core/changelog/history.ts';
import { rangeWithin } from '../../../../core/changelog/range/reachability.ts';
import { compareByApi } from './compare.ts';
import { elsewhereOf } from './elsewhere.ts';
import { rangeCommit } from '../facts.ts';
import type { RawHistoryCommit } from '../raw.ts';
import { readPages, type CommitPage, type Page, type RangeAsked, type ReadingTools } from './read-pages.ts';
import { standingOn, touching } from './touching.ts';
import { linked, tooLong, walkBack } from './walk-back.ts';

/** A page asks for what stands at so few roots that it stays a page; of more it is asked for by itself. */
const ROOTS_A_PAGE = 20;

/** Ranges of one installation over GitHub's API, the first pages of all of them together. */
export async function readRanges(tools: ReadingTools, ranges: RangeAsked[]): Promise<Map<RangeAsked, Answer<Range>>> {
  const answers = new Map<RangeAsked, Answer<Range>>();
  const asked = new Map(ranges.map((range) => [{ ...range, roots: range.roots.slice(0, ROOTS_A_PAGE) }, range]));
  for (const [page, answer] of await readPages(tools, [...asked.keys()])) {
    const range = asked.get(page) ?? page;
    answers.set(range, isKnown(answer) ? await readRange(tools, range, answer.known) : answer);
  }
  return answers;
}

async function readRange(tools: ReadingTools, asked: RangeAsked, page: Page): Promise<Answer<Range>> {
  if ('missing' in page) return known(without(page.missing === 'to' ? 'unknown-new' : 'unknown-old'));
  if (asked.from === asked.to) return known(without('identical'));
  const settled = forwardOn(page.commits, asked, page.more);
  const range = settled === undefined ? await compared(tools, asked, page) : known(settled);
  if (!isKnown(range) || asked.roots.length === 0) return range;
  const { commits, removed } = range.known;
  const standing = standingOn(page, asked.roots.slice(0, ROOTS_A_PAGE));
  const roots = { commits: [...commits, ...removed], roots: asked.roots, standing };
  const touched = await touching(tools, asked.repo, roots);
  if (!isKnown(touched)) return touched;
  const mark = (commit: RangeCommit): RangeCommit => ({ ...commit, touches: touched.known.has(commit.commit) });
  return known({ ...range.known, commits: commits.map(mark), removed: removed.map(mark) });
}

const without = (classification: Classification): Range => ({ classification, commits: [], removed: [] });

/** The range, where it lies on the page with all that it leads to. */
function forwardOn(page: RawHistoryCommit[], { from, to }: RangeAsked, total?: number): Range | undefined {
  const within = rangeWithin(page.map(linked), from, to, total);
  if (within === undefined) return undefined;
  const commits = within.map(({ raw }) => rangeCommit(raw));
  return { classification: 'forward', commits, removed: [], ...beyond(commits, page) };
}

function beyond(commits: RangeCommit[], page: RawHistoryCommit[]): Pick<Range, 'elsewhere'> {
  const inRange = new Set<string>(commits.map(({ commit }) => commit));
  const elsewhere = elsewhereOf(commits, page.filter(({ oid }) => !inRange.has(oid)).map(rangeCommit));
  return elsewhere.length === 0 ? {} : { elsewhere };
}

/** What a page does not settle: longer, backwards, diverged, unrelated. */
async function compared(tools: ReadingTools, asked: RangeAsked, page: CommitPage): Promise<Answer<Range>> {
  const { repo, from, to } = asked;
  const ahead = await compareByApi(tools.client, repo, { base: from, head: to });
  if (!isKnown(ahead)) return ahead;
  if (ahead.known.status === 'unrelated') return known(without('unrelated'));
  const { status, commits, total } = ahead.known;
  if (status === 'identical') return known(without('identical'));
  if (total !== undefined) return status === 'ahead' ? walked(tools, asked, { ...page, total }) : tooLong(asked, total);
  if (status === 'ahead')
    return known({ classification: 'forward', commits, removed: [], ...beyond(commits, page.commits) });
  const behind = await compareByApi(tools.client, repo, { base: to, head: from });
  if (!isKnown(behind)) return behind;
  if (behind.known.status === 'unrelated') return known(without('unrelated'));
  if (behind.known.total !== undefined) return tooLong(asked, behind.known.total);
  const removed = behind.known.commits;
  return known({
    classification: status === 'behind' ? 'rollback' : 'diverged',
    commits,
    removed,
    ...beyond([...commits, ...removed], page.commits),
  });
}

async function walked(
  tools: ReadingTools,
  asked: RangeAsked,
  begun: CommitPage & { total: number },
): Promise<Answer<Range>> {
  const read = await walkBack(tools, asked, begun);
  if (!isKnown(read)) return read;
  const range = forwardOn(read.known, asked, begun.total);
  return range === undefined ? tooLong(asked, begun.total) : known(range);
}
