import { OPAQUE, speakLink } from './passage.ts';

/** Tags whose content is code, a quote, struck, or not shown; and links, whose name is passed over for where they lead. */
const HIDING = new Set(
  'a blockquote code del iframe kbd noscript pre q s samp script strike style svg template textarea title tt'.split(
    ' ',
  ),
);
/** Tags that change how words look, and leave a sentence one sentence. */
const WITHIN_SENTENCE = new Set('b em font i ins mark small span strong sub sup u'.split(' '));

const NAME = String.raw`<(?<slash>\/?)(?<name>[a-z][a-z\d-]*)(?![a-z\d-])`;
const ONE_TAG = new RegExp(String.raw`^${NAME}(?<attributes>.*)>$`, 'is');
/** No `<` within an attribute: a flood of open quotes would be looked through from each of them. */
const PIECE = new RegExp(
  String.raw`<!--[\s\S]*?(?:-->|$)|${NAME}(?<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>|<[!?][^>]*(?:>|$)|[^<]+|<`,
  'gi',
);
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/** The tags that are open at a place of the document, and how often. Those that nothing depends on are not counted. */
export type OpenTags = Map<string, number>;

export const isHidden = (open: OpenTags): boolean => [...open.keys()].some((name) => HIDING.has(name));
export const isInTable = (open: OpenTags): boolean => open.has('table');

/** What a block of raw HTML says; the tags that it leaves open stay in `open`. */
export function readHtmlBlock(html: string, open: OpenTags): string {
  let last = '';
  return [...html.matchAll(PIECE)]
    .map(({ 0: piece, groups }) => {
      const spoken = groups?.['name'] === undefined ? speakRest(piece, open, last) : speakTag(groups, open);
      last = spoken || last;
      return spoken;
    })
    .join('');
}

/** What one tag or comment within a paragraph says, where `last` was said before it. */
export function readInlineHtml(html: string, open: OpenTags, last: string): string {
  const groups = ONE_TAG.exec(html)?.groups;
  return groups ? speakTag(groups, open) : speakRest(html, open, last);
}

function speakTag({ slash, name = '', attributes = '' }: Record<string, string>, open: OpenTags): string {
  const tag = name.toLowerCase();
  const wasHidden = isHidden(open);
  if (tag === 'table' || HIDING.has(tag)) turn(open, tag, slash === '/' ? -1 : 1);
  if (wasHidden) return OPAQUE;
  if (tag === 'br') return '\n';
  if (tag === 'a') return slash === '/' ? OPAQUE : leadOf(attributes);
  return WITHIN_SENTENCE.has(tag) ? '' : OPAQUE;
}

/** A comment breaks what it is glued to (`#<!-- -->1`); after a space it is nothing. */
function speakRest(piece: string, open: OpenTags, last: string): string {
  if (isHidden(open)) return OPAQUE;
  if (!/^<[!?]/.test(piece)) return piece;
  return /(?:^|\s)$/.test(last) ? ' ' : OPAQUE;
}

function turn(open: OpenTags, tag: string, by: 1 | -1): void {
  const count = (open.get(tag) ?? 0) + by;
  if (count > 0) open.set(tag, count);
  else open.delete(tag);
}

/** What it is called stands behind it, and is not waited for: such a link is a mention. */
function leadOf(attributes: string): string {
  const [, double, single, bare] = HREF.exec(attributes) ?? [];
  return speakLink(double ?? single ?? bare ?? '', '');
}
