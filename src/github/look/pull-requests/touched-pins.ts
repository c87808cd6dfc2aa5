import { nodesOf } from '../raw.ts';
import type { RawFiles } from './raw.ts';

interface RawChange {
  files: RawFiles;
  changedFiles: number;
}

/**
 * The files that a pull request changes; undefined while GitHub lists them in part, which it does with every file that has a new
 * name: GraphQL does not tell the old one.
 */
export function filesOf({ files, changedFiles }: RawChange): string[] | undefined {
  const listed = nodesOf(files);
  if (listed.length < changedFiles || listed.some(({ changeType }) => changeType === 'RENAMED')) return undefined;
  return listed.map(({ path }) => path);
}

/** Whether a pull request changes a file with pins; true while GitHub lists its files in part. */
export function touchesPins(raw: RawChange, paths: string[]): boolean {
  const files = filesOf(raw);
  return files === undefined || files.some((path) => paths.includes(path));
}
