/** Strings of HCL (hclsyntax/spec.md, "Template Expressions"), read without recursion: what is filled in may hold strings itself. */

export interface HclString {
  /** Behind the closing quote. */
  end: number;
  hasEscapes: boolean;
  /** What stands between `${` or `%{` and its brace, those counted. */
  holes: { start: number; end: number }[];
}

const LITERAL = /[^"\\$%\n]+/y;
const CODE = /[^"{}#/]+/y;
const HEREDOC = /<<-?([A-Za-z_][\w-]*)\r?\n/y;

/** Reads the string whose opening quote stands at an offset; undefined where it does not end. */
export function readString(text: string, from: number): HclString | undefined {
  const string: HclString = { end: from, hasEscapes: false, holes: [] };
  /** The quotes and the braces that are open: inside a quote is text, inside a brace is code. */
  const open = ['"'];
  let hole = from;
  for (let at = from + 1; at < text.length;) {
    const isOuter = open.length === 1;
    const { what, end } = open.at(-1) === '{' ? readCode(text, at) : readText(text, at);
    at = end;
    if (what === 'end') return undefined;
    if (what === 'escape') string.hasEscapes ||= isOuter;
    if (what === 'hole' && isOuter) hole = at - 2;
    if (what === 'hole' || what === 'brace') open.push('{');
    if (what === 'quote') open.push('"');
    if (what !== 'close') continue;
    open.pop();
    if (open.length === 0) return { ...string, end: at };
    if (open.length === 1 && text[at - 1] === '}') string.holes.push({ start: hole, end: at });
  }
  return undefined;
}

/** What comes next in a string, and where that ends. */
interface Piece {
  what: 'plain' | 'escape' | 'hole' | 'quote' | 'brace' | 'close' | 'end';
  end: number;
}

function readText(text: string, from: number): Piece {
  const at = skip(LITERAL, text, from);
  const char = text[at];
  if (char === undefined || char === '\n') return { what: 'end', end: at };
  if (char === '"') return { what: 'close', end: at + 1 };
  if (char === '\\') return { what: 'escape', end: at + 2 };
  // `$${` stands for `${` itself.
  if (text[at + 1] === char && text[at + 2] === '{') return { what: 'escape', end: at + 3 };
  return text[at + 1] === '{' ? { what: 'hole', end: at + 2 } : { what: 'plain', end: at + 1 };
}

function readCode(text: string, from: number): Piece {
  const at = skip(CODE, text, from);
  switch (text[at]) {
    case undefined:
      return { what: 'end', end: at };
    case '"':
      return { what: 'quote', end: at + 1 };
    case '{':
      return { what: 'brace', end: at + 1 };
    case '}':
      return { what: 'close', end: at + 1 };
    default: {
      const end = endOfComment(text, at) ?? at + 1;
      return { what: end < 0 ? 'end' : 'plain', end };
    }
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Where the comment ends that begins at an offset, its line's end left out. Undefined where there is none, -1 where it has no end. */
export function endOfComment(text: string, at: number): number | undefined {
  const isBlock = text.startsWith('/*', at);
  if (!isBlock && text[at] !== '#' && !text.startsWith('//', at)) return undefined;
  const end = text.indexOf(isBlock ? '*/' : '\n', at + (isBlock ? 2 : 1));
  if (isBlock) return end < 0 ? -1 : end + 2;
  return end < 0 ? text.length : end;
}

/** Where the heredoc ends that begins at an offset: behind its closing word. Undefined where there is none, -1 where it has no end. */
export function endOfHeredoc(text: string, at: number): number | undefined {
  HEREDOC.lastIndex = at;
  const word = HEREDOC.exec(text)?.[1];
  if (word === undefined) return undefined;
  for (let start = HEREDOC.lastIndex; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    if (line.trim() === word) return start + line.trimEnd().length;
    start = end + 1;
  }
  return -1;
}
