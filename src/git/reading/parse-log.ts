import { isCommitSha } from '../../core/names.ts';
import { GitFailure } from '../failure.ts';
import type { RawCommit } from '../process/requests.ts';

/** The fields of a commit with zero bytes between them: no name, address or message can hold one. `%m` tells the side. */
export const LOG_FORMAT = '--format=%m%x00%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%B%x00';
const FIELDS = 8;

/**
 * The commits of one `git log` in that format: those of the right side of `A...B`, and those of its left. Throws where it does
 * not end with a whole commit: a part of a range is never taken for the range.
 */
export function parseLog(output: string): { right: RawCommit[]; left: RawCommit[] } {
  const sides = { right: [] as RawCommit[], left: [] as RawCommit[] };
  const fields = output.split('\0');
  if (fields.length % FIELDS !== 1 || (fields.at(-1) ?? '').trim() !== '') throw cutShort();
  for (let at = 0; at + FIELDS <= fields.length; at += FIELDS) {
    const [mark = '', id = '', parents = '', name = '', email = '', authored = '', committed = '', message = ''] =
      fields.slice(at, at + FIELDS);
    if (!isCommitSha(id)) throw cutShort();
    const side = mark.endsWith('<') ? sides.left : sides.right;
    side.push([id, parents, name, email, secondsOf(authored), secondsOf(committed), message.replace(/\n+$/, '')]);
  }
  return sides;
}

const cutShort = (): GitFailure => new GitFailure('other', 'git printed a part of its answer');

/** A commit made by a broken program may have no date that git can read. */
const secondsOf = (text: string): number => (/^-?\d{1,12}$/.test(text) ? Number(text) : 0);

const COMMIT_MARK = '\u0001';

/** The commits in `git log -z --name-only --format=%x01%H` that have a file. */
export function parseTouching(output: string): string[] {
  if (output !== '' && !output.endsWith('\0')) throw cutShort();
  const touching = new Set<string>();
  let current = '';
  for (const token of output.split('\0')) {
    const line = token.startsWith('\n') ? token.slice(1) : token;
    if (line.startsWith(COMMIT_MARK) && isCommitSha(line.slice(1))) current = line.slice(1);
    else if (line !== '') touching.add(current);
  }
  return [...touching];
}
