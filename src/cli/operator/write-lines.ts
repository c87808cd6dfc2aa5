import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';

/** What an export holds is what private repositories hold. */
const OWN = 0o600;

/** Writes lines to a new file, which is there when all of them are, or to standard output. */
export async function writeLines(file: string | undefined, lines: AsyncIterable<string>): Promise<void> {
  if (file === undefined) return pour(lines, process.stdout);
  if (existsSync(file))
    throw new UserMistake(userError('FILE_UNWRITABLE', { path: file, because: 'there is such a file already' }));
  const part = `${file}.part`;
  const out = createWriteStream(part, { mode: OWN });
  try {
    await once(out, 'open');
    await pour(lines, out);
    out.end();
    await finished(out);
    renameSync(part, file);
  } catch (error) {
    out.destroy();
    rmSync(part, { force: true });
    if (error instanceof UserMistake) throw error;
    const because = (error as NodeJS.ErrnoException).code ?? 'of an unknown error';
    throw new UserMistake(userError('FILE_UNWRITABLE', { path: file, because }));
  }
}

async function pour(lines: AsyncIterable<string>, out: Writable): Promise<void> {
  for await (const line of lines) if (!out.write(`${line}\n`)) await once(out, 'drain');
}
