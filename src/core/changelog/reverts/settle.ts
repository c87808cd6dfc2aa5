import type { RevertedChange } from '../changelog-model.ts';
import type { RangeCommit } from '../history.ts';
import { numbersOf } from '../attribution/attribute.ts';
import type { Attribution, Brought } from '../attribution/attribute.ts';
import type { Reverts } from './find-reverts.ts';
import { isRevert } from '../attribution/kinds.ts';
import { subjectOf } from '../attribution/subjects.ts';

/** A range without what it took back itself: each of its commits is under a pull request, direct, or neither any more. */
export interface Settled extends Attribution {
  /** One for each thing taken back, newest first. */
  reverted: RevertedThing[];
}

export interface RevertedThing {
  line: RevertedChange;
  /** What was taken back or, where that is older than the range, what takes it back. */
  commits: RangeCommit[];
}

/** Leaves out what the range itself takes back, and says what that was. */
export function settle(commits: RangeCommit[], attribution: Attribution, reverts: Reverts): Settled {
  const { pullRequests, direct } = attribution;
  const isGone = ({ commit }: RangeCommit): boolean => reverts.undone.has(commit) || reverts.spent.has(commit);
  const left = pullRequests.filter((brought) => !isPullRequestGone(brought, isGone));
  const settled = { pullRequests: left, direct: direct.filter((commit) => !isGone(commit)) };
  const reverted = [...undoneThings(attribution, settled, reverts), ...olderThings(settled, reverts)];
  const place = new Map(commits.map(({ commit }, index) => [commit, index]));
  reverted.sort((a, b) => (place.get(a.line.commit) ?? 0) - (place.get(b.line.commit) ?? 0));
  return { ...settled, reverted };
}

function isPullRequestGone(
  { fact, commits, carriesOthers }: Brought,
  isGone: (commit: RangeCommit) => boolean,
): boolean {
  const landing = commits.find(({ commit }) => commit === fact.mergeCommit);
  if (landing && landing.parents.length > 1 && isGone(landing)) return true;
  // What it carries of others is still there.
  if (carriesOthers || !commits.some(isGone)) return false;
  return commits.every((commit) => commit.parents.length > 1 || isGone(commit));
}

/** What came and went: whole pull requests by the commit that landed them, else the commits themselves. */
function undoneThings({ pullRequests, direct }: Attribution, left: Attribution, { undone }: Reverts): RevertedThing[] {
  const numbers = numbersOf(pullRequests);
  const isLeft = new Set(left.pullRequests);
  const isUndone = ({ commit }: RangeCommit): boolean => undone.has(commit);
  const thing = (commit: RangeCommit, commits: RangeCommit[], whole?: Brought): RevertedThing => {
    const number = numbers.get(commit.commit);
    const by = commits.flatMap(({ commit }) => numbers.get(undone.get(commit) ?? commit) ?? []);
    const other = by.find((one) => one !== number);
    return {
      line: {
        ...lineOf(commit, number, whole),
        reverts: whole && number !== undefined ? [number] : [],
        ...(other !== undefined && { by: other }),
        what: 'undone',
      },
      commits,
    };
  };
  const isByAnother = ({ commit }: RangeCommit): boolean =>
    numbers.get(undone.get(commit) ?? commit) !== numbers.get(commit);
  return [
    ...pullRequests
      .filter((one) => !isLeft.has(one) && one.commits.some(isUndone))
      .map((one) => thing(landingOf(one), one.commits, one)),
    ...direct.filter(isUndone).map((commit) => thing(commit, [commit])),
    // What a pull request takes back of its own is its own affair.
    ...left.pullRequests.flatMap(({ commits }) =>
      commits.filter((commit) => isUndone(commit) && isByAnother(commit)).map((commit) => thing(commit, [commit])),
    ),
  ];
}

/** What takes back something that was there before the range: the change itself is listed like others. */
function olderThings({ pullRequests, direct }: Attribution, all: Reverts): RevertedThing[] {
  const { older, unfound } = all;
  const thing = (commit: RangeCommit, commits: RangeCommit[], whole?: Brought): RevertedThing[] => {
    const taking = commits.filter(({ commit }) => older.has(commit));
    if (taking.length === 0) return [];
    const reverts = new Set(taking.flatMap(({ commit }) => older.get(commit) ?? []));
    // Beside other work, what is nowhere to be found was of its own branch, before a rebase.
    if (whole && !isRevert(whole, all) && taking.every(({ commit }) => unfound.has(commit))) return [];
    return [
      {
        line: {
          ...lineOf(commit, whole?.fact.number, whole),
          reverts: [...reverts].sort((a, b) => a - b),
          what: 'older',
        },
        commits: taking,
      },
    ];
  };
  return [
    ...pullRequests.flatMap((one) => thing(landingOf(one), one.commits, one)),
    ...direct.flatMap((commit) => thing(commit, [commit])),
  ];
}

const landingOf = ({ fact, commits }: Brought): RangeCommit =>
  commits.find(({ commit }) => commit === fact.mergeCommit) ?? (commits[0] as RangeCommit);

/** A pull request is called as its title says: its merge's subject names a branch. */
const lineOf = (
  { commit, message, author }: RangeCommit,
  number: number | undefined,
  whole: Brought | undefined,
): Pick<RevertedChange, 'commit' | 'subject' | 'author' | 'number'> => ({
  commit,
  subject: whole?.fact.title ?? subjectOf(message),
  author: whole?.fact.author ?? author,
  ...(number !== undefined && { number }),
});
