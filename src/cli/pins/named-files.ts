import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';

import { userError, type UserError } from '../../core/errors/catalogue.ts';
import { causeOf, readText, type Unread } from './text-file.ts';

/** A file of a command line, read. */
export interface NamedFile {
  /** As the person is told of it: from the folder that the command runs in, if it is below that. */
  name: string;
  /** The path that its format is told by. */
  readAs: string;
  /** Behind any symbolic link. */
  path: string;
  text: string;
}

/** Reads the files once each, however often they are named; every one that cannot be read is a mistake. */
export async function readNamed(names: readonly string[]): Promise<{ files: NamedFile[]; mistakes: UserError[] }> {
  const files = new Map<string, NamedFile>();
  const mistakes: UserError[] = [];
  for (const given of names) {
    const name = shownName(given);
    const path = await realpath(given).catch((error: unknown) => ({ is: 'system' as const, because: causeOf(error) }));
    const read = typeof path === 'string' ? await readText(path) : path;
    if ('is' in read) mistakes.push(unreadMistake(name, read));
    else if (typeof path === 'string' && !files.has(path))
      files.set(path, { name, readAs: readAs(resolve(given), name), path, ...read });
  }
  return { files: [...files.values()], mistakes };
}

/** The mistake of whoever named a file that has no text. */
export function unreadMistake(path: string, { is, because }: Unread): UserError {
  if (is === 'folder') return userError('FILE_IS_FOLDER', { path });
  return userError(is === 'system' ? 'FILE_UNREADABLE' : 'FILE_NOT_TEXT', { path, because });
}

/** A path as people are shown it: from the folder that the command runs in, if it is below that. */
export function shownName(name: string): string {
  const below = relative('.', resolve(name));
  return below === '' || below.startsWith('..') || isAbsolute(below) ? name : below;
}

/** Its folder makes a file a workflow of GitHub Actions, so that the path by which a file is read has it even from within. */
export function readAs(path: string, name: string): string {
  const [, workflow] = /(?:^|\/)(\.github\/workflows\/[^/]+)$/.exec(path) ?? [];
  return name.includes('.github/workflows/') ? name : (workflow ?? name);
}
