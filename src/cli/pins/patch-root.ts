import { stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/**
 * The folder from which the paths of a patch count: the one that the command runs in, where it has all of the files. Else git's work
 * tree that has them all, or without one the deepest folder that does, since no patch leads out of its folder.
 */
export async function patchRoot(paths: readonly string[]): Promise<string> {
  const here = process.cwd();
  if (paths.every((path) => isBelow(here, path))) return here;
  const common = commonFolder(paths);
  for (let folder = common; ; folder = dirname(folder)) {
    if (await isThere(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return common;
  }
}

/** A path of a patch, from its root. */
export const patchPath = (root: string, path: string): string => relative(root, path).split(sep).join('/');

function isBelow(folder: string, path: string): boolean {
  const [first] = relative(folder, path).split(sep);
  return first !== '..' && first !== '';
}

function commonFolder(paths: readonly string[]): string {
  const [first = '.', ...others] = paths;
  let folder = dirname(first);
  while (!others.every((path) => isBelow(folder, path))) folder = dirname(folder);
  return folder;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
