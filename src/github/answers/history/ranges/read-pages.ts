import { known, unknown, type Answer } from '../../../../core/answer.ts';
import { commitSha, type CommitSha, type RepoName } from '../../../../core/names.ts';
import type { GithubClient } from '../../../client/client.ts';
import type { GraphqlProblem } from '../../../client/outcome.ts';
import { nodesOf } from '../../../look/raw.ts';
import { pagesDocument, type PageAsked } from '../documents.ts';
import { inHalves, isTooMuch } from '../in-halves.ts';
import type { Memory } from '../memory.ts';
import { isUnfinished, problemsAt, whyFailed, whySpoilt } from '../problems.ts';
import type { RawHistoryCommit, RawPage } from '../raw.ts';

/** What is wanted of one range. */
export interface RangeAsked {
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  roots: string[];
  /** Where an earlier page ended. */
  after?: string;
}

/** The newest commits behind `to`, or which of the two the repository has not. */
export type Page = CommitPage | { missing: 'from' | 'to' };

export interface CommitPage {
  commits: RawHistoryCommit[];
  next?: string;
  /** How many commits `to` has more than `from`: where it has all of those, how many the range has. */
  more?: number;
  /** Whether something stands at each root at one of the two ends. */
  ends: boolean[];
}

export interface ReadingTools {
  client: GithubClient;
  memory: Memory;
  /** Called for every query. */
  onQuery: () => void;
}

/** Commits on the pages of one query together, with their pull requests: far from ten seconds and from the node limit. */
const PAGED_COMMITS_A_QUERY = 300;
const PAGES_A_QUERY = 50;
const LARGEST_PAGE = 100;
const SMALLEST_PAGE = 2;
/** Asked for where even a page by itself was too much. */
const LIGHT_PAGE = 10;
/** So many light pages in a row that are too much. */
const MOST_UNENDED = 2;

const sizeFor = (pages: number): number =>
  Math.max(SMALLEST_PAGE, Math.min(LARGEST_PAGE, Math.floor(PAGED_COMMITS_A_QUERY / pages)));

/** The first page of each range, many in one query; what it brings of pull requests goes into the memory. */
export async function readPages(tools: ReadingTools, ranges: RangeAsked[]): Promise<Map<RangeAsked, Answer<Page>>> {
  const answers = new Map<RangeAsked, Answer<Page>>();
  for (let start = 0; start < ranges.length; start += PAGES_A_QUERY) {
    const some = ranges.slice(start, start + PAGES_A_QUERY);
    await inHalves(some, (half) => readSome(tools, { ranges: half, size: sizeFor(half.length) }, answers));
  }
  await readLight(tools, answers);
  return answers;
}

/**
 * Asks for less of each range that was too much, the last ones first: those before them may have been asked for by themselves
 * already. After two that are too much even so it is GitHub that is ill.
 */
async function readLight(tools: ReadingTools, answers: Map<RangeAsked, Answer<Page>>): Promise<void> {
  const open = [...answers.keys()].filter((range) => isUnended(answers.get(range))).toReversed();
  let unended = 0;
  for (const range of open) {
    await readSome(tools, { ranges: [range], size: LIGHT_PAGE }, answers);
    unended = isUnended(answers.get(range)) ? unended + 1 : 0;
    if (unended === MOST_UNENDED) return;
  }
}

const TOO_MUCH = 'GitHub did not come to an end with the question';

/** Returns the ranges that may be answered in smaller company. */
async function readSome(
  { client, memory, onQuery }: ReadingTools,
  { ranges, size }: { ranges: RangeAsked[]; size: number },
  answers: Map<RangeAsked, Answer<Page>>,
): Promise<RangeAsked[]> {
  onQuery();
  const { text, variables } = pagesDocument(
    ranges.map((range): PageAsked => ({ ...range, size, counts: size !== LIGHT_PAGE && range.after === undefined })),
  );
  const outcome = await client.graphql<Record<string, RawPage | null>>(text, variables, {
    divisible: ranges.length > 1 || size > LIGHT_PAGE,
  });
  if ('failed' in outcome) {
    const { failed } = outcome;
    for (const range of ranges)
      answers.set(range, isTooMuch(failed) ? unknown(TOO_MUCH) : whyFailed(range.repo, failed));
    return isTooMuch(failed) ? ranges : [];
  }
  for (const [index, range] of ranges.entries()) {
    const page = { raw: outcome.ok[`r${index}`] ?? null, alias: `r${index}`, problems: outcome.errors };
    answers.set(range, pageOf(range, page, memory));
  }
  return ranges.filter((range) => isUnended(answers.get(range)));
}

const isUnended = (answer: Answer<Page> | undefined): boolean =>
  answer !== undefined && 'unknown' in answer && answer.unknown === TOO_MUCH;

interface PartOfAnswer {
  raw: RawPage | null;
  alias: string;
  problems: GraphqlProblem[] | undefined;
}

function pageOf(
  { repo, roots, from: base, to: head }: RangeAsked,
  { raw, alias, problems }: PartOfAnswer,
  memory: Memory,
): Answer<Page> {
  const spoiling = problemsAt(problems, alias).filter((problem) => !isOfOneCommit(problem));
  if (spoiling.some(isUnfinished)) return unknown(TOO_MUCH);
  if (raw === null || spoiling.length > 0) return whySpoilt(repo, spoiling[0]);
  memory.landRaw(repo, raw);
  const { from, to } = raw;
  if (from?.__typename !== 'Commit') return known({ missing: 'from' });
  if (base === head) return known({ commits: [], ends: [] });
  if (to?.history === undefined) return known({ missing: 'to' });
  const { nodes, pageInfo, totalCount } = to.history;
  for (const [place, node] of (nodes ?? []).entries()) {
    const failed = problemsAt(problems, alias, 'to', 'history', 'nodes', place).map(({ path }) => String(path[5]));
    if (node === null) continue;
    // A null that stands for a failure would be read as: nothing stands there.
    for (const field of failed) if (isPlace(field)) delete node[field];
    if (!failed.includes(BROUGHT)) memory.indexRaw({ repo, commit: commitSha(node.oid) }, node);
  }
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  const before = from.history?.totalCount;
  return known({
    commits: nodesOf(to.history),
    ends: roots.map((_, index) => standsAtEnds(raw, index)),
    ...(next === null ? {} : { next }),
    ...(totalCount !== undefined && before !== undefined && { more: totalCount - before }),
  });
}

const BROUGHT = 'associatedPullRequests';

const isPlace = (field: string): field is `f${number}` => /^f\d+$/.test(field);

/** What fails of one commit's pull requests, or of what stands at a path, is asked for again by itself. */
const isOfOneCommit = ({ path }: GraphqlProblem): boolean =>
  path[3] === 'nodes' && (path[5] === BROUGHT || isPlace(String(path[5])));

/** Both ends are read as git writes paths, so that a folder is told like a file. */
function standsAtEnds(raw: RawPage, index: number): boolean {
  return [raw[`e${index}`], raw[`b${index}`]].some((entry) => Boolean(entry));
}
