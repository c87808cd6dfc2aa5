import type { RepoName } from '../../names.ts';
import { numbersAfter } from '../attribution/numbers-after.ts';
import { claimsOf, subjectOf } from '../attribution/subjects.ts';
import type { PullRequestFact, RangeCommit } from '../history.ts';
import { bringsTitleBack, ownWords } from './quoted-titles.ts';
import { readRevertLines } from './revert-lines.ts';

/** What a change says it takes back. */
export interface RevertWords {
  /** Ids of commits, full or abbreviated. */
  ids: string[];
  numbers: number[];
  /** Titles in quotes, as GitHub and git put them into a subject; they count where nothing else is said. */
  titles: string[];
  /** All that it does is to take something back. */
  isWhole: boolean;
  /** It brings back what was reverted, so it says. */
  isReapply: boolean;
  /** Titles in quotes of what it brings back. */
  titlesBack: string[];
  /** Numbers it says it brings back. */
  reapplies: number[];
}

const NONE: RevertWords = {
  ids: [],
  numbers: [],
  titles: [],
  isWhole: false,
  isReapply: false,
  titlesBack: [],
  reapplies: [],
};
const MAY_SPEAK = /revert|re-?appl|re-?land/i;

/** `rt: revert #12 to fix a regression`. */
const SUBJECT = /^(?:[^"#:]{1,60}: ?)?revert(?:s|ed)?(?: (?:PR|pull request))?:? /gi;
const QUOTED = /^(?:[^"]{1,60}[:,] ?)?revert(?:s|ed)?:? ["“](.+)["”]/i;
const REAPPLIED = /^(?:[^"#:]{1,60}: ?)?re-?(?:appl(?:y|ies)|lands?):? ["“](.+)["”]/i;
const REAPPLY_SUBJECT = /^(?:[^"#:\n]{1,60}: ?)?re-?(?:appl(?:y|ies)|lands?)(?: (?:PR|pull request))?:? /gi;
/** `Revert "Add a cache" and add a better one` is work of its own. */
const SAYS_SO = /^(?:[^"#:]{1,60}: ?)?(?:reverts?|back(?:s|ed)? out|roll(?:s|ed)? back)\b/i;
const AND_MORE =
  /(?:["”]|\d\)?)\s+(?:and|&|\+)\s+(?!re-?vert|#|["“])|[,;]\s+(?:and |but )?(?:add|bring|change|do|fix|keep|make|move|remove|replace|set|update|use)(?:e?[sd])?\b/i;
/** The branch that GitHub's button makes. People push other work to it too: its name counts where the words say that it reverts. */
const BRANCH = /^revert-([1-9]\d{0,6})-/;
const SAYS_IT_REVERTS = /^[ \t]*(?:This (?:PR |commit )?)?reverts?\b/im;

/** Reads the words of a commit, and of its pull request where that commit lands it. */
export function revertWords(repo: RepoName, commit: RangeCommit, lands: PullRequestFact | undefined): RevertWords {
  const subjects = [subjectOf(commit.message), ...(lands ? [lands.title] : [])];
  const branch = lands && branchNumber(lands);
  if (branch === undefined && ![commit.message, ...subjects].some((one) => MAY_SPEAK.test(one))) return NONE;
  const quoted = subjects.flatMap((subject) => QUOTED.exec(subject)?.[1] ?? []);
  const titlesBack = subjects.flatMap((subject) => REAPPLIED.exec(subject)?.[1] ?? []);
  const speaks = branch !== undefined || subjects.some((subject) => SAYS_SO.test(subject) || QUOTED.test(subject));
  const lines = readRevertLines(repo, { message: commit.message, ...(lands && speaks && { body: lands.body }) });
  const isWhole = speaks ? !subjects.some(doesMore) : lines.areAll;
  const reapplies = [
    ...subjects.flatMap((subject) => numbersAfter(subject, REAPPLY_SUBJECT, repo)),
    ...titlesBack.flatMap(numberOf),
  ];
  const numbers = [
    ...(isWhole ? lines.numbers : []),
    ...subjects.flatMap((subject) => numbersAfter(subject, SUBJECT, repo)),
    ...quoted.flatMap(numberOf),
    ...(branch === undefined ? [] : [branch]),
  ];
  return {
    ids: lines.ids,
    numbers: [...new Set(numbers)],
    titles: [...new Set(quoted)],
    isWhole,
    isReapply: subjects.some(bringsTitleBack) || reapplies.length > 0,
    titlesBack,
    reapplies: [...new Set(reapplies)],
  };
}

function branchNumber({ head = '', title, body }: PullRequestFact): number | undefined {
  const number = BRANCH.exec(head)?.[1];
  return number !== undefined && (MAY_SPEAK.test(title) || SAYS_IT_REVERTS.test(body)) ? Number(number) : undefined;
}

const doesMore = (subject: string): boolean => AND_MORE.test(ownWords(subject, { titlesBack: false }));

/** `Add a cache (#12)`, `Merge pull request #12 from ada/cache`, `Revert "Add a cache (#12)" (#20)`: that of the whole. */
const numberOf = (title: string): number[] => claimsOf({ message: title, parents: [] }).map(({ number }) => number);

export const isRevert = ({ ids, numbers, titles }: RevertWords): boolean =>
  ids.length + numbers.length + titles.length > 0;
