import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';
import { isReaderGone, outputFailure, STANDARD_OUTPUT } from '../output-failure.ts';

/** What an export holds is what private repositories hold. */
const OWN = 0o600;

/** Writes lines to a new file, which is there when all of them are, or to standard output until its reader has read enough. */
export async function writeLines(file: string | undefined, lines: AsyncIterable<string>): Promise<void> {
  if (file !== undefined) return writeFile(file, lines);
  try {
    // Not ended, since the command has its last word there too: after the end that fails, on a terminal as an error.
    await pipeline(Readable.from(ended(lines)), process.stdout, { end: false });
  } catch (error) {
    if (!isReaderGone(error)) throw outputFailure(STANDARD_OUTPUT, error) ?? error;
  }
}

async function writeFile(file: string, lines: AsyncIterable<string>): Promise<void> {
  if (existsSync(file)) throw unwritable(file, 'there is such a file already');
  const part = `${file}.part`;
  // A copy that a power cut takes back is none.
  const out = createWriteStream(part, { mode: OWN, flush: true });
  try {
    await once(out, 'open').catch((error: NodeJS.ErrnoException) => {
      throw unwritable(file, error.code ?? 'of an unknown error');
    });
    await pipeline(Readable.from(ended(lines)), out);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw outputFailure(file, error) ?? error;
  }
}

const unwritable = (path: string, because: string): UserMistake =>
  new UserMistake(userError('FILE_UNWRITABLE', { path, because }));

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
