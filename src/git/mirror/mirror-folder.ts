import { existsSync } from 'node:fs';
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { runGit } from '../run-git.ts';

/** Files come without their contents, and what is missing belongs to `origin`, whose address each fetch brings along. */
const CONFIG = `[core]
	repositoryformatversion = 1
	filemode = false
	bare = true
[extensions]
	partialClone = origin
[remote "origin"]
	promisor = true
	partialclonefilter = blob:none
[fetch]
	unpackLimit = 1
	writeCommitGraph = true
`;

/** What makes a folder ours. Its time says when the mirror was last used, for those that nobody uses any more. */
const MARK = 'last-used';

/** Whether a folder holds a mirror of ours, whole or damaged, something of others, or is not there. */
export function whoseIs(directory: string): 'ours' | 'others' | 'nobody' {
  if (existsSync(join(directory, MARK))) return 'ours';
  return existsSync(directory) ? 'others' : 'nobody';
}

/** Why a folder of others is neither read nor changed. */
export const NOT_OURS =
  'where it would be lies something that Sluice did not make: give the mirrors a folder of their own';

/** The file of a mirror of ours that has the time of its last use. */
export const markOf = (directory: string): string => join(directory, MARK);

/** Whether a folder is one that a mirror is made in, by its name. */
export const isUnfinished = (directory: string): boolean => /\.git\.making-\d+(?:-\d+)?$/.test(basename(directory));

const unfinishedName = (directory: string): string => `${directory}.making-${process.pid}-${process.hrtime.bigint()}`;

/** Makes an empty mirror under a name of its own, beside where it is going to be. Gives its path. */
export async function beginMirror(directory: string): Promise<string> {
  const making = unfinishedName(directory);
  await mkdir(making, { recursive: true, mode: 0o700 });
  try {
    await runGit({ directory: making, isMirror: true }, ['init', '--quiet', '--bare']);
    await writeFile(join(making, 'config'), CONFIG);
    await writeFile(markOf(making), '');
    return making;
  } catch (error) {
    await dropUnfinished(making);
    throw error;
  }
}

/** Makes an empty mirror and moves it in place, so that half of one is never there. */
export async function makeMirror(directory: string): Promise<void> {
  const made = await beginMirror(directory);
  try {
    await rename(made, directory);
  } catch (error) {
    await dropUnfinished(made);
    // Another process of Sluice's on the same folder was first.
    if (whoseIs(directory) !== 'ours') throw error;
  }
}

/** Puts a new mirror where the old one is. That goes by another name first: a removal that is cut short leaves no half of one. */
export async function replaceMirror(directory: string, made: string): Promise<void> {
  const old = unfinishedName(directory);
  if (whoseIs(directory) === 'ours') await rename(directory, old);
  await rename(made, directory);
  await dropUnfinished(old);
}

/** Removes what was begun, or has been replaced; nothing where it is in place by now. */
export async function dropUnfinished(made: string): Promise<void> {
  await rm(made, { recursive: true, force: true });
}

/** Notes that a mirror is in use. */
export async function markUsed(directory: string, now: number): Promise<void> {
  await utimes(markOf(directory), now / 1000, now / 1000).catch(() => undefined);
}
