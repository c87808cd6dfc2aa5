import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isUnfinished, markOf } from './mirror-folder.ts';

/** A process that was killed leaves its locks and half a pack. No git of ours writes for more than twenty minutes. Milliseconds. */
const STALE_MS = 30 * 60_000;

/** Removes what a killed fetch left behind, once nobody can still be at it. */
export async function removeLeftovers(directory: string, now: number): Promise<void> {
  for (const path of await leftovers(directory)) {
    const written = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => now,
    );
    if (now - written > STALE_MS) await rm(path, { force: true });
  }
}

async function leftovers(directory: string): Promise<string[]> {
  const isLock = (name: string): boolean => name.endsWith('.lock');
  const found = await Promise.all([
    filesIn(directory, isLock, false),
    filesIn(join(directory, 'refs'), isLock, true),
    filesIn(join(directory, 'objects', 'info'), isLock, true),
    filesIn(join(directory, 'objects', 'pack'), (name) => name.startsWith('tmp_') || isLock(name), false),
  ]);
  return found.flat();
}

async function filesIn(folder: string, isMeant: (name: string) => boolean, recursive: boolean): Promise<string[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && isMeant(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
}

const UNUSED_MS = 30 * 86_400_000;
const UNFINISHED_MS = 86_400_000;

/**
 * Removes the mirrors that nobody has used for a month, and what was never finished; gives their paths. Whatever else lies in
 * the folder of all mirrors is somebody's who put it there.
 */
export async function removeUnused(root: string, now: number): Promise<string[]> {
  const removed: string[] = [];
  for (const mirror of (await Promise.all((await foldersIn(root)).map(foldersIn))).flat()) {
    const restedFor = now - (await lastUse(mirror, now));
    if (restedFor < (isUnfinished(mirror) ? UNFINISHED_MS : UNUSED_MS)) continue;
    await rm(mirror, { recursive: true, force: true }).then(
      () => removed.push(mirror),
      () => undefined,
    );
  }
  return removed;
}

/** When a folder of ours was last used; of one that is not ours, now. */
async function lastUse(directory: string, now: number): Promise<number> {
  const timeOf = (path: string): Promise<number> => stat(path).then(({ mtimeMs }) => mtimeMs);
  const marked = timeOf(markOf(directory));
  if (isUnfinished(directory)) return marked.catch(() => timeOf(directory)).catch(() => now);
  return marked.catch(() => now);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}
