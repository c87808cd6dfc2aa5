import { closeSync, constants, openSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Bytes that the address of a Unix socket may have on every system that Sluice runs on (Linux 108, macOS 104, with an end byte). */
const MOST_BYTES = 103;

const NAME = 'sluice.sock';

/** The socket by which commands reach the process that an embedded store belongs to. */
export interface LocalDoorPath {
  /** Where it lies. */
  file: string;
  /** What it is bound or connected by. */
  address: string;
  /** Gives back what the address needs. */
  release(): void;
}

/**
 * The socket in the directory of a store. A path that is too long for a socket is gone by the open directory instead, as Linux
 * allows; undefined where it does not, or where there is no such directory.
 */
export function localDoorPath(directory: string): LocalDoorPath | undefined {
  const file = join(resolve(directory), NAME);
  if (Buffer.byteLength(file) <= MOST_BYTES) return { file, address: file, release: () => undefined };
  if (process.platform !== 'linux') return undefined;
  try {
    const opened = openSync(resolve(directory), constants.O_RDONLY | constants.O_DIRECTORY);
    return { file, address: `/proc/self/fd/${opened}/${NAME}`, release: () => closeSync(opened) };
  } catch {
    return undefined;
  }
}
