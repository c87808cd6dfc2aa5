import { readBlob, type FileChange } from '../diff.ts';
import { diffLines, isBinary, splitLines, type Hunk } from '../lines.ts';
import type { Objects } from '../storage.ts';

/** Unchanged lines around a change, as git shows them. */
const CONTEXT = 3;

/** GitHub shows no patch of a file beyond "500 KB of raw diff data". */
const LONGEST = 500_000;

/**
 * The changes of one file as a unified diff without its header, as the API gives it; undefined for binary files and large
 * changes. Unlike git's own it does not repeat the line that a hunk lies below.
 */
export function patchOf(objects: Objects, { before, after }: FileChange): string | undefined {
  const [old, young] = [before, after].map((oid) => readBlob(objects, oid)) as [Buffer, Buffer];
  if (isBinary(old) || isBinary(young)) return undefined;
  const bytes = Buffer.from(hunksText(old, young), 'latin1');
  return bytes.length === 0 || bytes.length > LONGEST ? undefined : bytes.toString('utf8');
}

/** The hunks between two texts, one character per byte; empty where the two are equal. */
export function hunksText(old: Buffer, young: Buffer): string {
  const [from, to] = [splitLines(old), splitLines(young)];
  const groups = grouped(diffLines(from, to));
  return groups.map((hunks) => groupText(hunks, from, to)).join('\n');
}

/** Hunks whose contexts touch are shown as one. */
function grouped(hunks: readonly Hunk[]): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && hunk.at - (last.at + last.removed) <= 2 * CONTEXT) groups.at(-1)!.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function groupText(hunks: readonly Hunk[], from: readonly string[], to: readonly string[]): string {
  const [first, last] = [hunks[0]!, hunks.at(-1)!];
  const before = Math.min(CONTEXT, first.at);
  const end = Math.min(from.length, last.at + last.removed + CONTEXT);
  const after = end - (last.at + last.removed);
  const old = { start: first.at - before, count: end - (first.at - before) };
  const young = { start: first.from - before, count: last.from + last.added + after - (first.from - before) };
  const lines: string[] = [];
  let done = old.start;
  for (const { at, removed, from: place, added } of hunks) {
    lines.push(...marked(' ', from.slice(done, at)), ...marked('-', from.slice(at, at + removed)));
    lines.push(...marked('+', to.slice(place, place + added)));
    done = at + removed;
  }
  lines.push(...marked(' ', from.slice(done, end)));
  return [`@@ -${rangeText(old)} +${rangeText(young)} @@`, ...lines].join('\n');
}

/** Lines are counted from 1; an empty side is named by the line before it, and a single line without its count. */
function rangeText({ start, count }: { start: number; count: number }): string {
  const line = count === 0 ? start : start + 1;
  return count === 1 ? String(line) : `${line},${count}`;
}

function marked(mark: ' ' | '-' | '+', lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    line.endsWith('\n') ? [`${mark}${line.slice(0, -1)}`] : [`${mark}${line}`, '\\ No newline at end of file'],
  );
}
