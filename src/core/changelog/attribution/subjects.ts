import type { RangeCommit } from '../history.ts';

/** What a commit message says about the pull request that brought it; a fallback for what GitHub does not associate. */
export interface SubjectClaim {
  number: number;
  title: string;
  /** It merges a branch: the commits that come in by its other parents belong to the same pull request. */
  isMerge: boolean;
  /** Numbers that stand before the last: `Fix (#9) (#10)` landed as 10 and was picked from 9. */
  earlier: number[];
  /** The branch that was merged, where the subject names it. */
  head?: Head;
}

export interface Head {
  owner: string;
  branch: string;
}

const NUMBER = String.raw`([1-9]\d{0,6})`;
/**
 * GitHub, Bitbucket, Prow and scripts of their kind; a custom message may have a colon and the title in place of the branch.
 */
const MERGE = new RegExp(
  String.raw`^(?:Merged? (?:pull request|PR) #|(?:Auto|Rollup) merge of #)${NUMBER}\b(?: from ([\w-]+)[/:](\S+)| in (~?[\w-]+)\/[\w.-]+ from (\S+)(?: to \S+)?| - ([\w-]+):([^\s,]+)|:? *(.*))`,
);
/** bors-ng merges a batch, and has its titles in the body: `12: Add a cache r=ada a=bob`. */
const BATCH = /^Merge((?: #[1-9]\d{0,6})+)$/;
const LIST = String.raw`\((?:#|GH-)${NUMBER}((?:(?:, ?(?:and )?| and | ?& ?)(?:#|GH-)${NUMBER}){0,9})\)`;
/** Tags for machines, and what cherry-picks and backports put behind a title: `(backport #11)`, `(3.3)`. */
const TAG = String.raw`\[[\w -]+\]|\((?:backport|bp|cherry[- ]?pick)[^()\n]{0,100}\)|\(v?\d[\w.-]{0,20}\)`;
/** A title that goes on is parted from the number: in `Fix (#12) crash` it may be any thread. */
const GOES_ON = String.raw`(?: [-–—] |[,;] )(?:(?!\((?:#|GH-)\d)[^\n"“”])*`;
const TRAILING = new RegExp(String.raw` ?${LIST}[\s.!)]*(?:(?:${TAG})[\s.]*)*(?:${GOES_ON})?$`, 'i');
/** More than this are no pull requests of one change. */
const MANY = 30;
/** Trailers that merge scripts leave: Node's and Angular's, and that of Apache's projects. */
const TRAILERS = [
  new RegExp(String.raw`^PR-URL: (?:https:\/\/github\.com\/[\w-]+\/[\w.-]+\/pull\/|#)${NUMBER}\s*$`, 'm'),
  new RegExp(String.raw`^PR Close #${NUMBER}\s*$`, 'm'),
  new RegExp(String.raw`^Closes #${NUMBER} from [\w-]+\/\S+$`, 'm'),
];

/** A commit's first line. */
export const subjectOf = (message: string): string => (message.split(/\r?\n/, 1)[0] ?? '').trim();

/** The pull requests that a message says it lands: one, none, or the several of a batch, in the order of the other parents. */
export function claimsOf(commit: Pick<RangeCommit, 'message' | 'parents'>): SubjectClaim[] {
  const batch = BATCH.exec(subjectOf(commit.message));
  if (batch) return batchOf(commit.message, batch[1] ?? '');
  const claim = claimOf(commit);
  return claim ? [claim] : [];
}

function batchOf(message: string, numbers: string): SubjectClaim[] {
  const titles = new Map(
    [...message.matchAll(/^([1-9]\d{0,6}): (.*?)(?: r=\S.*)?$/gm)].map(([, number, title = '']) => [
      Number(number),
      title,
    ]),
  );
  return [...numbers.matchAll(/\d+/g)].map(([digits]) => ({
    number: Number(digits),
    title: titles.get(Number(digits)) ?? subjectOf(message),
    isMerge: true,
    earlier: [],
  }));
}

function claimOf({ message, parents }: Pick<RangeCommit, 'message' | 'parents'>): SubjectClaim | undefined {
  const subject = wholeSubject(message);
  const merge = MERGE.exec(subject);
  if (merge) return mergeOf(message, merge);
  const isMerge = parents.length > 1;
  const { title, numbers } = trailingNumbers(subject);
  const [number, ...earlier] = numbers;
  if (number !== undefined) return { number, title, isMerge, earlier };
  const trailer = TRAILERS.map((form) => form.exec(message)).find((match) => match !== null);
  return trailer ? { number: Number(trailer[1]), title: subject, isMerge, earlier: [] } : undefined;
}

function mergeOf(message: string, merge: RegExpExecArray): SubjectClaim {
  const [, number, forkOwner, forkBranch, homeOwner, homeBranch, homuOwner, homuBranch, told] = merge;
  const [owner, branch] = [forkOwner ?? homeOwner ?? homuOwner, forkBranch ?? homeBranch ?? homuBranch];
  const below = message
    .split(/\r?\n/)
    .slice(1)
    .find((line) => line.trim() !== '');
  return {
    number: Number(number),
    title: told?.trim() || below?.trim() || merge.input,
    isMerge: true,
    earlier: [],
    ...(owner !== undefined && branch !== undefined && { head: { owner, branch } }),
  };
}

/** `Fix (#9) (#10)` without its last number, and all its numbers, the last first. */
export function trailingNumbers(subject: string): { title: string; numbers: number[] } {
  const numbers: number[] = [];
  let title = subject;
  let match = TRAILING.exec(subject);
  while (match && numbers.length < MANY) {
    const [, first, others = ''] = match;
    const list = [first, ...(others.match(/\d+/g) ?? [])].map(Number);
    if (numbers.length === 0) title = titleWithout(match);
    numbers.push(...list.toReversed());
    match = TRAILING.exec(subject.slice(0, match.index));
  }
  return { title, numbers };
}

/** What stands behind the number is of the title: ` - follow up`, `(backport #11)`. Tags for machines and full stops are not. */
function titleWithout({ index, input, 0: whole }: RegExpExecArray): string {
  const rest = whole.replace(/^ ?\([^)]*\)/, '').replace(/\[[\w -]+\]/g, '');
  return /[\p{L}\p{N}]/u.test(rest) ? input.slice(0, index) + rest.trimEnd() : input.slice(0, index);
}

/** GitHub breaks a long title in two, with an ellipsis on either side: the number is then in the body. */
function wholeSubject(message: string): string {
  const subject = subjectOf(message);
  const rest = /^[^\n]*…\r?\n\s*…([^\n]*)/.exec(message);
  return rest ? `${subject.slice(0, -1)}${(rest[1] ?? '').trim()}` : subject;
}
