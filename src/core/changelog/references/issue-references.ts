import { isRepoName, repoName } from '../../names.ts';
import type { RepoName } from '../../names.ts';
import type { ChangelogIssue } from '../changelog-model.ts';
import { isNegated } from './negation.ts';
import type { Passage } from './passage.ts';
import { passagesOf } from './passages.ts';

/** A thread that a text names, and what it says about it. It may be a pull request: the number alone does not tell. */
export interface IssueReference {
  repo: RepoName;
  number: number;
  how: ChangelogIssue['how'];
}

/** Letters and digits of a word, in scripts that set words apart. */
const WORD = String.raw`\p{Ll}\p{Lu}\p{N}_`;
/** `#12-x`, `#12ab34` and `#1234é` go on. */
const ENDS = String.raw`(?![${WORD}]|-[${WORD}])`;
const LONG_FORM = String.raw`(?<![${WORD}.\/-])(?<repo>[A-Za-z0-9][\w-]*\/[\w.-]+)#(?<repoNumber>\d+)${ENDS}`;
/** `pre-#12`, `&#12;` and `x#12` are no references. */
const SHORT_FORM = String.raw`(?<![${WORD}#&\/.-])(?:#|GH-)(?<number>\d+)${ENDS}`;
const MAY_REFER = /#\d|GH-\d|\/(?:issues|pull)\/\d/i;
/** GitHub links larger numbers and leading zeros too, which only colours and dates have. */
const NUMBER = /^[1-9]\d{0,6}$/;

/** What stands right before a reference. A keyword serves one reference: `Fixes #1, #2` closes only #1, as on GitHub. */
const BEFORE = String.raw`(?<![${WORD}@\/-])`;
const CLOSING = new RegExp(String.raw`${BEFORE}(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?)(?:\s*:\s*|\s+)$`, 'iu');
const TOLD = new RegExp(String.raw`${BEFORE}(?:refs?|references|part\s+of|relate[sd]\s+to)(?:\s*:\s*|\s+)$`, 'iu');
/** To the last blank line, or the last line that begins as an item. */
const PARTED = /^[^]*\n[^\S\n]*(?:\n|(?:[-+*•]|\d{1,9}[.)])[^\S\n]+)/;
const COLOUR =
  /(?:colou?rs?|background|foreground|bg|fg|hex|fill|stroke|border|shadow|gradient)(?:\s+(?:is|of|to))?\s*[:=]?\s*["']?$/i;
/** Digits that colours have. */
const OF_COLOUR = /^(?:\d{3,4}|\d{6})$/;
/** As far back as is looked for a keyword, with room for spaces, and for what negates it. */
const LONGEST_BEFORE = 80;
const LONGEST_CLAUSE = 160;
/** `Closes #60 from bob/x`, the trailer of Apache's scripts, names the pull request that landed. */
const LANDED = /^ from [\w-]+\/\S/;

function grammarOf(host: string): RegExp {
  const name = host.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const url = String.raw`(?<![${WORD}\/=?&%#.@+-])(?:https?:\/\/(?:www\.)?|www\.)${name}\/(?<urlRepo>[\w-]+\/[\w.-]+)\/(?:issues|(?<pull>pull))\/(?<urlNumber>\d+)${ENDS}`;
  return new RegExp(`${url}|${LONG_FORM}|${SHORT_FORM}`, 'giu');
}

/** One is kept: a process reads the texts of one server. */
let latest = { host: 'github.com', grammar: grammarOf('github.com') };

/**
 * The threads that a body, a title or a commit message names, in order, each as often as it is named. `#1` means `home`;
 * addresses count when they lead to `host`. Code, comments, quotes, images and struck text are passed over.
 */
export function issueReferences(markdown: string, home: RepoName, host = 'github.com'): IssueReference[] {
  if (latest.host !== host) latest = { host, grammar: grammarOf(host) };
  const { grammar } = latest;
  return passagesOf(markdown, { form: MAY_REFER }).flatMap((passage) => referencesIn(passage, home, grammar));
}

function referencesIn({ text, inTable }: Passage, home: RepoName, grammar: RegExp): IssueReference[] {
  const found: IssueReference[] = [];
  for (const match of text.matchAll(grammar)) {
    const { urlRepo, urlNumber, pull, repo, repoNumber, number } = match.groups ?? {};
    const name = urlRepo ?? repo ?? home;
    const digits = urlNumber ?? repoNumber ?? number ?? '';
    const before = sentenceBefore(text.slice(Math.max(0, match.index - LONGEST_CLAUSE), match.index));
    if (!NUMBER.test(digits) || !isRepoName(name) || (number !== undefined && isColour(number, before))) continue;
    const end = match.index + match[0].length;
    // What leads to a pull request is no issue to close; numbers alone do not tell.
    const isLanded = pull !== undefined || LANDED.test(text.slice(end, end + LONGEST_BEFORE));
    const how = isLanded ? 'mentioned' : told(before);
    found.push({ repo: repoName(name), number: Number(digits), how: inTable && how === 'closing' ? 'mentioned' : how });
  }
  return found;
}

/** What stands before a reference in its own paragraph and item: HTML and wrapped lists hold several. */
const sentenceBefore = (before: string): string => before.slice(PARTED.exec(before)?.[0].length ?? 0);

const isColour = (digits: string, before: string): boolean => OF_COLOUR.test(digits) && COLOUR.test(before);

function told(before: string): ChangelogIssue['how'] {
  const near = before.slice(-LONGEST_BEFORE);
  const closing = CLOSING.exec(near);
  const found = closing ?? TOLD.exec(near);
  if (!found) return 'mentioned';
  const at = before.length - near.length + found.index;
  const [keyword = ''] = /^\p{L}+/u.exec(found[0]) ?? [];
  if (isNegated(before.slice(0, at), keyword)) return 'mentioned';
  return closing ? 'closing' : 'told';
}
