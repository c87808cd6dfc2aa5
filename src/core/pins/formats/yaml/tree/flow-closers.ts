/**
 * Brackets that close a list or map in flow style no further to the right than the key it stands under. YAML forbids that, and what
 * reads files for Kubernetes and CI takes it; js-yaml does not, and never looks at the indentation of what does not begin a line.
 */
import { Lexer } from 'yaml';

const SCALAR = '\u001f';
/** Document, and end of a flow after an error: what the lexer says without having read anything. */
const SIGNS: ReadonlySet<string> = new Set(['\u0002', '\u0018', SCALAR]);
const CLOSERS = ']}';

/** Whether a closing bracket stands there. */
export const isCloser = (text: string, offset: number): boolean => CLOSERS.includes(text.charAt(offset) || ' ');

/**
 * The text with such brackets moved to the line before: blanks take the place of the line breaks and comments between them and what
 * they follow, so that all else keeps its offset. Of several inside each other it may take a second time to see the outer ones.
 */
export function joinClosers(text: string): string {
  const pieces: string[] = [];
  const blank = { from: 0, hasBreak: false };
  let [kept, at, depth, isText] = [0, 0, 0, false];
  for (const token of new Lexer().lex(text)) {
    if (!isText && SIGNS.has(token)) {
      isText = token === SCALAR;
      continue;
    }
    const closes = !isText && (token === ']' || token === '}');
    if (closes && depth > 0 && blank.hasBreak) {
      pieces.push(text.slice(kept, blank.from), ' '.repeat(at - blank.from));
      kept = at;
    }
    if (!isText && (token === '[' || token === '{')) depth += 1;
    if (closes) depth = Math.max(0, depth - 1);
    const isBlank = !isText && isBlankToken(token);
    at += token.length;
    if (isBlank) blank.hasBreak ||= token.endsWith('\n');
    else [blank.from, blank.hasBreak] = [at, false];
    isText = false;
  }
  return [...pieces, text.slice(kept)].join('');
}

const isBlankToken = (token: string): boolean => /^[ \t\r\n#]/.test(token);
