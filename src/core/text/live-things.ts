/** The proof that a rendered body is harmless: read it again as GitHub would, and list what would act. */
import type { Nodes } from 'mdast';
import { parseMarkdown } from './markdown.ts';

const THREAD = /https?:\/\/(?:www\.)?github\.com\/[^\s/]+\/[^\s/]+\/(?:issues|pull|pulls|discussions)\/\d+/i;
const REFERENCE = new RegExp(`${THREAD.source}|(?:[A-Za-z0-9-]+/)?[\\w.-]*#\\d+|GH-\\d+`, 'gi');
const MENTION = /(?<![A-Za-z0-9_])@[A-Za-z0-9][\w-]*(?:\/[\w.-]+)?/g;
const CLOSING = /\b(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?):?\s*$/i;
const HTML_PIECE = /<!--[\s\S]*?(?:-->|$)|<[^>]*(?:>|$)/g;

/** What GitHub would read as one text, and where its links lead. */
interface Reading {
  text: string;
  html: string[];
  images: string[];
  destinations: string[];
}

function read(node: Nodes, into: Reading): void {
  if (node.type === 'text') into.text += node.value;
  else if (node.type === 'code' || node.type === 'inlineCode') into.text += '\uFFFC';
  else if (node.type === 'html') readHtml(node.value, into);
  else if (node.type === 'image' || node.type === 'imageReference') into.images.push(node.alt ?? '');
  else if (node.type === 'link' || node.type === 'definition') into.destinations.push(node.url);
  if ('children' in node) {
    for (const child of node.children) read(child, into);
    if (!PHRASING.has(node.type)) into.text += '\n\n';
  }
}

/** Nodes within a line: what stands before and after them reads on. */
const PHRASING: ReadonlySet<Nodes['type']> = new Set(['link', 'linkReference', 'emphasis', 'strong', 'delete']);

/** The text between the tags is as live as any other; read as Markdown again, so that its entities are decoded. */
function readHtml(html: string, into: Reading): void {
  into.html.push(...(html.match(HTML_PIECE) ?? []));
  const between = html.replace(HTML_PIECE, ' ').trim();
  if (between !== '') read(parseMarkdown(between), into);
}

function references(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map((match) => {
    const keyword = CLOSING.exec(text.slice(Math.max(0, match.index - 20), match.index));
    return keyword === null ? `reference ${match[0]}` : `closing ${keyword[0].trim()} ${match[0]}`;
  });
}

/** What of it was not meant: each piece may stand there as often as `meant` has it. */
function beyond(found: readonly string[], meant: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const piece of meant) left.set(piece, (left.get(piece) ?? 0) + 1);
  return found.filter((piece) => {
    const count = left.get(piece) ?? 0;
    left.set(piece, count - 1);
    return count <= 0;
  });
}

/**
 * Everything in a rendered body that would notify, refer, close, embed, or be read back as a marker, apart from `ours`: the
 * mentions and references (each as it is written there) that the body was meant to hold, and its tags and markers, each as often as
 * it was meant.
 */
export function liveThings(markdown: string, ours: readonly string[] = []): string[] {
  const reading: Reading = { text: '', html: [], images: [], destinations: [] };
  read(parseMarkdown(markdown), reading);
  const meant = new Set(ours);
  return [
    ...[...reading.text.matchAll(MENTION)]
      .map(([found]) => found)
      .filter((found) => !meant.has(found))
      .map((found) => `mention ${found}`),
    ...references(reading.text).filter((found) => !meant.has(found.replace(/^reference /, ''))),
    ...reading.destinations.filter((url) => THREAD.test(url) && !meant.has(url)).map((url) => `backlink ${url}`),
    ...beyond(reading.html, ours).map((piece) => `html ${piece}`),
    ...reading.images.filter((alt) => !meant.has(alt)).map((alt) => `image ${alt}`),
  ];
}
