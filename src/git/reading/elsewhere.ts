import { namedCommits } from '../../core/changelog/range/named-commits.ts';
import type { RawCommit, Repository } from '../process/requests.ts';
import { runGit } from '../run-git.ts';
import { commitsAmong } from './commits-among.ts';
import { LOG_FORMAT, parseLog } from './parse-log.ts';

/** Ids that messages name, of which one log is asked: a command line holds some thousands. */
const MOST_NAMED = 1_000;
/** A larger range is not searched for copies: what it was picked from lies within it, or too long ago to tell. */
const LARGEST_SEARCHED = 5_000;
/** Commits of other branches that are looked at. */
const MOST_OTHERS = 5_000;
/** Half a year: what is backported is seldom older. */
const WINDOW_SECONDS = 183 * 86_400;
/** What a person put aside, and the heads of pull requests, which a squash was made from: nothing is picked or reverted from there. */
const NO_BRANCHES = ['--exclude=refs/stash', '--exclude=refs/pull/*'];
/** An original that names no pull request tells nothing that the copy does not. */
const NAMES_ONE = /#\d|\/pull\/\d/;
/** `Fix typo` of the same person twice is no copy. */
const SHORTEST_SUBJECT = 20;

/** A range is not kept waiting for names. Milliseconds. */
const DEADLINE_MS = 10_000;

interface Sides {
  from: string;
  to: string;
  commits: RawCommit[];
  removed: RawCommit[];
}

/**
 * Commits outside both sides that their messages name, and those that the range's commits were copied from. They only give
 * names to what is known already: where they cannot be read (a broken branch of somebody's clone) there are none.
 */
export async function readElsewhere(repository: Repository, sides: Sides): Promise<RawCommit[]> {
  const inside = new Set([...sides.commits, ...sides.removed].map(([id]) => id));
  const found = new Map<string, RawCommit>();
  const named = await readNamed(repository, sides).catch(none);
  const originals = await readOriginals(repository, sides).catch(none);
  for (const commit of [...named, ...originals]) if (!inside.has(commit[0])) found.set(commit[0], commit);
  return [...found.values()];
}

const none = (): RawCommit[] => [];

async function readNamed(repository: Repository, { from, to, commits, removed }: Sides): Promise<RawCommit[]> {
  const named = namedCommits([...commits, ...removed].map(([, , , , , , message]) => message)).slice(0, MOST_NAMED);
  if (named.length === 0) return [];
  const there = await commitsAmong(repository, named, DEADLINE_MS);
  // A branch may be called like an abbreviated id; then it is the branch that git found.
  const meant = there.filter((id) => named.some((name) => id.startsWith(name)));
  if (meant.length === 0) return [];
  const aside = await asideOf(repository, meant, [from, to]).catch(() => new Set<string>());
  const landed = meant.filter((id) => !aside.has(id));
  if (landed.length === 0) return [];
  const args = ['log', '--no-walk=unsorted', LOG_FORMAT, '--end-of-options', ...landed, '--'];
  return parseLog(await runGit(repository, args, { deadline: DEADLINE_MS })).right;
}

/** Of some commits and what they were built on, those that no branch or tag has. */
async function asideOf(repository: Repository, commits: string[], sides: string[]): Promise<Set<string>> {
  const args = ['rev-list', ...commits, '--not', ...sides, ...NO_BRANCHES, '--all', '--'];
  return new Set((await runGit(repository, args, { deadline: DEADLINE_MS })).split('\n'));
}

/** Commits of other branches that have the author and the writing date of one of the range, or its author and subject. */
async function readOriginals(repository: Repository, { from, to, commits }: Sides): Promise<RawCommit[]> {
  if (commits.length === 0 || commits.length > LARGEST_SEARCHED) return [];
  const times = commits.map(([, , , , , at]) => at);
  const since = times.reduce((least, at) => Math.min(least, at)) - WINDOW_SECONDS;
  const until = times.reduce((most, at) => Math.max(most, at));
  const bounds = [
    `--since=${instantOf(since)}`,
    `--until=${instantOf(until)}`,
    `--max-count=${MOST_OTHERS}`,
    '--no-merges',
  ];
  const args = ['log', LOG_FORMAT, ...bounds, ...NO_BRANCHES, '--all', '--not', from, to, '--'];
  const copies = indexed(commits);
  return parseLog(await runGit(repository, args, { deadline: DEADLINE_MS })).right.filter((other) =>
    isOriginal(other, copies),
  );
}

/** Without the sign, git takes a number of fewer than nine digits, a time before 1973, for a day of the calendar, or for now. */
const instantOf = (seconds: number): string => `@${Math.max(0, seconds)} +0000`;

/** When each mark of the range's commits was last committed. */
function indexed(commits: readonly RawCommit[]): Map<string, number> {
  const copies = new Map<string, number>();
  for (const commit of commits)
    for (const mark of marksOf(commit)) copies.set(mark, Math.max(commit[5], copies.get(mark) ?? 0));
  return copies;
}

/** What is copied from is there before the copy; a backport of a commit of the range comes after it. */
const isOriginal = (other: RawCommit, copies: ReadonlyMap<string, number>): boolean =>
  NAMES_ONE.test(other[6]) && marksOf(other).some((mark) => (copies.get(mark) ?? Number.NEGATIVE_INFINITY) >= other[5]);

function marksOf([, , name, email, authoredAt, , message]: RawCommit): string[] {
  const author = `${name}\0${email}`;
  const subject = (message.split('\n', 1)[0] ?? '').replaceAll(/\s*\(#\d+\)/g, '').trim();
  const written = `${author}\0${authoredAt}`;
  return subject.length < SHORTEST_SUBJECT ? [written] : [written, `${author}\0${subject}`];
}
