import type { CommitSha } from '../../names.ts';
import { claimsOf } from '../attribution/subjects.ts';
import type { PullRequestFact, RangeCommit } from '../history.ts';
import { resolver } from './resolve-targets.ts';
import type { Ground, Targets } from './resolve-targets.ts';
import { isRevert, revertWords } from './revert-words.ts';
import type { RevertWords } from './revert-words.ts';

/** What a commit takes back or brings back. */
export interface Deed {
  /** It brings back what was reverted. */
  isBack: boolean;
  /** What it reverts: where it brings something back, the reverts of that. */
  targets: Targets;
  /** Ids and `#numbers` of what it takes or brings back, so that one can be told to be the other's opposite. */
  names: string[];
  /** Where it brings something back: the numbers that it says it brings back. */
  numbers: number[];
  /** It does nothing else. */
  isWhole: boolean;
}

const NOTHING: Targets = { inRange: [], older: [], numbers: [] };

/** The deeds of a range, newest first. What a commit's targets did is known first: what reverts a revert brings back. */
export function readDeeds(ground: Ground): Map<CommitSha, Deed> {
  const { repo, commits } = ground;
  const landed = landedBy(ground);
  const resolve = resolver(ground);
  const deeds = new Map<CommitSha, Deed>();
  const outside = new Map<CommitSha, RevertWords>();
  const wordsOutside = (commit: RangeCommit): RevertWords => {
    const words = outside.get(commit.commit) ?? revertWords(repo, commit, undefined);
    outside.set(commit.commit, words);
    return words;
  };
  const inRange = new Set(commits.map(({ commit }) => commit));
  for (const commit of commits.toReversed()) {
    const words = revertWords(repo, commit, landed.get(commit.commit));
    if (!words.isReapply && !isRevert(words)) continue;
    const targets = isRevert(words) ? resolve(commit, words) : NOTHING;
    const named = [...targets.inRange, ...targets.older].filter(({ parents }) => parents.length < 2);
    const takesBack = (one: RangeCommit): boolean =>
      inRange.has(one.commit) ? deeds.get(one.commit)?.isBack === false : takes(wordsOutside(one));
    // What it really reverts goes before its title: `Revert "Revert "Merge #6""` takes back again where #6 was a revert itself.
    const isBack = named.length > 0 ? named.every(takesBack) : words.isReapply;
    const numbers = isBack ? [...words.reapplies, ...named.flatMap((one) => revertedBy(one, deeds, wordsOutside))] : [];
    const told = isBack ? resolve(commit, { ids: [], numbers, titles: words.titlesBack }) : targets;
    const names = [
      ...namesOf(told, landed),
      ...(isBack ? named.flatMap((one) => deeds.get(one.commit)?.names ?? wordsOutside(one).ids) : []),
    ];
    deeds.set(commit.commit, { isBack, targets, names, numbers, isWhole: words.isWhole });
  }
  return new Map([...deeds].toReversed());
}

const nameOf = (number: number): string => `#${number}`;
const takes = (words: RevertWords): boolean => isRevert(words) && !words.isReapply;

/** The numbers of what a revert takes back. */
function revertedBy(
  revert: RangeCommit,
  deeds: ReadonlyMap<CommitSha, Deed>,
  wordsOf: (commit: RangeCommit) => RevertWords,
): number[] {
  const names = deeds.get(revert.commit)?.names;
  return names
    ? names.filter((name) => name.startsWith('#')).map((name) => Number(name.slice(1)))
    : wordsOf(revert).numbers;
}

function namesOf({ inRange, older, numbers }: Targets, landed: ReadonlyMap<CommitSha, PullRequestFact>): string[] {
  const claimed = older.flatMap(claimsOf).map(({ number }) => number);
  const own = inRange.flatMap(({ commit }) => landed.get(commit)?.number ?? []);
  return [...[...inRange, ...older].map(({ commit }) => commit), ...[...numbers, ...claimed, ...own].map(nameOf)];
}

/** A pull request's own words stand for the commit that landed it. */
const landedBy = ({ pullRequests }: Ground): Map<CommitSha, PullRequestFact> =>
  new Map(
    pullRequests.flatMap(({ fact, commits }) =>
      commits
        .filter(({ commit }) => fact.mergeCommit === commit || commits.length === 1)
        .map(({ commit }) => [commit, fact] as const),
    ),
  );
