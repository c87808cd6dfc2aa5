import { once } from 'node:events';
import { PassThrough } from 'node:stream';

import { describe, expect, it } from '@jest/globals';

import { firstLine } from '../../src/serve/first-line.ts';

describe('the first line that somebody says', () => {
  it('is put together from what comes, and characters are not torn', async () => {
    const guest = new PassThrough();
    const line = firstLine(guest);
    const said = Buffer.from('{"key":"größe"}\n');
    for (const byte of said) guest.write(Buffer.from([byte]));

    expect(await line).toBe('{"key":"größe"}');
  });

  it('is all that is kept: whoever goes on talking is heard by nobody, and seen to leave', async () => {
    const guest = new PassThrough();
    const line = firstLine(guest);
    guest.write('ask\n');
    await line;

    for (let count = 0; count < 64; count += 1)
      if (!guest.write(Buffer.alloc(64 * 1024, 'x'))) await once(guest, 'drain');
    const heldBy = guest.listenerCount('data');
    guest.end();
    await once(guest, 'end');

    expect([heldBy, guest.readableLength]).toEqual([0, 0]);
  });

  it('is none of somebody who leaves before, or says more than any request has', async () => {
    const [leaving, endless] = [new PassThrough(), new PassThrough()];
    const lines = [firstLine(leaving), firstLine(endless)];
    leaving.end('ask');
    endless.write(Buffer.alloc(2 * 1024 * 1024, 'x'));

    expect(await Promise.all(lines)).toEqual([undefined, undefined]);
    expect(endless.destroyed).toBe(true);
  });
});
