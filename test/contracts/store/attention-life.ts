import { expect, it } from '@jest/globals';
import type { Claim } from '../../../src/ports/store/attention.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';

/** The sentences of the Attention port about leases, ends that count no try, and what people are told. */
export function leaseContract(store: () => OpenStore): void {
  const claimed = async (now: number, until = now + 100, worker = 'p-1'): Promise<Claim> => {
    const claim = await store().attention.claim(worker, now, until);
    if (!claim) throw new Error(`nothing to claim at ${now}`);
    return claim;
  };
  const park = async (key: string, start: number): Promise<void> => {
    await store().attention.want(key, start, 'push');
    for (let n = 0; n < 5; n += 1) {
      await store().attention.postpone(await claimed(start + n), start + n + 1, `cause ${n}`);
    }
  };

  it('a lease is renewed while it lasts, and never shortened', async () => {
    await store().attention.want('k', 100, 'push');
    const claim = await claimed(100, 200);

    expect(await store().attention.renew(claim, 199, 400)).toBe(true);
    expect(await store().attention.renew(claim, 300, 350)).toBe(true);
    expect(await store().attention.nextDue()).toBe(400);
    expect(await store().attention.claim('p-2', 399, 500)).toBeUndefined();
    expect(await store().attention.renew(claim, 400, 600)).toBe(false);
    expect(await claimed(400)).toMatchObject({ key: 'k', tries: 1 });
  });

  it('neither an ended claim nor one that another worker took is renewed', async () => {
    await store().attention.want('k', 100, 'push');
    const lost = await claimed(100, 200);
    const taken = await claimed(200, 300, 'p-2');
    expect(await store().attention.renew(lost, 150, 900)).toBe(false);
    expect(await store().attention.renew({ ...taken, worker: 'p-3' }, 210, 900)).toBe(false);

    await store().attention.release(taken, 500);

    expect(await store().attention.renew(taken, 210, 900)).toBe(false);
    expect(await store().attention.nextDue()).toBe(500);
  });

  it('a deferred claim is due again with its reasons and tries as they were', async () => {
    await store().attention.want('k', 100, 'push');
    await store().attention.postpone(await claimed(100), 200, 'GitHub answered 502');
    const claim = await claimed(200);

    await store().attention.defer(claim, 5000);

    const [job] = await store().attention.jobs(300);
    expect(job).toEqual({
      key: 'k',
      account: '',
      state: 'later',
      due: 5000,
      since: 100,
      because: ['push'],
      tries: 1,
      cause: 'GitHub answered 502',
    });
    expect(await claimed(5000)).toMatchObject({ because: ['push'], tries: 1 });
  });

  it('a mark during a claim that is deferred keeps its instant', async () => {
    await store().attention.want('k', 100, 'push');
    const claim = await claimed(100);
    await store().attention.want('k', 150, 'review');

    await store().attention.defer(claim, 5000);

    expect(await claimed(150)).toMatchObject({ because: ['push', 'review'], tries: 0 });
  });

  it('what a worker holds is given back at once and counts no try, what others hold stays theirs', async () => {
    for (const key of ['k', 'l', 'm']) await store().attention.want(key, 100, 'push');
    const [first, second] = [await claimed(100), await claimed(100)];
    const other = await claimed(100, 200, 'p-11');

    await store().attention.giveBack('p-1', 150);

    const again = [await claimed(150, 900), await claimed(150, 900)];
    expect(again.map(({ key, tries }) => [key, tries])).toEqual([
      [first.key, 0],
      [second.key, 0],
    ]);
    expect(await store().attention.renew(first, 150, 900)).toBe(false);
    expect(await store().attention.renew(other, 150, 900)).toBe(true);
  });

  it('ends without a lease have no effect', async () => {
    await store().attention.want('k', 100, 'push');
    const lost = await claimed(100, 200);
    await claimed(200, 300, 'p-2');

    await store().attention.defer(lost, 5000);
    await store().attention.giveBack('p-1', 150);

    expect(await store().attention.nextDue()).toBe(300);
  });

  it('a parked key is woken once, with its reasons and five tries', async () => {
    await park('k', 1000);
    expect(await store().attention.wake('absent', 9000)).toBe(false);

    expect(await store().attention.wake('k', 9000)).toBe(true);

    expect(await store().attention.wake('k', 9000)).toBe(false);
    expect(await store().attention.parked()).toEqual([]);
    expect(await claimed(9000)).toMatchObject({ key: 'k', because: ['push'], tries: 0 });
  });

  it('since is when a key became due without being worked well, however often it failed', async () => {
    const since = async (): Promise<number | undefined> => (await store().attention.jobs(0))[0]?.since;
    await store().attention.want('k', 500, 'soak');
    expect(await since()).toBe(500);
    await store().attention.want('k', 100, 'push');
    await store().attention.postpone(await claimed(100), 900, 'failed');
    await store().attention.want('k', 200, 'review');
    expect(await since()).toBe(100);

    const claim = await claimed(200);
    await store().attention.want('k', 250, 'push');
    await store().attention.release(claim, 700);

    expect(await since()).toBe(250);
  });

  it('jobs tells the state of each row, the one that waits longest first, and selects by it', async () => {
    await park('parked', 10);
    await store().attention.want('lane:a/r:held', 100, 'push');
    await claimed(100, 500, 'p-9');
    await store().attention.want('lane:a/r:held', 120, 'review');
    await store().attention.want('due', 150, 'push');
    await store().attention.want('later', 900, 'soak');
    const keys = async (filter?: Parameters<OpenStore['attention']['jobs']>[1]): Promise<string[]> =>
      (await store().attention.jobs(200, filter)).map(({ key }) => key);

    expect(await keys()).toEqual(['parked', 'lane:a/r:held', 'due', 'later']);
    for (const state of ['parked', 'due', 'later'] as const) expect(await keys({ state })).toEqual([state]);
    expect(await keys({ limit: 2 })).toEqual(['parked', 'lane:a/r:held']);
    expect(await keys({ key: 'due' })).toEqual(['due']);
    expect(await keys({ key: 'due', state: 'parked' })).toEqual([]);
    expect(await store().attention.jobs(200, { state: 'held' })).toEqual([
      {
        key: 'lane:a/r:held',
        account: 'a',
        state: 'held',
        due: 100,
        since: 100,
        because: ['push', 'review'],
        tries: 0,
        heldBy: 'p-9',
        heldUntil: 500,
      },
    ]);
    expect((await store().attention.jobs(500, { state: 'due' })).map(({ key }) => key)).toEqual([
      'lane:a/r:held',
      'due',
    ]);
  });

  it('the backlog counts what is due, held and parked, and names what is behind for longest', async () => {
    expect(await store().attention.backlog(1000)).toEqual({ due: 0, held: 0, parked: 0 });
    await park('parked', 10);
    await store().attention.want('sweep:lanes', 50, 'round');
    await store().attention.want('lane:a/r:failing', 100, 'push');
    await store().attention.postpone(await claimed(40 + 60), 60, 'x');
    await store().attention.want('lane:a/r:soaking', 9000, 'soak');

    expect(await store().attention.backlog(99)).toEqual({ due: 1, held: 0, parked: 1, oldest: 50 });
    await claimed(200, 300);
    const standing = await store().attention.backlog(200);

    expect(standing).toEqual({ due: 1, held: 1, parked: 1, oldest: 50, oldestLane: 100 });
  });
}
