/** Source text with its comments and literals blanked out, so that a plain search finds code and nothing else. */

export interface SourceText {
  /** Comments replaced by spaces; every offset and line stays. */
  withoutComments: string;
  /** Comments and the inside of strings, templates and regular expressions replaced by spaces. */
  code: string;
}

interface Scan {
  text: string;
  at: number;
  comments: [number, number][];
  literals: [number, number][];
  /** What is open: `{` a brace of code, `${` a brace that leads back into a template. */
  open: ('{' | '${')[];
}

/** Splits a TypeScript source into code, comments and literals by scanning it once. */
export function readSource(text: string): SourceText {
  const scan: Scan = { text, at: 0, comments: [], literals: [], open: [] };
  while (scan.at < text.length) step(scan);
  const withoutComments = blank(text, scan.comments);
  return { withoutComments, code: blank(withoutComments, scan.literals) };
}

function step(scan: Scan): void {
  const { text, at } = scan;
  const two = text.slice(at, at + 2);
  const char = text.charAt(at);
  if (two === '//') skipTo(scan, scan.comments, endOfLine(text, at));
  else if (two === '/*') skipTo(scan, scan.comments, after(text, '*/', at + 2));
  else if (char === "'" || char === '"') skipTo(scan, scan.literals, endOfQuoted(text, at, char));
  else if (char === '/' && startsRegExp(scan)) skipTo(scan, scan.literals, endOfRegExp(text, at));
  else if (char === '`') readTemplate(scan);
  else if (char === '{') advance(scan, '{');
  else if (char === '}' && scan.open.pop() === '${') readTemplate(scan);
  else scan.at += 1;
}

function advance(scan: Scan, opened: '{' | '${'): void {
  scan.open.push(opened);
  scan.at += 1;
}

/** Reads the text of a template up to its end or to the next expression in it. */
function readTemplate(scan: Scan): void {
  const start = scan.at;
  let at = start + 1;
  while (at < scan.text.length && scan.text[at] !== '`' && scan.text.slice(at, at + 2) !== '${') {
    at += scan.text[at] === '\\' ? 2 : 1;
  }
  scan.literals.push([start + 1, at]);
  scan.at = at + 1;
  if (scan.text[at] === '$') advance(scan, '${');
}

function skipTo(scan: Scan, spans: [number, number][], end: number): void {
  // The quotes stay, so that a blanked literal still reads as one.
  spans.push(spans === scan.literals ? [scan.at + 1, end - 1] : [scan.at, end]);
  scan.at = end;
}

/** A slash begins a regular expression where a value may begin, and divides where one has just ended. */
function startsRegExp({ text, at }: Scan): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  return before === '' || /[=(,:;!&|?{}[+\-*%<>~^]$/.test(before) || /\b(return|typeof|case|in|of)$/.test(before);
}

function endOfRegExp(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '\n' || (char === '/' && !inClass)) return at + 1;
  }
  return text.length;
}

function endOfQuoted(text: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

const after = (text: string, end: string, at: number): number => {
  const found = text.indexOf(end, at);
  return found < 0 ? text.length : found + end.length;
};

function blank(text: string, spans: [number, number][]): string {
  let result = '';
  let from = 0;
  for (const [start, end] of spans) {
    if (end <= start) continue;
    result += text.slice(from, start) + text.slice(start, end).replaceAll(/[^\n]/g, ' ');
    from = end;
  }
  return result + text.slice(from);
}

/** The line of an offset, counted from one. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
