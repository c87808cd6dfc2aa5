import { applyChanges, type PinChange } from './splice.ts';

const CONTEXT = 3;
const NO_NEWLINE = '\\ No newline at end of file';

/** Lines of the file from `first` to before `end`, from 0. */
interface Hunk {
  first: number;
  end: number;
  changed: ReadonlySet<number>;
}

/** What `diff -u` prints of the changes to one file: replacements, which never change the number of its lines. Empty without any. */
export function unifiedDiff(path: string, text: string, changes: readonly PinChange[]): string {
  if (changes.length === 0) return '';
  const before = linesIn(text);
  const after = linesIn(applyChanges(text, changes));
  const hunks = hunksOf(changes, before.length).map((hunk) => hunkText(hunk, before, after));
  return [`--- ${nameIn('a', path)}\n`, `+++ ${nameIn('b', path)}\n`, ...hunks].join('');
}

/** Each with its line end; the last one may have none. */
const linesIn = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Changes so near to each other that their context would meet stand in one hunk. */
function hunksOf(changes: readonly PinChange[], count: number): Hunk[] {
  const hunks: (Hunk & { changed: Set<number> })[] = [];
  for (const { line } of changes) {
    const at = line - 1;
    const [first, end] = [Math.max(0, at - CONTEXT), Math.min(count, at + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last === undefined || first > last.end) hunks.push({ first, end, changed: new Set([at]) });
    else {
      last.end = end;
      last.changed.add(at);
    }
  }
  return hunks;
}

function hunkText({ first, end, changed }: Hunk, before: readonly string[], after: readonly string[]): string {
  const range = `${first + 1}${end - first === 1 ? '' : `,${end - first}`}`;
  const lines = [`@@ -${range} +${range} @@\n`];
  for (let at = first; at < end;) {
    if (!changed.has(at)) {
      lines.push(lineText(' ', before[at]));
      at += 1;
      continue;
    }
    const from = at;
    while (changed.has(at)) at += 1;
    for (const line of before.slice(from, at)) lines.push(lineText('-', line));
    for (const line of after.slice(from, at)) lines.push(lineText('+', line));
  }
  return lines.join('');
}

const lineText = (sign: string, line = ''): string =>
  line.endsWith('\n') ? `${sign}${line}` : `${sign}${line}\n${NO_NEWLINE}\n`;

const ESCAPES = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

/** As git spells a path there: in quotes where a character needs it, and with a tab behind it where a blank is in it. */
function nameIn(side: 'a' | 'b', path: string): string {
  const name = `${side}/${path}`;
  // oxlint-disable-next-line no-control-regex -- these are what git escapes
  const escaped = name.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
    const octal = character.charCodeAt(0).toString(8).padStart(3, '0');
    return ESCAPES.get(character) ?? `\\${octal}`;
  });
  if (escaped !== name) return `"${escaped}"`;
  return name.includes(' ') ? `${name}\t` : name;
}
