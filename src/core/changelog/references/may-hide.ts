/** What these hold is not read, across blank lines too. */
const HIDING_TAG = /<(\/?)(pre|code|kbd|samp|tt|blockquote|del|s|strike|script|style|textarea|a)\b/gi;
/** Processing instructions, declarations and character data end where they like. */
const ODD_HTML = /<[?!]/;
const FENCE = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:(`{3,})[^`\n]*|(~{3,}).*)$/gm;

/**
 * Whether something that began in a text may hide what follows it after a blank line: a comment, a fence or a tag that is not
 * closed. In doubt it may.
 */
export function mayHideWhatFollows(text: string): boolean {
  const shown = withoutComments(text);
  return shown === undefined || ODD_HTML.test(shown) || isFenceOpen(shown) || isTagOpen(shown);
}

/** Undefined where a comment does not end, or where its beginning may be code. */
function withoutComments(text: string): string | undefined {
  const kept: string[] = [];
  let at = 0;
  for (let open = text.indexOf('<!--'); open >= 0; open = text.indexOf('<!--', at)) {
    const close = text.indexOf('-->', open + 4);
    const before = text.slice(at, open);
    if (close < 0 || before.includes('`', before.lastIndexOf('\n') + 1)) return undefined;
    kept.push(before);
    at = close + 3;
  }
  return [...kept, text.slice(at)].join('');
}

function isFenceOpen(text: string): boolean {
  let open = '';
  for (const [, ticks = '', tildes = ''] of text.matchAll(FENCE)) {
    const fence = ticks + tildes;
    if (open === '') open = fence;
    else if (fence.startsWith(open)) open = '';
  }
  return open !== '';
}

function isTagOpen(text: string): boolean {
  const open = new Map<string, number>();
  for (const [, slash, name = ''] of text.matchAll(HIDING_TAG)) {
    const tag = name.toLowerCase();
    open.set(tag, (open.get(tag) ?? 0) + (slash === '/' ? -1 : 1));
  }
  return [...open.values()].some((left) => left !== 0);
}
