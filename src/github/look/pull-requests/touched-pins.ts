import { nodesOf } from '../raw.ts';
import type { RawFiles } from './raw.ts';

interface RawChange {
  files: RawFiles;
  changedFiles: number;
}

/** The files that a pull request changes; undefined while GitHub lists them in part. */
export function filesOf({ files, changedFiles }: RawChange): string[] | undefined {
  const listed = nodesOf(files).map(({ path }) => path);
  return listed.length < changedFiles ? undefined : listed;
}

/** Whether a pull request changes a file with pins; true while GitHub lists its files in part. */
export function touchesPins(raw: RawChange, paths: string[]): boolean {
  const files = filesOf(raw);
  return files === undefined || files.some((path) => paths.includes(path));
}
