import type { RepoName } from '../../names.ts';
import { numbersOf } from '../attribution/attribute.ts';
import type { Brought } from '../attribution/attribute.ts';
import { claimsOf, subjectOf, trailingNumbers } from '../attribution/subjects.ts';
import { ancestryOf } from '../range/ancestry.ts';
import { commitIndex } from '../range/commit-index.ts';
import type { CommitIndex } from '../range/commit-index.ts';
import { pickedCommits } from '../range/named-commits.ts';
import type { RangeCommit } from '../history.ts';
import type { RevertWords } from './revert-words.ts';

/** What the words of a revert were found to mean. */
export interface Targets {
  inRange: RangeCommit[];
  older: RangeCommit[];
  /** Pull requests that are not in the range, or not behind the revert. */
  numbers: number[];
}

/** Where the words of a revert are looked up. */
export interface Ground {
  repo: RepoName;
  commits: RangeCommit[];
  elsewhere: RangeCommit[];
  pullRequests: Brought[];
}

/** Finds what the words of a revert mean, among what it was built on. */
export function resolver({
  commits,
  elsewhere,
  pullRequests,
}: Ground): (commit: RangeCommit, words: Pick<RevertWords, 'ids' | 'numbers' | 'titles'>) => Targets {
  const inRange = new Set(commits.map(({ commit }) => commit));
  const index = commitIndex([...commits, ...elsewhere]);
  const brought = new Map(pullRequests.map((one) => [one.fact.number, one]));
  const ownNumber = numbersOf(pullRequests);
  const titled = titledCommits(commits, pullRequests);
  const copies = copiesOf(commits);
  const ancestry = ancestryOf(commits);
  return (commit, words) => {
    const isBefore = ancestry.before(commit.commit);
    const isOlder = (one: RangeCommit): boolean => isBefore(one.commit);
    const own = ownNumber.get(commit.commit);
    const meant = (id: string): RangeCommit | undefined => {
      const found = index.find(id);
      return found && isOlder(found) ? found : (copies(id).find(isOlder) ?? found);
    };
    const named = words.ids.map(meant).filter((one) => one !== undefined);
    const here = named.filter(isOlder);
    const isAllHere = here.length > 0 && here.length === words.ids.length;
    // Of what is in the range on another branch, the number is known at least.
    const told = isAllHere ? [] : [...words.numbers, ...named.filter((one) => !isOlder(one)).flatMap(claimed)];
    const numbers = new Set(told.filter((number) => number !== own));
    const whole = [...numbers].flatMap((number) => brought.get(number)?.commits.filter(isOlder) ?? []);
    const isNamed = words.ids.length + words.numbers.length > 0;
    const byTitle = isNamed ? [] : words.titles.flatMap((title) => onlyOne(titled.get(title)?.filter(isOlder)));
    const older = named.filter((one) => !inRange.has(one.commit));
    const gone = [...here.flatMap((one) => ancestry.broughtBy(one)), ...whole, ...byTitle];
    return {
      inRange: [...gone, ...twinsOf(gone, { copies, index }).filter(isOlder)],
      older,
      numbers: [...numbers].filter((number) => !brought.get(number)?.commits.some(isOlder)).sort((a, b) => a - b),
    };
  };
}

/**
 * Of a change that was there twice, once by itself and once by a branch merged back, nothing is left: unless it is the merge that is
 * taken back, which brought nothing that was there already.
 */
function twinsOf(
  gone: RangeCommit[],
  { copies, index }: { copies: (id: string) => RangeCommit[]; index: CommitIndex },
): RangeCommit[] {
  const originals = ({ message }: RangeCommit): RangeCommit[] =>
    pickedCommits(message).flatMap((id) => index.find(id) ?? []);
  return [...gone.flatMap(({ commit }) => copies(commit)), ...(gone.some(isMerge) ? [] : gone.flatMap(originals))];
}

/** Picked on a release branch together, a revert still names the commit that the other was picked from. */
function copiesOf(commits: RangeCommit[]): (id: string) => RangeCommit[] {
  const copies = commits.flatMap((commit) => pickedCommits(commit.message).map((from) => ({ from, commit })));
  const byStart = Map.groupBy(copies, ({ from }) => from.slice(0, SHORTEST_ID));
  return (id) =>
    (byStart.get(id.slice(0, SHORTEST_ID)) ?? [])
      .filter(({ from }) => from.startsWith(id) || id.startsWith(from))
      .map(({ commit }) => commit);
}

const SHORTEST_ID = 7;

const isMerge = ({ parents }: RangeCommit): boolean => parents.length > 1;
const claimed = (commit: RangeCommit): number[] => claimsOf(commit).map(({ number }) => number);
const onlyOne = (commits: RangeCommit[] = []): RangeCommit[] => (commits.length === 1 ? commits : []);

/** By the subject without its numbers, and also without what stands before its first colon: `rt: revert "add a cache"`. */
function titledCommits(commits: RangeCommit[], pullRequests: Brought[]): Map<string, RangeCommit[]> {
  const titled = new Map<string, RangeCommit[]>();
  const add = (title: string, commit: RangeCommit): void => {
    for (const name of new Set([title, title.replace(/^[^:]{1,60}: /, '')])) {
      const same = titled.get(name);
      if (same) same.push(commit);
      else titled.set(name, [commit]);
    }
  };
  const landed = new Map(pullRequests.map(({ fact }) => [fact.mergeCommit, fact.title]));
  for (const commit of commits) {
    add(landed.get(commit.commit) ?? trailingNumbers(subjectOf(commit.message)).title, commit);
  }
  return titled;
}
