import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

import { commitSha, type CommitSha } from '../../src/core/names.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder, gone when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-git-'));
  folders.push(folder);
  return folder;
}

const NOON = Date.parse('2026-03-02T12:00:00Z') / 1000;

/** Runs git as a person does, untouched by how this machine's git is set up. */
export function git(
  directory: string,
  args: string[],
  { env = {}, input }: { env?: NodeJS.ProcessEnv; input?: string | Buffer } = {},
): string {
  const clean = { PATH: process.env['PATH'], HOME: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull };
  return execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], {
    cwd: directory,
    env: { ...clean, ...env },
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  }).trim();
}

export interface CommitSpec {
  message?: string | Buffer;
  files?: Record<string, string>;
  author?: string;
  /** Minutes after noon. */
  at?: number;
  writtenAt?: number;
}

/** A repository with a work tree in which a test makes its history; each commit is a minute after the one before. */
export class TestRepository {
  readonly directory = temporaryFolder();
  #minute = 0;

  constructor() {
    git(this.directory, ['init', '--quiet']);
  }

  git(...args: string[]): string {
    return git(this.directory, args, { env: this.#identity({}) });
  }

  commit({ message = 'a change', files, ...spec }: CommitSpec = {}): CommitSha {
    this.#minute += 1;
    const written = files ?? { 'notes.txt': `${this.#minute}\n` };
    for (const [path, text] of Object.entries(written)) {
      mkdirSync(dirname(join(this.directory, path)), { recursive: true });
      writeFileSync(join(this.directory, path), text);
    }
    git(this.directory, ['add', '--all']);
    const args = ['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--cleanup=verbatim', '--file=-'];
    git(this.directory, args, { env: this.#identity(spec), input: message });
    return this.head();
  }

  merge(branches: string[], message: string, ...options: string[]): CommitSha {
    this.#minute += 1;
    const args = ['merge', '--quiet', '--no-ff', ...options, '-m', message, ...branches];
    git(this.directory, args, { env: this.#identity({}) });
    return this.head();
  }

  /** A new branch from a commit, checked out. */
  branch(name: string, from = 'HEAD'): void {
    this.git('checkout', '--quiet', '-B', name, from);
  }

  checkout(name: string): void {
    this.git('checkout', '--quiet', name);
  }

  head(name = 'HEAD'): CommitSha {
    return commitSha(git(this.directory, ['rev-parse', name]));
  }

  #identity({ author = 'Ada <ada@example.com>', at = this.#minute, writtenAt = at }: CommitSpec): NodeJS.ProcessEnv {
    const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(author) ?? [];
    return {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: `@${NOON + writtenAt * 60} +0000`,
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
      GIT_COMMITTER_DATE: `@${NOON + at * 60} +0000`,
    };
  }
}
