import { readFile, stat } from 'node:fs/promises';

/** Why a file has no text to look at. */
export interface Unread {
  /** `system`: it cannot be read at all; `binary`: it was never meant to be text; `no-text`: it cannot be taken for text. */
  is: 'system' | 'folder' | 'binary' | 'no-text';
  /** Completes "…, because …". */
  because: string;
}

/** Bytes. A reader takes two million UTF-16 units, each of which is at most three bytes of UTF-8. */
const LARGEST = 6 * 1024 * 1024;

/** A file's text such that writing it again gives the same bytes, a byte order mark counted; or why there is none. */
export async function readText(path: string): Promise<{ text: string } | Unread> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { is: 'folder', because: 'it is a folder' };
    // A pipe or a device may never end.
    if (!found.isFile()) return { is: 'no-text', because: 'it is no regular file' };
    if (found.size > LARGEST) return { is: 'no-text', because: `it has more than ${LARGEST} bytes` };
    return decode(await readFile(path));
  } catch (error) {
    return { is: 'system', because: causeOf(error) };
  }
}

/** What UTF-16 files begin with; Windows PowerShell writes them. */
const UTF_16 = ['fffe', 'feff'];

function decode(bytes: Buffer): { text: string } | Unread {
  const isUtf16 = UTF_16.includes(bytes.toString('hex', 0, 2));
  if (bytes.includes(0) && !isUtf16) return { is: 'binary', because: 'it is not text' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { is: 'no-text', because: 'it is not UTF-8' };
  }
}

/** The system's own word for what went wrong, like ENOENT. */
export function causeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return code;
}
