import { GitFailure } from './failure.ts';
import type { Repository } from './process/requests.ts';
import { QUICK_MS, runGit } from './run-git.ts';

/** The address of an open clone's remote `origin` as its configuration has it; undefined where it has none, or no configuration. */
export async function cloneOrigin(clone: Repository): Promise<string | undefined> {
  const args = ['config', '--local', '--list', '--null', '--no-includes'];
  const listed = await runGit(clone, args, { deadline: QUICK_MS }).catch((error: unknown) => {
    if (error instanceof GitFailure) return '';
    throw error;
  });
  return listed
    .split('\0')
    .find((line) => line.startsWith(ORIGIN))
    ?.slice(ORIGIN.length);
}

/** Git prints a key in small letters, and a line end before its value. */
const ORIGIN = 'remote.origin.url\n';
