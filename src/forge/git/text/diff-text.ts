import { diffTrees, readBlob } from '../diff.ts';
import { isBinary } from '../lines.ts';
import type { Objects, Oid } from '../storage.ts';
import { entryAt } from '../tree.ts';
import type { TreeEntry } from '../tree.ts';
import { hunksText } from './patch.ts';

/** Git shortens ids to as many characters, in repositories that are not large. */
const SHORT = 7;
const NOTHING = '/dev/null';
const SUBMODULE = '160000';

/** What differs between two trees (or the trees of two commits) as `git diff --no-renames` prints it, but for the line that a hunk lies below. */
export function diffText(objects: Objects, from: Oid | undefined, to: Oid): Buffer {
  const texts = diffTrees(objects, from, to).flatMap(({ path }) => {
    const before = from === undefined ? undefined : entryAt(objects, from, path);
    const after = entryAt(objects, to, path);
    // A file that becomes a link is removed and added.
    const isOther = before !== undefined && after !== undefined && kindOf(before) !== kindOf(after);
    return isOther
      ? [fileText(objects, path, { before }), fileText(objects, path, { after })]
      : [fileText(objects, path, { before, after })];
  });
  return Buffer.from(texts.join(''), 'latin1');
}

interface Sides {
  before?: TreeEntry | undefined;
  after?: TreeEntry | undefined;
}

function kindOf({ mode }: TreeEntry): string {
  return mode.slice(0, 3);
}

/** One character per byte, as lines are split. */
function fileText(objects: Objects, path: string, { before, after }: Sides): string {
  const [old, young] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const lines = [`diff --git ${old} ${young}`, ...modeLines({ before, after })];
  if (before?.oid !== after?.oid) {
    const mode = before?.mode === after?.mode ? ` ${before?.mode}` : '';
    lines.push(`index ${shortId(before)}..${shortId(after)}${mode}`);
    lines.push(...changeLines([bytesOf(objects, before), bytesOf(objects, after)], [before && old, after && young]));
  }
  return `${lines.join('\n')}\n`;
}

function modeLines({ before, after }: Sides): string[] {
  if (before === undefined) return [`new file mode ${after?.mode}`];
  if (after === undefined) return [`deleted file mode ${before.mode}`];
  return before.mode === after.mode ? [] : [`old mode ${before.mode}`, `new mode ${after.mode}`];
}

function changeLines([old, young]: [Buffer, Buffer], [from, to]: [string | undefined, string | undefined]): string[] {
  if (isBinary(old) || isBinary(young)) return [`Binary files ${from ?? NOTHING} and ${to ?? NOTHING} differ`];
  const hunks = hunksText(old, young);
  return hunks === '' ? [] : [`--- ${labelOf(from)}`, `+++ ${labelOf(to)}`, hunks];
}

/** A tab tells where a name ends that holds blanks. */
function labelOf(name: string | undefined): string {
  return name?.includes(' ') === true ? `${name}\t` : (name ?? NOTHING);
}

function bytesOf(objects: Objects, entry: TreeEntry | undefined): Buffer {
  return entry?.mode === SUBMODULE ? Buffer.from(`Subproject commit ${entry.oid}\n`) : readBlob(objects, entry?.oid);
}

function shortId(entry: TreeEntry | undefined): string {
  return (entry?.oid ?? '0'.repeat(SHORT)).slice(0, SHORT);
}

const escapes: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Names with quotes, control characters or anything beyond ASCII are quoted, byte by byte. */
function quoted(name: string): string {
  const bytes = Buffer.from(name).toString('latin1');
  const safe = bytes.replaceAll(
    /[^ !#-[\]-~]/g,
    (byte) => escapes[byte] ?? `\\${byte.codePointAt(0)!.toString(8).padStart(3, '0')}`,
  );
  return safe === bytes ? bytes : `"${safe}"`;
}
