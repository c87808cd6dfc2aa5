import type { ChangelogQuestion } from './answer-changelog.ts';
import type { Attribution, Brought } from './attribution/attribute.ts';
import { claimsOf } from './attribution/subjects.ts';
import type { RangeCommit } from './history.ts';
import type { Origins } from './origins/origins.ts';
import { issueReferences } from './references/issue-references.ts';
import type { IssueReference } from './references/issue-references.ts';
import { trackerKeysIn, trackerKeysOfBranch } from './references/tracker-keys.ts';
import type { Reverts } from './reverts/find-reverts.ts';
import { isRevertingBranch, ownWords } from './reverts/quoted-titles.ts';
import { threadKey, strongest } from './threads.ts';

/** What a change of the range that is still there at its end names. */
export interface ChangeWords {
  references: IssueReference[];
  trackerKeys: string[];
  /** Pull requests that it comes from, of which nothing is at hand: neither they nor a commit of theirs. */
  unread: number[];
}

/** Where a change comes from, and what of its words is not its own. */
interface Saying extends Origins {
  /** It brings back what was taken back before the range: nothing but its quotes tells what that is about. */
  titlesBack: boolean;
  /** Pull requests that it takes back. */
  reverts: number[];
}

interface Texts {
  fact?: Brought['fact'];
  commits: RangeCommit[];
}

/** Tells how the words of a pull request's commits are to be taken. */
export function sayingOf({
  undone,
  reapplied,
  older,
}: Reverts): (commits: RangeCommit[]) => Omit<Saying, keyof Origins> {
  // What was both taken back and brought back within the range is where it was.
  const taking = new Set(undone.values());
  return (commits) => ({
    titlesBack:
      commits.some(({ commit }) => reapplied.has(commit)) && !commits.some(({ commit }) => taking.has(commit)),
    reverts: commits.flatMap(({ commit }) => older.get(commit) ?? []),
  });
}

/**
 * Reads a change's own words and those of where it comes from. A pull request is no issue: it waits for no release. Those of
 * the range are known by it, and those that a change says it was picked from or takes back by that.
 */
export function changeReader(
  { repo, host, trackers = [] }: ChangelogQuestion,
  { pullRequests }: Attribution,
): (change: Texts, saying: Saying) => ChangeWords {
  const listed = new Map(pullRequests.map((brought) => [threadKey({ repo, number: brought.fact.number }), brought]));
  const keysOf = (texts: string[], facts: Brought['fact'][]): string[] => [
    ...texts.flatMap((text) => trackerKeysIn(text, trackers)),
    ...facts.flatMap(({ head = '' }) => (isRevertingBranch(head) ? [] : trackerKeysOfBranch(head, trackers))),
  ];
  return (change, { numbers, commits, titlesBack, reverts }) => {
    const sources = numbers.flatMap((number) => listed.get(threadKey({ repo, number })) ?? []);
    const atHand = new Set([...sources.map(({ fact }) => fact.number), ...commits.flatMap(claimedBy)]);
    const facts = [change, ...sources].flatMap(({ fact }) => fact ?? []);
    const texts = [
      ...textsOf(change).map((text) => ownWords(text, { titlesBack })),
      ...[...sources, { commits }].flatMap(textsOf).map((text) => ownWords(text, { titlesBack: false })),
    ];
    const named = new Set([...numbers, ...reverts].map((number) => threadKey({ repo, number })));
    const references = [
      ...facts.flatMap(({ closes }) => closes).map(({ repo, number }) => ({ repo, number, how: 'closing' as const })),
      ...texts.flatMap((text) => issueReferences(text, repo, host)),
    ].filter((one) => !listed.has(threadKey(one)) && !(one.how === 'mentioned' && named.has(threadKey(one))));
    return {
      references: strongest(references),
      trackerKeys: [...new Set(keysOf(texts, facts))].sort(),
      unread: numbers.filter((number) => !atHand.has(number)),
    };
  };
}

const claimedBy = (commit: RangeCommit): number[] => claimsOf(commit).map(({ number }) => number);

const textsOf = ({ fact, commits }: Texts): string[] => [
  ...(fact ? [fact.title, fact.body] : []),
  ...commits.map(({ message }) => message),
];
