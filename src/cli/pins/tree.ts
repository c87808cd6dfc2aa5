import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';
import { shownName } from './named-files.ts';
import { causeOf } from './text-file.ts';

/** The files of a tree, sorted, from its folder and with slashes. */
export interface Tree {
  folder: string;
  files: string[];
  /** Whether a file was named, and no folder. */
  isFile: boolean;
  /** Folders that could not be listed, with the system's word for why. */
  unread: { file: string; because: string }[];
}

/** What git keeps, and what others wrote, is no part of the tree that people edit. */
const PASSED_OVER = new Set(['.git', 'node_modules']);

/**
 * The tree of a folder, or of the one file that is named. Symbolic links are not followed, so that nothing is found twice and nothing
 * outside is read.
 */
export async function treeOf(root: string): Promise<Tree> {
  const found = await stat(root).catch(causeOf);
  if (typeof found === 'string') throw new UserMistake(userError('FILE_UNREADABLE', { path: root, because: found }));
  if (!found.isDirectory()) return { folder: '.', files: [shownName(root)], isFile: true, unread: [] };
  const tree: Tree = { folder: root, files: [], isFile: false, unread: [] };
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const below of await list(folder, tree)) folders.push(below);
  tree.files.sort();
  tree.unread.sort((one, other) => (one.file < other.file ? -1 : 1));
  return tree;
}

/** Adds a folder's files to the tree; answers the folders in it. */
async function list(folder: string, { folder: root, files, unread }: Tree): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(causeOf);
  if (typeof entries === 'string') {
    unread.push({ file: folder === '' ? '.' : folder, because: entries });
    return [];
  }
  const folders: string[] = [];
  for (const entry of entries) {
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) folders.push(file);
    if (entry.isFile()) files.push(file);
  }
  return folders;
}
