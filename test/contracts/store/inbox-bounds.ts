import { expect, it } from '@jest/globals';
import type { OpenStore } from '../../../src/store/open-store.ts';

/** The sentences of the Inbox port about bounds, poison and people's repairs. */
export function inboxBoundsContract(store: () => OpenStore): void {
  const push = (guid: string, receivedAt = 100) => ({ guid, event: 'push', payload: { guid }, receivedAt });
  const plenty = 1_000_000;
  const worker = 'w-1';
  const fails = async (guid: string, cause: string): Promise<void> => {
    await store().inbox.take(worker, 100, 110);
    await store().inbox.failed({ guid, worker }, cause, 100);
  };
  const park = async (guid: string): Promise<void> => {
    await store().inbox.put(push(guid));
    for (let n = 0; n < 5; n += 1) await fails(guid, `cause ${n}`);
  };
  /** The one that waits longest. */
  const processes = async (guid: string, now: number): Promise<void> => {
    await store().inbox.take(worker, now, now + 10);
    await store().inbox.processed({ guid, worker }, now);
  };

  it('a delivery above the bound is refused, one that is known is answered as ever', async () => {
    const bound = { deliveries: 2, bytes: plenty };
    await store().inbox.put(push('done'), bound);
    await processes('done', 150);
    for (const guid of ['a', 'b']) expect(await store().inbox.put(push(guid), bound)).toBe('stored');

    expect(await store().inbox.put(push('c'), bound)).toBe('full');

    expect(await store().inbox.received(['c'])).toEqual(new Set());
    expect(await store().inbox.put(push('a'), bound)).toBe('waiting');
    expect(await store().inbox.put(push('done'), bound)).toBe('processed');
    await processes('a', 200);
    expect(await store().inbox.put(push('c'), bound)).toBe('stored');
  });

  it('the bound holds for the bytes of what waits, and neither for what was parked nor for what was processed', async () => {
    await park('parked');
    await store().inbox.put(push('done'));
    await processes('done', 150);
    const { length: bytes } = JSON.stringify({ guid: '😀😀' });
    await store().inbox.put(push('😀😀'));
    expect((await store().inbox.backlog()).bytes).toBe(bytes + 4);

    expect(await store().inbox.put(push('b'), { deliveries: plenty, bytes: bytes + 4 })).toBe('full');
    expect(await store().inbox.put(push('b'), { deliveries: plenty, bytes: bytes + 5 })).toBe('stored');
  });

  it('a redelivery of a parked one is refused as well when so much waits, and stays parked', async () => {
    await park('parked');
    await store().inbox.put(push('a'));

    expect(await store().inbox.put(push('parked', 300), { deliveries: 1, bytes: plenty })).toBe('full');

    expect((await store().inbox.parked()).map(({ guid }) => guid)).toEqual(['parked']);
  });

  it('a worker that dies counts as a try, and the fifth parks the delivery and lets the next pass', async () => {
    await store().inbox.put(push('poison', 100));
    await store().inbox.put(push('younger', 110));
    for (let n = 0; n < 5; n += 1) {
      expect(await store().inbox.take('p-1', 200 + n * 10, 210 + n * 10)).toMatchObject({ guid: 'poison', tries: n });
    }

    expect(await store().inbox.take('p-1', 250, 300)).toMatchObject({ guid: 'younger', tries: 0 });

    expect(await store().inbox.parked()).toEqual([
      {
        guid: 'poison',
        event: 'push',
        receivedAt: 100,
        tries: 5,
        cause: 'Its workers ended over it: it was begun five times, and nobody said how it went.',
      },
    ]);
    expect(await store().inbox.backlog()).toMatchObject({ waiting: 1, parked: 1 });
  });

  it('failures and deaths count together', async () => {
    await store().inbox.put(push('g'));
    for (let n = 0; n < 4; n += 1) await fails('g', 'broken');
    await store().inbox.take('p-1', 100, 200);

    expect(await store().inbox.take('p-1', 200, 300)).toBeUndefined();
    expect(await store().inbox.parked()).toMatchObject([{ guid: 'g', tries: 5 }]);
  });

  it('what a worker holds is given back at once and counts no try', async () => {
    for (const guid of ['a', 'b']) await store().inbox.put(push(guid));
    await store().inbox.take('p-1', 100, 900);
    await store().inbox.take('p-11', 100, 900);

    await store().inbox.giveBack('p-1', 150);

    expect(await store().inbox.take('p-2', 149, 900)).toBeUndefined();
    expect(await store().inbox.take('p-2', 150, 900)).toMatchObject({ guid: 'a', tries: 0, worker: 'p-2' });
    expect(await store().inbox.take('p-2', 150, 900)).toBeUndefined();
  });

  it('a parked delivery is woken once, and has its five tries again', async () => {
    await park('g');
    await store().inbox.put(push('waits'));
    for (const guid of ['absent', 'waits']) expect(await store().inbox.wake(guid, 500)).toBe(false);

    expect(await store().inbox.wake('g', 500)).toBe(true);

    expect(await store().inbox.wake('g', 500)).toBe(false);
    expect(await store().inbox.parked()).toEqual([]);
    expect(await store().inbox.take('w-1', 500, 600)).toMatchObject({ guid: 'g', tries: 0, payload: { guid: 'g' } });
  });

  it('only processed deliveries received before the day are forgotten', async () => {
    await park('parked');
    for (const [guid, at] of [
      ['old', 100],
      ['day', 200],
    ] as const) {
      await store().inbox.put(push(guid, at));
      await processes(guid, 900);
    }
    await store().inbox.put(push('waits', 100));

    expect(await store().inbox.forget(200)).toBe(1);

    expect(await store().inbox.received(['old', 'day', 'waits'])).toEqual(new Set(['day', 'waits']));
    expect(await store().inbox.backlog()).toMatchObject({ waiting: 1, parked: 1 });
    expect(await store().inbox.put(push('old', 300))).toBe('stored');
  });
}
