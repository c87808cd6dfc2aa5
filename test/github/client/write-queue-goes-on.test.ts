import { describe, expect, it } from '@jest/globals';

import { WriteQueue } from '../../../src/github/client/write-queue.ts';

/** Writes a second apart; nobody waits for more than two. The clock stands. */
const queue = (): WriteQueue =>
  new WriteQueue({ writeSpacing: 1000, longestWait: 2000, now: () => 0, delay: () => Promise.resolve() });

describe('a write that goes on with work of which something is sent', () => {
  it('goes before those who have sent nothing yet', async () => {
    const writes = queue();
    const order: string[] = [];
    await writes.enter();
    writes.starts();
    const begins = writes.enter().then(() => order.push('begins'));
    const goesOn = writes.enter({ goesOn: true }).then(() => order.push('goes on'));

    writes.leave();
    await goesOn;
    writes.leave();
    await begins;

    expect(order).toEqual(['goes on', 'begins']);
  });

  it('is not sent away, however many are before it', async () => {
    const writes = queue();
    await writes.enter();
    writes.starts();
    const before = [1, 2, 3].map(() => writes.enter({ goesOn: true }));

    const sentAway = await writes.enter();
    const goesOn = writes.enter({ goesOn: true });
    for (let turn = 0; turn < 4; turn += 1) writes.leave();

    expect(sentAway).toMatchObject({ notBefore: expect.any(Number) });
    expect(await Promise.all([...before, goesOn])).toEqual(['now', 'now', 'now', 'now']);
  });
});
