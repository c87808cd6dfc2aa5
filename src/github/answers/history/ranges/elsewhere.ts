import type { RangeCommit } from '../../../../core/changelog/history.ts';
import { namedCommits } from '../../../../core/changelog/range/named-commits.ts';

/** An abbreviated id that fits two commits names neither. */
const onlyOne = (found: RangeCommit[]): RangeCommit[] => (found.length === 1 ? found : []);

const writing = ({ author, authoredAt }: RangeCommit): string => `${authoredAt ?? ''} ${author}`;

/**
 * Of the commits that lie at hand beyond a range, those that its messages name, and those that commits of the range are copies
 * of: a cherry-pick keeps the author and when it was written.
 */
export function elsewhereOf(range: RangeCommit[], beyond: RangeCommit[]): RangeCommit[] {
  if (beyond.length === 0) return [];
  const written = new Set(range.map(writing));
  const named = namedCommits(range.map(({ message }) => message)).flatMap((id) =>
    onlyOne(beyond.filter(({ commit }) => commit.startsWith(id))),
  );
  return [...new Set([...named, ...beyond.filter((commit) => written.has(writing(commit)))])];
}
