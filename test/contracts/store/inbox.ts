import { expect, it } from '@jest/globals';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { HOSTILE } from './hostile.ts';

/** The sentences of the Inbox port. */
export function inboxContract(store: () => OpenStore): void {
  const push = (guid: string, receivedAt = 100) => ({ guid, event: 'push', payload: { guid }, receivedAt });
  const byW = (guid: string) => ({ guid, worker: 'w' });

  it('a delivery comes back as it came, whatever strangers wrote into it', async () => {
    const delivery = { guid: 'g', event: 'issues', payload: HOSTILE, receivedAt: 1_763_000_000_123 };

    expect(await store().inbox.put(delivery)).toBe('stored');

    const taken = await store().inbox.take('w', 1_763_000_000_123, 1_763_000_060_123);
    expect(taken).toEqual({ ...delivery, worker: 'w', tries: 0 });
    expect(Object.keys(taken?.payload ?? {})).toEqual(['title', 'z', 'a']);
  });

  it('the oldest delivery is taken first, those of one instant in the order they came', async () => {
    for (const [guid, at] of [
      ['b', 200],
      ['c', 200],
      ['a', 200],
      ['old', 100],
    ] as const) {
      await store().inbox.put(push(guid, at));
    }

    const taken = [];
    for (let n = 0; n < 4; n += 1) taken.push((await store().inbox.take('w', 300, 400))?.guid);

    expect(taken).toEqual(['old', 'b', 'c', 'a']);
    expect(await store().inbox.take('w', 300, 400)).toBeUndefined();
  });

  it('a redelivery of one that waits, is worked on or was processed is not stored again', async () => {
    await store().inbox.put(push('g'));
    expect(await store().inbox.put(push('g', 150))).toBe('waiting');

    await store().inbox.take('w', 200, 300);
    expect(await store().inbox.put(push('g', 250))).toBe('waiting');

    await store().inbox.processed(byW('g'), 260);
    expect(await store().inbox.put(push('g', 270))).toBe('processed');
    expect(await store().inbox.take('w', 1000, 2000)).toBeUndefined();
    expect(await store().inbox.backlog()).toEqual({ waiting: 0, bytes: 0, parked: 0 });
  });

  it('a delivery whose worker was lost is taken again when the lease is over, not before', async () => {
    await store().inbox.put(push('g'));
    await store().inbox.take('lost', 100, 200);

    expect(await store().inbox.take('w', 199, 300)).toBeUndefined();
    expect(await store().inbox.backlog()).toMatchObject({ waiting: 1, oldest: 100, parked: 0, nextDue: 200 });
    expect((await store().inbox.take('w', 200, 300))?.guid).toBe('g');
  });

  it('a failed delivery waits until its retry and lets younger ones pass', async () => {
    await store().inbox.put(push('failing', 100));
    await store().inbox.put(push('younger', 110));
    await store().inbox.take('w', 120, 200);
    await store().inbox.failed(byW('failing'), 'timeout', 500);

    expect((await store().inbox.take('w', 130, 900))?.guid).toBe('younger');
    expect(await store().inbox.take('w', 499, 600)).toBeUndefined();
    expect((await store().inbox.take('w', 500, 600))?.guid).toBe('failing');
  });

  it('the fifth failure parks a delivery, and only its redelivery makes it wait again', async () => {
    await store().inbox.put(push('g'));
    for (let tries = 1; tries <= 5; tries += 1) {
      expect(await store().inbox.take('w', tries * 1000, tries * 1000 + 10)).toBeDefined();
      await store().inbox.failed(byW('g'), 'broken \0', tries * 1000 + 5);
    }
    expect(await store().inbox.backlog()).toEqual({ waiting: 0, bytes: 0, parked: 1 });
    expect(await store().inbox.take('w', 9_000, 9_100)).toBeUndefined();

    expect(await store().inbox.put(push('g', 10_000))).toBe('stored');

    expect(await store().inbox.backlog()).toMatchObject({ waiting: 1, oldest: 10_000, parked: 0, nextDue: 10_000 });
    expect(await store().inbox.take('w', 10_000, 10_100)).toMatchObject({ ...push('g', 10_000), tries: 0 });
    await store().inbox.failed(byW('g'), 'again', 11_000);
    expect((await store().inbox.backlog()).parked).toBe(0);
  });

  it('those that were received are known, whether they wait, are worked on or were processed', async () => {
    for (const guid of ['processed', 'failed', 'waits', 'taken']) await store().inbox.put(push(guid));
    for (let n = 0; n < 2; n += 1) await store().inbox.take('w', 100, 900);
    await store().inbox.processed(byW('processed'), 150);
    await store().inbox.failed(byW('failed'), 'timeout', 900);
    await store().inbox.take('w', 200, 300);

    const asked = ['processed', 'taken', 'never came', 'waits', 'failed', 'waits'];

    expect(await store().inbox.received(asked)).toEqual(new Set(['waits', 'taken', 'failed', 'processed']));
    expect(await store().inbox.received(['taken'])).toEqual(new Set(['taken']));
    expect(await store().inbox.received([])).toEqual(new Set());
  });

  it('more deliveries than a statement has parameters are asked for at once', async () => {
    await store().inbox.put(push('guid 69999'));

    const asked = Array.from({ length: 70_000 }, (_, n) => `guid ${n}`);

    expect(await store().inbox.received(asked)).toEqual(new Set(['guid 69999']));
  });

  it('one that was parked counts as not received, until its redelivery', async () => {
    await store().inbox.put(push('g'));
    const fails = async (): Promise<void> => {
      await store().inbox.take('w', 200, 300);
      await store().inbox.failed(byW('g'), 'broken', 200);
    };
    for (let tries = 1; tries <= 4; tries += 1) await fails();
    expect(await store().inbox.received(['g'])).toEqual(new Set(['g']));

    await fails();
    expect(await store().inbox.received(['g'])).toEqual(new Set());

    await store().inbox.put(push('g', 300));
    expect(await store().inbox.received(['g'])).toEqual(new Set(['g']));
  });

  it('a worker that lost its lease can neither end a delivery nor fail it: it is another’s to say', async () => {
    await store().inbox.put(push('g'));
    await store().inbox.take('late', 100, 200);
    await store().inbox.take('w', 200, 900);
    const late = { guid: 'g', worker: 'late' };

    await store().inbox.processed(late, 250);
    for (let n = 0; n < 5; n += 1) await store().inbox.failed(late, 'late', 250);

    expect(await store().inbox.backlog()).toMatchObject({ waiting: 1, parked: 0, nextDue: 900 });
    await store().inbox.failed(byW('g'), 'timeout', 300);
    expect(await store().inbox.take('w', 300, 400)).toMatchObject({ guid: 'g', tries: 2 });
  });

  it('what a worker says of a delivery that it gave back, or that was processed by another, has no effect', async () => {
    await store().inbox.put(push('g'));
    await store().inbox.take('late', 100, 200);
    await store().inbox.giveBack('late', 150);
    const late = { guid: 'g', worker: 'late' };
    await store().inbox.processed(late, 150);
    expect(await store().inbox.take('w', 200, 900)).toMatchObject({ guid: 'g', tries: 0 });
    await store().inbox.processed(byW('g'), 200);

    for (let n = 0; n < 5; n += 1) await store().inbox.failed(late, 'late', 300);

    expect(await store().inbox.backlog()).toEqual({ waiting: 0, bytes: 0, parked: 0 });
    expect(await store().inbox.put(push('g', 400))).toBe('processed');
  });

  it('processed deliveries do not stand in the way of younger ones', async () => {
    await store().inbox.put(push('old', 100));
    await store().inbox.put(push('young', 200));
    await store().inbox.take('w', 250, 300);
    await store().inbox.processed(byW('old'), 250);

    expect((await store().inbox.take('w', 300, 400))?.guid).toBe('young');
  });

  it('the backlog names the oldest that waits and when the next is due', async () => {
    await store().inbox.put(push('a', 100));
    await store().inbox.put(push('b', 200));
    await store().inbox.take('w', 250, 300);
    await store().inbox.failed(byW('a'), 'timeout', 900);

    expect(await store().inbox.backlog()).toMatchObject({ waiting: 2, oldest: 100, parked: 0, nextDue: 200 });
  });

  it('tells when the newest was received, whether it waits or was processed', async () => {
    expect(await store().inbox.newest()).toBeUndefined();
    await store().inbox.put(push('waits', 100));
    await store().inbox.put(push('processed', 50));
    await store().inbox.take('w', 60, 70);
    await store().inbox.processed(byW('processed'), 60);
    expect(await store().inbox.newest()).toBe(100);

    await store().inbox.put(push('later', 200));
    await store().inbox.take('w', 100, 400);
    await store().inbox.take('w', 300, 400);
    await store().inbox.processed(byW('later'), 300);

    expect(await store().inbox.newest()).toBe(200);
  });
}
