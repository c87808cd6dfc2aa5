import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder on this disk. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Paths (from the root, with `/`) of the files below a folder whose names end as given, sorted. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}

/** A file's text, by its path from the root. */
export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The sources below a folder: path → text. */
export const sourcesBelow = (folder: string): Map<string, string> =>
  new Map(filesBelow(folder, '.ts').map((path) => [path, textOf(path)]));
