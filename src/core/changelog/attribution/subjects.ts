import type { RangeCommit } from '../history.ts';

/** What a commit message says about the pull request that brought it; a fallback for what GitHub does not associate. */
export interface SubjectClaim {
  number: number;
  title: string;
  /** It merges a branch: the commits that come in by its other parents belong to the same pull request. */
  isMerge: boolean;
}

const MERGE = /^(?:Merge pull request #([1-9]\d{0,6}) from \S|Auto merge of #([1-9]\d{0,6}) - )/;
const TRAILING = / ?\(#([1-9]\d{0,6})\)$/;

/** A commit's first line. */
export const subjectOf = (message: string): string => (message.split(/\r?\n/, 1)[0] ?? '').trim();

/** `Merge pull request #N from …`, `Auto merge of #N - …`, and the last `(#N)`: of several, the earlier ones are where it was picked from. */
export function claimOf(commit: RangeCommit): SubjectClaim | undefined {
  const subject = subjectOf(commit.message);
  const merge = MERGE.exec(subject);
  if (merge) {
    const title = commit.message
      .split(/\r?\n/)
      .slice(1)
      .find((line) => line.trim() !== '');
    return { number: Number(merge[1] ?? merge[2]), title: title?.trim() ?? subject, isMerge: true };
  }
  const trailing = TRAILING.exec(subject);
  if (!trailing) return undefined;
  return { number: Number(trailing[1]), title: subject.slice(0, trailing.index), isMerge: commit.parents.length > 1 };
}
