import { randomUUID } from 'node:crypto';
import { access, constants, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';
import { causeOf } from './text-file.ts';

/** A file that gets another text. */
export interface Replacement {
  /** As the person named it. */
  name: string;
  /** Where it really is: behind a symbolic link, so that the link stays one. */
  path: string;
  before: string;
  after: string;
}

/**
 * Writes every file, or none: each new text is put beside its file before the first one takes its place. What somebody else has
 * changed meanwhile is not overwritten.
 */
export async function replaceFiles(files: readonly Replacement[]): Promise<void> {
  const staged = new Map<Replacement, string>();
  try {
    for (const file of files) await stage(file, staged);
    for (const file of files) await assertUntouched(file);
    for (const [file, beside] of staged) {
      await saying(file, () => rename(beside, file.path));
      staged.delete(file);
    }
  } finally {
    await Promise.all([...staged.values()].map((beside) => rm(beside, { force: true })));
  }
}

async function stage(file: Replacement, staged: Map<Replacement, string>): Promise<void> {
  const beside = join(dirname(file.path), `.sluice-${randomUUID()}`);
  await saying(file, async () => {
    // A rename needs no right to the file that it replaces.
    await access(file.path, constants.W_OK);
    const { mode } = await stat(file.path);
    const handle = await open(beside, 'wx');
    staged.set(file, beside);
    try {
      await handle.writeFile(file.after);
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function assertUntouched(file: Replacement): Promise<void> {
  const bytes = await saying(file, () => readFile(file.path));
  if (!bytes.equals(Buffer.from(file.before))) throw new UserMistake(userError('FILE_CHANGED', { path: file.name }));
}

async function saying<Answer>({ name }: Replacement, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    throw new UserMistake(userError('FILE_UNWRITABLE', { path: name, because: causeOf(error) }));
  }
}
