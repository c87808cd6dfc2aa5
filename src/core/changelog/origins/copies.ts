import type { RangeCommit } from '../history.ts';
import { claimsOf, subjectOf, trailingNumbers } from '../attribution/subjects.ts';

/** A title that is shorter than this is no sign of a copy: two commits `fix tests` are two changes. */
const TELLING_TITLE = 20;
/** More commits than this of one author and time, or title, are no copies of each other but a machine's. */
const MOST_ALIKE = 20;

/**
 * The commit that another was copied from, which leaves no words: a pick and a rebase keep the author and the time of writing,
 * and mostly the title. Within the range both have to be the same; outside it either is enough. The source was there first and
 * claims a pull request; where two do, none is believed.
 */
export function copySource(commits: RangeCommit[], elsewhere: RangeCommit[]): (commit: RangeCommit) => RangeCommit[] {
  const claiming = (all: RangeCommit[]): RangeCommit[] =>
    all.filter((commit) => claimsOf(commit).some(({ isMerge }) => !isMerge));
  const outside = claiming(elsewhere);
  const sources = [
    { key: writtenKey, found: Map.groupBy(outside, writtenKey) },
    { key: titleKey, found: Map.groupBy(outside, titleKey) },
    { key: bothKeys, found: Map.groupBy(claiming(commits), bothKeys) },
  ];
  return (copy) => {
    for (const { key, found } of sources) {
      const name = key(copy);
      const alike = (name !== undefined && found.get(name)) || [];
      const others = alike.length > MOST_ALIKE ? [] : alike.filter((one) => isBefore(one, copy));
      if (others.length === 1) return others;
    }
    return [];
  };
}

/** Of two that were committed in one second, the lower number was there first. */
const isBefore = (one: RangeCommit, copy: RangeCommit): boolean =>
  one.commit !== copy.commit &&
  (one.at < copy.at ||
    (one.at === copy.at && (claimsOf(one)[0]?.number ?? 0) < (claimsOf(copy)[0]?.number ?? Infinity)));

function bothKeys(commit: RangeCommit): string | undefined {
  const [written, title] = [writtenKey(commit), titleKey(commit)];
  return written === undefined || title === undefined ? undefined : `${written}\n${title}`;
}

const writtenKey = ({ author, authoredAt }: RangeCommit): string | undefined =>
  authoredAt === undefined ? undefined : `${author}\n${authoredAt}`;

function titleKey({ author, message }: RangeCommit): string | undefined {
  const { title } = trailingNumbers(subjectOf(message));
  return title.length < TELLING_TITLE ? undefined : `${author}\n${title}`;
}
