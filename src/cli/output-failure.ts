import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';

/** What people call the place that a command's answer goes to. */
export const STANDARD_OUTPUT = 'standard output';

/** What may be wrong with a place to write to, by the system's name for it. */
const CAUSES: Partial<Record<string, string>> = {
  ENOSPC: 'its disk is full',
  EDQUOT: 'what this user may store there is used up',
  EFBIG: 'it has grown as large as a file may be there',
  EIO: 'its disk fails',
};

/** Whoever reads has read enough, as `head` does, which is no failure. */
export const isReaderGone = (error: unknown): boolean => codeOf(error) === 'EPIPE';

/** Why writing to a place ended in the middle; undefined for what is no failure of the place. */
export function outputFailure(path: string, error: unknown): UserMistake | undefined {
  const code = codeOf(error);
  const isOfWriting = code !== undefined && (code in CAUSES || (error as NodeJS.ErrnoException).syscall === 'write');
  return isOfWriting
    ? new UserMistake(userError('OUTPUT_INCOMPLETE', { path, because: CAUSES[code] ?? `of ${code}` }))
    : undefined;
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
