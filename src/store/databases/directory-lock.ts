import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreInUse } from '../errors.ts';

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Takes a directory for this process alone and answers how to give it back. PGlite itself lets two processes into one
 * directory, where they destroy each other's rows (https://github.com/electric-sql/pglite/issues/1106). The lock is
 * SQLite's on a file inside the directory, so that everyone who mounts it meets it, and the kernel frees it when the
 * process dies, however it dies.
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const lock = new DatabaseSync(join(directory, 'store.lock'), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive');
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw isBusy(error) ? new StoreInUse(directory) : error;
  }
  return () => lock.close();
}

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
