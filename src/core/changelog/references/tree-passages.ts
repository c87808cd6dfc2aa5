import type { Nodes } from 'mdast';
import { parseForeignMarkdown } from '../../text/markdown.ts';
import { isHidden, isInTable, readHtmlBlock, readInlineHtml } from './html-text.ts';
import type { OpenTags } from './html-text.ts';
import { OPAQUE, speakLink } from './passage.ts';
import type { Passage, Wanted } from './passage.ts';

interface Reader {
  /** Where the labels of reference-style links lead. */
  destinations: ReadonlyMap<string, string>;
  linkNames: true | undefined;
  /** Tags of raw HTML reach from block to block. */
  open: OpenTags;
  passages: Passage[];
}

/** The passages of a text by its syntax tree: up to a millisecond for each text. */
export function treePassages(markdown: string, { linkNames }: Wanted): Passage[] {
  const root = parseForeignMarkdown(markdown);
  const reader: Reader = { destinations: destinationsOf(root), linkNames, open: new Map(), passages: [] };
  readBlock(root, reader, false);
  return reader.passages;
}

/** The first definition of a label holds. */
function destinationsOf(root: Nodes): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: Nodes): void => {
    if (node.type === 'definition' && !found.has(node.identifier)) found.set(node.identifier, node.url);
    if ('children' in node) node.children.forEach(visit);
  };
  visit(root);
  return found;
}

function readBlock(node: Nodes, reader: Reader, inTable: boolean): void {
  if (node.type === 'blockquote' || node.type === 'code') return;
  if (node.type === 'html') {
    const isTable = isInTable(reader.open) || /<table\b/i.test(node.value);
    reader.passages.push({ text: readHtmlBlock(node.value, reader.open), inTable: inTable || isTable });
  } else if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') {
    reader.passages.push({ text: readParagraph(node.children, reader), inTable: inTable || isInTable(reader.open) });
  } else if ('children' in node) {
    for (const child of node.children) readBlock(child, reader, inTable || node.type === 'table');
  }
}

/** Tags that were opened within a paragraph and never closed end with it. */
function readParagraph(nodes: readonly Nodes[], reader: Reader): string {
  const open = new Map(reader.open);
  return readInline(nodes, { ...reader, open });
}

function readInline(nodes: readonly Nodes[], reader: Reader): string {
  const spoken: string[] = [];
  for (const node of nodes) {
    if (node.type === 'html') spoken.push(readInlineHtml(node.value, reader.open, spoken.at(-1) ?? ''));
    else spoken.push(isHidden(reader.open) ? OPAQUE : speak(node, reader));
  }
  return spoken.join('');
}

function speak(node: Nodes, reader: Reader): string {
  if (node.type === 'text') return node.value;
  if (node.type === 'break') return '\n';
  if (node.type === 'emphasis' || node.type === 'strong') return readInline(node.children, reader);
  const url = node.type === 'link' ? node.url : destinationOf(node, reader);
  if (url === undefined || !('children' in node)) return OPAQUE;
  const name = readInline(node.children, reader);
  return reader.linkNames ? ` ${name} ${url} ` : speakLink(url, name);
}

const destinationOf = (node: Nodes, { destinations }: Reader): string | undefined =>
  node.type === 'linkReference' ? destinations.get(node.identifier) : undefined;
