/** What a template engine reads in a file, covered up so that the rest can be read: Go templates (Helm) and Jinja. */

/** Stands for each covered character. It is in no file: a text with it in it is not read at all. */
export const COVER = '\0';

const OPENING = /\{[{%#]/g;
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{%', '%}'],
  ['{#', '#}'],
]);
const COMMENT = /-?[ \t]*\/\*/y;
/** What matters between `{{` and `}}`: where a text begins, and the end. */
const MATTERS = /["`]|\}\}/g;

/** The text with every directive covered, line ends left; or the offset of a `{{` that has no end. */
export function coverDirectives(text: string): { covered: string } | { unclosedAt: number } {
  const ends = endsIn(text);
  const pieces: string[] = [];
  let kept = 0;
  OPENING.lastIndex = 0;
  for (let found = OPENING.exec(text); found !== null; found = OPENING.exec(text)) {
    const { 0: opening, index: start } = found;
    const isAction = opening === '{{';
    const end = isAction ? endOfAction(text, start + 2, ends) : ends.ofWord(CLOSING.get(opening) ?? '', start + 2);
    if (end === undefined && isAction) return { unclosedAt: start };
    // Only Jinja knows the others: in a Helm template they are text.
    if (end === undefined) continue;
    pieces.push(text.slice(kept, start), text.slice(start, end).replace(/[^\r\n]/g, COVER));
    OPENING.lastIndex = kept = end;
  }
  return { covered: pieces.join('') + text.slice(kept) };
}

/** Where something closes; undefined where it does not. A file may be full of what never does, so that it is not looked for twice. */
interface Ends {
  ofWord: (closing: string, from: number) => number | undefined;
  /** Of a text in double quotes, which ends on its line. */
  ofQuoted: (from: number) => number | undefined;
}

function endsIn(text: string): Ends {
  const absent = new Set<string>();
  /** Up to here no quote closes. */
  let openTo = 0;
  return {
    ofWord: (closing, from) => {
      const at = absent.has(closing) ? -1 : text.indexOf(closing, from);
      if (at >= 0) return at + closing.length;
      absent.add(closing);
      return undefined;
    },
    ofQuoted: (from) => {
      if (from < openTo) return undefined;
      let at = from;
      for (; at < text.length && text[at] !== '\n'; at += text[at] === '\\' ? 2 : 1) {
        if (text[at] === '"') return at + 1;
      }
      openTo = at;
      return undefined;
    },
  };
}

/** Where `{{` ends, behind its `}}`: braces in a comment or in quotes do not end it. */
function endOfAction(text: string, from: number, ends: Ends): number | undefined {
  COMMENT.lastIndex = from;
  const commentEnd = COMMENT.test(text) ? ends.ofWord('*/', COMMENT.lastIndex) : undefined;
  for (let at = commentEnd ?? from; ;) {
    MATTERS.lastIndex = at;
    const [what] = MATTERS.exec(text) ?? [];
    if (what === undefined) return undefined;
    at = MATTERS.lastIndex;
    if (what === '}}') return at;
    // A quote that nothing closes is a character like others.
    at = (what === '"' ? ends.ofQuoted(at) : ends.ofWord('`', at)) ?? at;
  }
}
