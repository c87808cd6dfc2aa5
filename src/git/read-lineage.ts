import { simpleGit, type SimpleGit } from 'simple-git';

import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import { Lineage } from '../core/text/trailers.ts';

/** What a commit of an ordinary history says about the promotion that brought it. */
export interface CommitLineage {
  commit: string;
  lineage: Lineage;
}

/** Names of commits as people write them: `HEAD~2`, `main`, `v1.2^`; never an option, a range or a path. */
const REVISION = /^[A-Za-z0-9][\w./@-]*(?:[~^]\d*)*$/;

/**
 * Reads the lineage that a merge brought from git alone: its own message (a squash), or the newest message on the merged
 * side (a merge commit). Undefined where no commit of Sluice's is behind it. Throws UserMistake for a folder that is no
 * clone and a revision it does not have.
 */
export async function readLineage(gitDirectory: string, revision: string): Promise<CommitLineage | undefined> {
  const git = openClone(gitDirectory);
  const commit = await resolve(git, gitDirectory, revision);
  const merged = await git.raw(['log', FORMAT, '--max-count=51', `${commit}^1..${commit}`]).catch(() => '');
  const messages = merged === '' ? await git.raw(['log', FORMAT, '--max-count=1', commit]) : merged;
  for (const [id, message] of pairs(messages)) {
    const lineage = Lineage.parse(message);
    if (lineage !== undefined) return { commit: id, lineage };
  }
  return undefined;
}

/** Each commit as its id and its message, with zero bytes between. */
const FORMAT = '--format=%H%x00%B%x00';

function openClone(gitDirectory: string): SimpleGit {
  try {
    return simpleGit({ baseDir: gitDirectory, allowEnvironment: ['PATH', 'HOME'] });
  } catch {
    throw new UserMistake(
      userError('CLONE_UNREADABLE', { directory: gitDirectory, because: 'there is no such folder' }),
    );
  }
}

async function resolve(git: SimpleGit, directory: string, revision: string): Promise<string> {
  const unknown = new UserMistake(userError('REVISION_UNKNOWN', { revision, directory }));
  if (!REVISION.test(revision) || revision.includes('..')) throw unknown;
  await git.raw(['rev-parse', '--git-dir']).catch(() => {
    throw new UserMistake(userError('CLONE_UNREADABLE', { directory, because: 'git finds no repository there' }));
  });
  try {
    return (await git.raw(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`])).trim();
  } catch {
    throw unknown;
  }
}

function* pairs(output: string): Generator<[string, string]> {
  const fields = output.split('\0');
  for (let index = 0; index + 1 < fields.length; index += 2)
    yield [(fields[index] ?? '').trim(), fields[index + 1] ?? ''];
}
