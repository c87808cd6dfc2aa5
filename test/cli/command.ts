import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { root } from '../house/sources/project-files.ts';

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Bytes. Node's own measure of one megabyte ends a command that tells a long history. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** Runs `sluice` as people do, in a process of its own that inherits no setting. */
export function sluice(argv: string[], env: Record<string, string> = {}): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const own = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env };
  const how = { env: own, maxBuffer: LONGEST_OUTPUT };
  execFile(process.execPath, [join(root, 'src/start.mjs'), ...argv], how, (error, out, err) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
  });
  return promise;
}

/** Git in a folder, untouched by how this machine's git is set up. */
export function git(directory: string, ...argv: string[]): string {
  const person = { NAME: 'Ada', EMAIL: 'ada@example.com', DATE: '2026-03-02T09:00:00Z' };
  const identity = Object.entries(person).flatMap(([name, value]) => [
    [`GIT_AUTHOR_${name}`, value],
    [`GIT_COMMITTER_${name}`, value],
  ]);
  const env = { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(identity) };
  return execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'core.hooksPath=/dev/null', ...argv], {
    cwd: directory,
    env,
    encoding: 'utf8',
  }).trim();
}
