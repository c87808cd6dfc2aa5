import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import * as fc from 'fast-check';
import type { Person } from '../../../src/forge/git/commit.ts';
import { readCommit, writeCommit } from '../../../src/forge/git/commit.ts';
import { diskStorage } from '../../../src/forge/git/disk.ts';
import type { Objects, Oid, Storage } from '../../../src/forge/git/storage.ts';
import type { TreeChange } from '../../../src/forge/git/tree.ts';
import { editTree } from '../../../src/forge/git/tree.ts';

/** The real git as the judge of ours, and random histories for it to judge. */

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder, gone when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'forge-git-'));
  folders.push(folder);
  return folder;
}

export type DiskStorage = Storage & { directory: string };

export function freshDisk(): DiskStorage {
  const directory = join(temporaryFolder(), 'repo.git');
  return { ...diskStorage(directory), directory };
}

/** The environment of every git client in tests: only what the test sets. */
export const GIT_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  HOME: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** Runs git in a folder; `status` 1 may be an answer, as of merge-tree. */
export function runGit(
  directory: string,
  args: string[],
  input?: string,
): { stdout: string; status: number | null; stderr: string } {
  const { stdout, status, stderr } = spawnSync('git', ['-C', directory, ...args], {
    env: GIT_ENVIRONMENT,
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
  return { stdout, status, stderr };
}

/** What git prints, line by line; throws unless it succeeds. */
export function gitLines(directory: string, ...args: string[]): string[] {
  const { stdout, status, stderr } = runGit(directory, args);
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

export function person(seconds: number, name = 'Ada'): Person {
  return { name, email: `${name.toLowerCase()}@example.com`, at: seconds * 1000 };
}

/** Commits the changes on top of the parents (the first one's tree). */
export function commitFiles(
  objects: Objects,
  {
    parents = [],
    files,
    at = 1,
    message = 'change',
  }: { parents?: Oid[]; files: Record<string, string | null>; at?: number; message?: string },
): Oid {
  const [first] = parents;
  const changes = Object.entries(files).map(([path, text]): TreeChange => ({
    path,
    content: text === null ? null : Buffer.from(text),
  }));
  const tree = editTree(objects, first === undefined ? undefined : readCommit(objects, first).tree, changes);
  return writeCommit(objects, { tree, parents, author: person(at), committer: person(at), message });
}

export interface Step {
  /** How far back each parent lies in the list of commits so far. */
  back: number[];
  at: number;
  path: string;
  text: string | null;
}

const PATHS = ['app.yaml', 'b', 'b.txt', 'envs/dev/app.yaml', 'envs/dev.yaml', 'envs/prod/app.yaml', 'ä/ö.txt'];

/** Random histories with merges, several roots, equal dates and clocks that run backwards. */
export function histories(length: number): fc.Arbitrary<Step[]> {
  const step = fc.record({
    // One in five starts a history of its own.
    back: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
    at: fc.integer({ min: 1, max: 40 }),
    path: fc.constantFrom(...PATHS),
    text: fc.option(fc.constantFrom('one\n', 'two\n', 'three\n'), { freq: 4 }),
  });
  return fc.array(step, { minLength: length, maxLength: length });
}

/** Writes a history; `clock` turns the index and the random number of a step into seconds. */
export function writeHistory(
  objects: Objects,
  steps: readonly Step[],
  clock: (index: number, at: number) => number,
): Oid[] {
  const commits: Oid[] = [];
  for (const [index, { back, at, path, text }] of steps.entries()) {
    const parents = [...new Set(back.map((distance) => commits.at(-distance)))].filter((oid) => oid !== undefined);
    commits.push(
      commitFiles(objects, { parents, files: { [path]: text }, at: clock(index, at), message: `step ${index}` }),
    );
  }
  return commits;
}
