/** The lines of a Dockerfile, and the directives in the first of them. */

/** A line without its end. */
export interface Line {
  text: string;
  /** Its offset in the file. */
  start: number;
}

export interface Directives {
  /** What continues lines and escapes characters. */
  escape: string;
  /** The image that reads the file, up to the first blank. */
  syntax?: Line;
}

const DIRECTIVE = /^#\s*(syntax|escape|check)\s*=\s*(?=\S)/i;

/** Lines without their ends; a byte order mark belongs to no line. */
export function readLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = text.startsWith('\uFEFF') ? 1 : 0; start <= text.length;) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    lines.push({ text: text.slice(start, withoutReturns(text, start, end)), start });
    start = end + 1;
  }
  return lines;
}

function withoutReturns(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text[at - 1] === '\r') at -= 1;
  return at;
}

/** Directives stand in the first lines; the first line that is none ends them. */
export function readDirectives(lines: readonly Line[]): Directives | { unreadable: string } {
  const [first] = lines;
  // BuildKit looks for `syntax` behind a shebang too, and for `escape` not (parser/directives.go).
  const isScript = first?.text.startsWith('#!') === true;
  const found = new Map<string, Line>();
  for (let index = isScript ? 1 : 0; index < lines.length; index += 1) {
    const directive = directiveOf(lines[index] as Line);
    if (directive === undefined) break;
    if (!found.has(directive.name)) found.set(directive.name, directive.value);
  }
  const escape = isScript ? '\\' : (found.get('escape')?.text ?? '\\');
  if (escape !== '\\' && escape !== '`') return { unreadable: 'its escape directive names neither \\ nor `' };
  const syntax = found.get('syntax');
  return { escape, ...(syntax === undefined ? {} : { syntax: untilBlank(syntax) }) };
}

function directiveOf({ text, start }: Line): { name: string; value: Line } | undefined {
  const blanks = text.length - text.trimStart().length;
  const [before, name] = DIRECTIVE.exec(text.slice(blanks)) ?? [];
  if (before === undefined || name === undefined) return undefined;
  const at = blanks + before.length;
  return { name: name.toLowerCase(), value: { text: text.slice(at).trimEnd(), start: start + at } };
}

function untilBlank({ text, start }: Line): Line {
  const end = text.indexOf(' ');
  return { text: end < 0 ? text : text.slice(0, end), start };
}

/** Where the character stands that continues a line; doubled it stands for itself. */
export function continuationAt(line: string, escape: string): number | undefined {
  let at = line.length - 1;
  while (line[at] === ' ' || line[at] === '\t') at -= 1;
  return line[at] === escape && line[at - 1] !== escape ? at : undefined;
}
