import type { RepoName } from '../../names.ts';
import { numbersAfter } from '../attribution/numbers-after.ts';
import { revertedCommits } from '../range/named-commits.ts';
import { passagesOf } from '../references/passages.ts';
import { bringsTitleBack } from './quoted-titles.ts';

/** What the lines below a subject say is taken back. */
export interface RevertLines {
  ids: string[];
  numbers: number[];
  /** There is nothing else: no list of other work, no issue that is done. */
  areAll: boolean;
}

/** Where a line may tell, and ids that stand in a list below it. */
const TELLING = { form: /revert|re-?appl|re-?land|\b[0-9a-f]{7,40}\b/i };
/** `Reverts acme/web#12`, as GitHub writes it, and `This reverts #12 and #13 now that …`: nothing but why stands on the line. */
const NUMBERS =
  /^[ \t]*(?:This (?:PR |commit |pull request )?)?reverts?(?: (?:PRs?|pull requests?))?:?[ \t]+(?=(?:(?:[\w-]+\/[\w.-]+)?#\d+|GH-\d+|https:\/\/\S+|[ \t,&[\]]|\band\b)+(?:\b(?:now that|since|because)\b.*|[ \t.;]*)$)/gim;
/** How a commit is named in the body of a squash. */
const NAMED = /^(?:[-*] )?(?:[^"“#:]{1,60}: ?)?(?:revert|re-?appl|re-?land)\w*:? ["“](.+)["”]/i;
const INNER = /^.*["“]([^"”]+)["”]*.*$/;
const OTHER_WORK = /^[ \t]*[-*] +(?!["“]?(?:[^"#:\n]{1,60}: ?)?revert|[0-9a-f]{7,40}\b)/im;
const ITEM = /^[ \t]*[-*] +(\S.*)$/gm;
const DONE = /\b(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?):?\s+(?:#|GH-|https?:|[\w-]+\/[\w.-]+#)/i;

/**
 * Reads a message without code, quotes and comments; of a pull request's body only lines like those that GitHub's button writes.
 * In the body of a squash the last word on each title holds: what was reverted and came back there is there, and of what came
 * and was reverted there nothing is left to revert.
 */
export function readRevertLines(repo: RepoName, { message, body }: { message: string; body?: string }): RevertLines {
  const below = message.slice(message.search(/\n|$/));
  const lines = passagesOf(message, TELLING).map(({ text }) => text);
  const told = body === undefined ? [] : passagesOf(body, { form: /reverts/i }).map(({ text }) => text);
  const first = below.trimStart();
  return {
    ids: lastWords(lines, ownTitles(message)),
    numbers: numbersAfter([...lines, ...told].join('\n\n'), NUMBERS, repo),
    areAll:
      /^(?:This (?:PR |commit |pull request )?)?reverts?\b/i.test(first) &&
      !OTHER_WORK.test(below) &&
      !DONE.test(below),
  };
}

/** The ids under one title of a squash's body, and whether they still hold at its end. */
interface Titled {
  ids: string[];
  isBack: boolean;
  holds: boolean;
}

/** What the body of a squash lists: the subjects of its own branch. A list of what the subject takes back is none. */
function ownTitles(message: string): Set<string> {
  const titles = new Set([...message.matchAll(ITEM)].map(([, item = '']) => item.trimEnd()));
  titles.delete(revertedTitle(message) ?? '');
  return titles;
}

function lastWords(passages: string[], own: ReadonlySet<string>): string[] {
  const byTitle = new Map<string, Titled>();
  for (const { title, isBack, text } of groupsOf(passages)) {
    if (own.has(title)) continue;
    const ids = revertedCommits(text.join('\n\n'));
    const present = byTitle.get(title);
    if (!present) byTitle.set(title, { ids, isBack, holds: true });
    else {
      present.holds = present.isBack === isBack;
      if (present.holds) present.ids.push(...ids);
    }
  }
  return [...new Set([...byTitle.values()].filter(({ holds }) => holds).flatMap(({ ids }) => ids))];
}

/** The passages under each title of a revert, in their order; those before the first have none. */
function groupsOf(passages: string[]): { title: string; isBack: boolean; text: string[] }[] {
  const groups = [{ title: '', isBack: false, text: [] as string[] }];
  for (const text of passages) {
    const title = revertedTitle(text);
    if (title !== undefined) groups.push({ title, isBack: bringsTitleBack(text.replace(/^[-*] /, '')), text: [] });
    groups.at(-1)?.text.push(text);
  }
  return groups;
}

function revertedTitle(text: string): string | undefined {
  const quoted = NAMED.exec(text)?.[1];
  return quoted === undefined ? undefined : (INNER.exec(quoted)?.[1] ?? quoted);
}
