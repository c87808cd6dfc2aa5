import type { Nodes } from 'mdast';
import { isRepoName, repoName } from '../../names.ts';
import type { RepoName } from '../../names.ts';
import { parseForeignMarkdown } from '../../text/markdown.ts';
import type { ChangelogIssue } from '../changelog-model.ts';

/** A thread that a text names, and what it says about it. It may be a pull request: the number alone does not tell. */
export interface IssueReference {
  repo: RepoName;
  number: number;
  how: ChangelogIssue['how'];
}

const URL_FORM = String.raw`https?:\/\/(?:www\.)?github\.com\/(?<urlRepo>[\w-]+\/[\w.-]+)\/(?:issues|pull)\/(?<urlNumber>\d+)(?![\w-])`;
const LONG_FORM = String.raw`(?<![\w.\/-])(?<repo>[A-Za-z0-9][\w-]*\/[\w.-]+)#(?<repoNumber>\d+)(?![\w-])`;
/** `pre-#12`, `&#12;` and `x#12` are no references. */
const SHORT_FORM = String.raw`(?<![\w#&\/.-])(?:#|GH-)(?<number>\d+)(?![\w-])`;
const REFERENCE = new RegExp(`${URL_FORM}|${LONG_FORM}|${SHORT_FORM}`, 'gi');
const MAY_REFER = /#\d|GH-\d|\/(?:issues|pull)\/\d/i;

/** Whatever could make a text more than paragraphs. Most commit messages have none of it, and parsing takes a millisecond each. */
const MARKDOWN = /[`<>~[\]*_|&\\\t]|^ {4}|^ {0,3}(?:[-+=#]|\d+[.)])/m;

/** What stands right before a reference. A keyword serves one reference: `Fixes #1, #2` closes only #1, as on GitHub. */
const CLOSING = /(?<![\w-])(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?)(?:\s*:\s*|\s+)$/i;
const TOLD = /(?<![\w-])(?:refs?|part\s+of|relates\s+to)(?:\s*:\s*|\s+)$/i;
const NEGATED = /(?:\bnot|n['’]t|\bnever|\bwithout)\s+(?:\w+\s+)?$/i;
const COLOUR = /(?:colou?r|background|fill|stroke|border)\s*[:=]?\s*$/i;
const LONGEST_BEFORE = 60;

/** Stands for what is no text here, so that a keyword before it does not reach over it. */
const OPAQUE = '\uFFFC';
const QUOTING_TAG = /^<(\/?)(?:code|pre|kbd|samp|tt|blockquote|del|s)\b/i;

/** A stretch of text in which a keyword can meet its reference. */
interface Passage {
  text: string;
  /** GitHub does not close from a table's cells. */
  inTable: boolean;
}

function passagesOf(markdown: string): Passage[] {
  if (MARKDOWN.test(markdown)) return passages(parseForeignMarkdown(markdown));
  return markdown.split(/\n\s*\n/).map((text) => ({ text, inTable: false }));
}

function passages(root: Nodes): Passage[] {
  const found: Passage[] = [];
  const visit = (node: Nodes, inTable: boolean): void => {
    if (node.type === 'blockquote' || node.type === 'code' || node.type === 'html') return;
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') {
      found.push({ text: inline(node.children), inTable });
    } else if ('children' in node) {
      for (const child of node.children) visit(child, inTable || node.type === 'table');
    }
  };
  visit(root, false);
  return found;
}

function inline(nodes: readonly Nodes[]): string {
  let text = '';
  let quoted = 0;
  for (const node of nodes) {
    const tag = node.type === 'html' ? QUOTING_TAG.exec(node.value) : null;
    if (tag) quoted = Math.max(0, quoted + (tag[1] === '/' ? -1 : 1));
    text += quoted > 0 ? OPAQUE : spoken(node);
  }
  return text;
}

function spoken(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (node.type === 'break') return '\n';
  if (node.type === 'emphasis' || node.type === 'strong') return inline(node.children);
  // GitHub reads where a link leads, not what it is called.
  return node.type === 'link' ? ` ${node.url} ` : OPAQUE;
}

/**
 * The threads that a body, a title or a commit message names, in order, each as often as it is named. `#1` means `home`.
 * Code, comments, quotes, images and struck text are passed over.
 */
export function issueReferences(markdown: string, home: RepoName): IssueReference[] {
  if (!MAY_REFER.test(markdown)) return [];
  return passagesOf(markdown).flatMap((passage) => referencesIn(passage, home));
}

function referencesIn({ text, inTable }: Passage, home: RepoName): IssueReference[] {
  const found: IssueReference[] = [];
  for (const match of text.matchAll(REFERENCE)) {
    const { urlRepo, urlNumber, repo, repoNumber, number } = match.groups ?? {};
    const name = urlRepo ?? repo ?? home;
    const digits = urlNumber ?? repoNumber ?? number ?? '';
    const before = text.slice(Math.max(0, match.index - LONGEST_BEFORE), match.index);
    if (!/^[1-9]\d{0,6}$/.test(digits) || !isRepoName(name) || (number !== undefined && COLOUR.test(before))) continue;
    const how = told(before);
    found.push({ repo: repoName(name), number: Number(digits), how: inTable && how === 'closing' ? 'mentioned' : how });
  }
  return found;
}

function told(before: string): ChangelogIssue['how'] {
  const closing = CLOSING.exec(before);
  if (closing) return NEGATED.test(before.slice(0, closing.index)) ? 'mentioned' : 'closing';
  return TOLD.test(before) ? 'told' : 'mentioned';
}
