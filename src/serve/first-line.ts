import type { Duplex } from 'node:stream';

/** Characters of the longest request: many keys to wake. */
const LONGEST = 1024 * 1024;

/**
 * The first line that a guest says; undefined when the guest leaves before, or says too much. What is said after it is thrown away
 * and never kept: only so is it seen that the guest leaves.
 */
export function firstLine(guest: Duplex): Promise<string | undefined> {
  let text = '';
  guest.setEncoding('utf8');
  return new Promise((resolve) => {
    guest.on('close', () => resolve(undefined));
    guest.on('end', () => resolve(undefined));
    const listen = (chunk: string): void => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) {
        guest.off('data', listen).resume();
        resolve(text.slice(0, end));
      } else if (text.length > LONGEST) guest.destroy();
    };
    guest.on('data', listen);
  });
}
