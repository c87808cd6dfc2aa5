import { simpleGit, type SimpleGit, type SimpleGitOptions } from 'simple-git';

import { gitEnvironment, guardOf, type Reach } from './hardening.ts';
import { failureOf, GitFailure } from './failure.ts';
import type { Repository } from './process/requests.ts';

export interface RunOptions {
  /** Milliseconds after which the process is ended. */
  deadline?: number;
  /** Bytes of output after which it is ended. */
  mostBytes?: number;
  reach?: Reach;
  /** Exit code 1 without a word is an empty answer: so `git merge-base` says that there is none. */
  mayFindNothing?: boolean;
}

const DEADLINE_MS = 60_000;
/** For what looks at nothing but how a repository is set up; a configuration that includes a pipe would wait for good. */
export const QUICK_MS = 5_000;
/** Some 150,000 commits with their messages. */
const MOST_BYTES = 96 * 1024 * 1024;

/** What is running, so that a process that stops can take it along. */
const running = new Set<AbortController>();

/** Ends every git under way in this process. */
export function endAll(): void {
  for (const ending of running) ending.abort(new GitFailure('other', 'Sluice is stopping'));
}

/** Runs one git command in a repository and gives what it printed. Throws a GitFailure that says what went wrong without the token. */
export async function runGit(repository: Repository, args: string[], options: RunOptions = {}): Promise<string> {
  const { deadline = DEADLINE_MS, mostBytes = MOST_BYTES, reach, mayFindNothing = false } = options;
  const ending = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ending.signal.addEventListener('abort', () => reject(ending.signal.reason));
  const end = (why: string): void => ending.abort(new GitFailure('other', why));
  const timer = setTimeout(() => end(`git took longer than ${Math.round(deadline / 1000)} seconds`), deadline);
  // simple-git makes an error of its own of whatever it is given.
  let silent: GitFailure | undefined;
  const errors: SimpleGitOptions['errors'] = (error, result) => {
    const failed = failureIn(result, mayFindNothing);
    if (failed instanceof GitFailure && error === undefined) silent = failed;
    return Buffer.isBuffer(failed) ? failed : failed && (error ?? failed);
  };
  running.add(ending);
  try {
    const git = open(repository, { abort: ending.signal, errors }, reach);
    let bytes = 0;
    git.outputHandler((_, stdout) =>
      stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostBytes) end(`git printed more than ${Math.round(mostBytes / 1024 / 1024)} MB`);
      }),
    );
    return await Promise.race([git.raw(args), ended]);
  } catch (error) {
    throw failureOf(ending.signal.aborted ? ending.signal.reason : (silent ?? error), { repository, reach });
  } finally {
    clearTimeout(timer);
    running.delete(ending);
  }
}

function open(
  repository: Repository,
  options: Pick<SimpleGitOptions, 'abort' | 'errors'>,
  reach: Reach | undefined,
): SimpleGit {
  const environment = {
    ...gitEnvironment(process.env, reach),
    // Named outright, git neither looks in the folders above nor asks whose the folder is.
    ...(repository.isMirror && { GIT_DIR: repository.directory }),
  };
  return simpleGit({
    baseDir: repository.directory,
    // It is over when all that was printed has been read, not when the process has ended.
    completion: { onClose: true, onExit: false },
    ...options,
    ...guardOf(environment),
  }).env(environment);
}

/**
 * What git failed with, or how it did without a word. Only exit code 0 is success: simple-git by itself lets pass what failed
 * in silence, and what a signal ended, whose code is null.
 */
function failureIn(
  { exitCode, stdOut, stdErr }: { exitCode: number | null; stdOut: Buffer[]; stdErr: Buffer[] },
  mayFindNothing: boolean,
): Buffer | GitFailure | undefined {
  if (exitCode === 0) return undefined;
  if (exitCode === null) return new GitFailure('other', 'something ended git before it was done');
  const said = Buffer.concat(stdErr);
  if (said.toString().trim() !== '') return said;
  if (mayFindNothing && exitCode === 1 && stdOut.length === 0) return undefined;
  return new GitFailure('other', `git failed with exit code ${exitCode} and did not say why`);
}
