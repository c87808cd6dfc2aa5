import { expect, it } from '@jest/globals';
import type { MissedAttempt } from '../../../src/ports/store/missed.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';

/** The sentences of the Missed port. */
export function missedContract(store: () => OpenStore): void {
  const attempt = (id: number, more: Partial<MissedAttempt> = {}): MissedAttempt => ({
    id,
    guid: 'a',
    event: 'push',
    deliveredAt: id * 100,
    wasHeard: false,
    ...more,
  });
  const one = { guid: 'a', event: 'push', attempt: 3, attempts: 3, heard: 1, heardAt: 200, firstAt: 100, lastAt: 300 };

  it('attempts at one delivery are one row, listed together or one after the other', async () => {
    await store().missed.note([attempt(3), attempt(1), attempt(2, { wasHeard: true })], 1_000);
    expect(await store().missed.all(0)).toEqual([one]);

    await store().missed.note([attempt(5_000_000_000, { deliveredAt: 400, wasHeard: true })], 2_000);

    const later = { attempt: 5_000_000_000, attempts: 4, heard: 2, heardAt: 400, lastAt: 400 };
    expect(await store().missed.all(0)).toEqual([{ ...one, ...later }]);
  });

  it('an attempt that is listed again changes nothing', async () => {
    const attempts = [attempt(3), attempt(2, { wasHeard: true }), attempt(1)];
    await store().missed.note(attempts, 1_000);

    await store().missed.note(attempts.slice(1), 2_000);
    await store().missed.note([attempt(3), attempt(3)], 3_000);

    expect(await store().missed.all(0)).toEqual([one]);
  });

  it('when something was listed last is remembered, an empty list apart', async () => {
    expect(await store().missed.notedAt()).toBeUndefined();
    await store().missed.note([attempt(1), attempt(2, { guid: 'b' })], 1_000);
    await store().missed.note([attempt(1)], 3_000);

    await store().missed.note([], 4_000);

    expect(await store().missed.notedAt()).toBe(3_000);
  });

  it('those first tried later are answered, and those last tried earlier forgotten', async () => {
    const tried = [attempt(1), attempt(3), attempt(2, { guid: 'b' })];
    await store().missed.note(tried, 1_000);

    expect((await store().missed.all(100)).map(({ guid }) => guid)).toEqual(['b']);
    await store().missed.forget(300);

    expect((await store().missed.all(0)).map(({ guid }) => guid)).toEqual(['a']);
  });
}
