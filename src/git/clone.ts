import { resolve } from 'node:path';

import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import { commitSha, isCommitSha } from '../core/names.ts';
import type { CommitSha } from '../core/names.ts';
import { GitFailure } from './failure.ts';
import type { Repository } from './process/requests.ts';
import { QUICK_MS, runGit } from './run-git.ts';

/**
 * What may be called a commit: whatever git takes for a name (`git check-ref-format`; `@acme/web@1.0.0`, `släpp-1`), with steps
 * back (`HEAD~2`, `v1.2^`). Never an option, a path, a search or a range.
 */
// oxlint-disable-next-line no-control-regex
const REVISION = /^(?!-)[^\u0000-\u0020\u007f~^:?*[\\]+(?:[~^]\d*)*$/;
const NOT_ONE_COMMIT = /\.\.|@\{/;

/**
 * A clone that a person names, once git has found it to be one; whatever its configuration holds, nothing of it is run. Throws
 * UserMistake where git has not.
 */
export async function openClone(directory: string): Promise<Repository> {
  const clone = { directory: resolve(directory), isMirror: false };
  try {
    await runGit(clone, ['rev-parse', '--git-dir'], { deadline: QUICK_MS });
    return clone;
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const { because, next } = error;
    const told = next === undefined ? because : `${because} (${next})`;
    throw new UserMistake(userError('CLONE_UNREADABLE', { directory, because: told }));
  }
}

/**
 * The full id of what a person calls a commit of an open clone: a tag, a branch (of `origin` too), an abbreviated id, `HEAD~3`.
 * Throws UserMistake for a revision that it does not have.
 */
export async function resolveRevision(clone: Repository, revision: string): Promise<CommitSha> {
  const isOne = REVISION.test(revision) && !NOT_ONE_COMMIT.test(revision);
  for (const name of isOne ? [revision, `refs/remotes/origin/${revision}`] : []) {
    const id = await commitCalled(clone, name);
    if (isCommitSha(id)) return commitSha(id);
  }
  throw new UserMistake(userError('REVISION_UNKNOWN', { revision, directory: clone.directory }));
}

async function commitCalled(clone: Repository, name: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  try {
    return (await runGit(clone, args, { deadline: QUICK_MS })).trim();
  } catch (error) {
    if (error instanceof GitFailure) return '';
    throw error;
  }
}
