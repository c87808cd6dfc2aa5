import { expect, it } from '@jest/globals';
import type { Claim } from '../../../src/ports/store/attention.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';

async function claimed(store: OpenStore, now: number, until = now + 100): Promise<Claim> {
  const claim = await store.attention.claim('w', now, until);
  if (!claim) throw new Error(`nothing to claim at ${now}`);
  return claim;
}

/** The sentences of the Attention port, as long as nothing fails. */
export function attentionContract(store: () => OpenStore): void {
  it('nothing is due in the beginning', async () => {
    expect(await store().attention.claim('w', 1_000_000, 2_000_000)).toBeUndefined();
    expect(await store().attention.nextDue()).toBeUndefined();
    expect(await store().attention.parked()).toEqual([]);
  });

  it('a key is claimed from its instant on, with the reasons it was marked for', async () => {
    await store().attention.want('lane:a', 500, 'push 😀 "x" {,}');
    await store().attention.want('lane:a', 700, 'review');
    await store().attention.want('lane:a', 600, 'review');

    expect(await store().attention.claim('w', 499, 600)).toBeUndefined();
    expect(await store().attention.nextDue()).toBe(500);
    expect(await store().attention.claim('w', 500, 600)).toEqual({
      key: 'lane:a',
      worker: 'w',
      until: 600,
      fence: expect.any(Number),
      because: ['push 😀 "x" {,}', 'review'],
      tries: 0,
    });
  });

  it('a mark makes a key due earlier, never later', async () => {
    await store().attention.want('k', 500, 'schedule');
    await store().attention.want('k', 900, 'sweep');
    expect(await store().attention.nextDue()).toBe(500);

    await store().attention.want('k', 200, 'push');
    expect(await store().attention.nextDue()).toBe(200);
  });

  it('a key marked very often keeps a bounded number of reasons, the first ones', async () => {
    for (let n = 0; n < 30; n += 1) await store().attention.want('k', 100, `push ${n}`);

    const { because } = await claimed(store(), 100);

    expect(because).toEqual(Array.from({ length: 20 }, (_, n) => `push ${n}`));
  });

  it('the longest due key is claimed first, and a held key by nobody else', async () => {
    for (const [key, at] of [
      ['later', 300],
      ['first', 100],
      ['second', 200],
    ] as const) {
      await store().attention.want(key, at, 'push');
    }

    const keys = [];
    for (let n = 0; n < 3; n += 1) keys.push((await store().attention.claim(`w${n}`, 400, 500))?.key);

    expect(keys).toEqual(['first', 'second', 'later']);
    expect(await store().attention.claim('w', 499, 600)).toBeUndefined();
  });

  it('release without a wake lets the key go, release with one makes it due then', async () => {
    await store().attention.want('k', 100, 'push');
    await store().attention.release(await claimed(store(), 100), 5000);
    expect(await store().attention.nextDue()).toBe(5000);
    expect(await store().attention.claim('w', 4999, 6000)).toBeUndefined();

    const woken = await claimed(store(), 5000);
    expect(woken.because).toEqual([]);
    await store().attention.release(woken);
    expect(await store().attention.nextDue()).toBeUndefined();
  });

  it('a mark that arrives during a claim keeps its key due after the release, with its own reasons only', async () => {
    await store().attention.want('k', 100, 'push');
    const claim = await claimed(store(), 100);
    await store().attention.want('k', 150, 'review');
    await store().attention.want('k', 140, 'check');
    expect(await store().attention.claim('other', 160, 200)).toBeUndefined();

    await store().attention.release(claim);

    expect(await store().attention.nextDue()).toBe(140);
    expect((await claimed(store(), 160)).because).toEqual(['review', 'check']);
  });

  it('of a mark during a claim and the wake of its release, the earlier counts', async () => {
    await store().attention.want('k', 100, 'push');
    const early = await claimed(store(), 100);
    await store().attention.want('k', 900, 'soak');
    await store().attention.release(early, 400);
    expect(await store().attention.nextDue()).toBe(400);

    const late = await claimed(store(), 400);
    await store().attention.want('k', 450, 'push');
    await store().attention.release(late, 800);
    expect(await store().attention.nextDue()).toBe(450);
  });

  it('no mark is lost that races with a release', async () => {
    const { attention } = store();

    for (let round = 0; round < 40; round += 1) {
      await attention.want('k', 1, 'push');
      const claim = await claimed(store(), 10);
      const mark = (): Promise<void> => attention.want('k', 1, 'racing');
      const release = (): Promise<void> => attention.release(claim);
      const [first, second] = round % 2 === 0 ? [mark, release] : [release, mark];
      await Promise.all([first(), second()]);

      const again = await claimed(store(), 10);
      expect(again.because).toEqual(['racing']);
      await attention.release(again);
    }
  });
}

/** The sentences of the Attention port about lost leases, failed tries and parked keys. */
export function failureContract(store: () => OpenStore): void {
  it('a lease that is over lets another worker claim with a higher fence and all the reasons', async () => {
    await store().attention.want('k', 100, 'push');
    const lost = await claimed(store(), 100, 200);
    await store().attention.want('k', 150, 'review');
    expect(await store().attention.renew(lost, 199, lost.until)).toBe(true);
    expect(await store().attention.renew(lost, 200, lost.until)).toBe(false);
    expect(await store().attention.nextDue()).toBe(200);

    const taken = await store().attention.claim('other', 200, 300);

    expect(taken).toMatchObject({ key: 'k', because: ['push', 'review'], tries: 1 });
    expect(taken?.fence).toBeGreaterThan(lost.fence);
    expect(await store().attention.renew(lost, 150, lost.until)).toBe(false);
  });

  it('the fence grows even when the key was gone in between', async () => {
    await store().attention.want('k', 100, 'push');
    const first = await claimed(store(), 100);
    await store().attention.release(first);
    await store().attention.want('k', 200, 'push');

    const second = await claimed(store(), 200);

    expect(second.fence).toBeGreaterThan(first.fence);
    expect(await store().attention.renew(first, 150, first.until)).toBe(false);
  });

  it('release and postpone with a lost lease have no effect', async () => {
    await store().attention.want('k', 100, 'push');
    const lost = await claimed(store(), 100, 200);
    const taken = await claimed(store(), 200, 300);

    await store().attention.release(lost);
    await store().attention.release(lost, 5000);
    await store().attention.postpone(lost, 5000, 'late');

    expect(await store().attention.renew(taken, 250, taken.until)).toBe(true);
    expect(await store().attention.nextDue()).toBe(300);
  });

  it('a claim can be ended once only', async () => {
    await store().attention.want('k', 100, 'push');
    const claim = await claimed(store(), 100);
    await store().attention.release(claim, 500);

    await store().attention.postpone(claim, 900, 'late');
    await store().attention.release(claim);

    expect(await store().attention.nextDue()).toBe(500);
    expect(await store().attention.renew(claim, 100, claim.until)).toBe(false);
  });

  it('a postponed key is due again at its instant, remembers its reasons and counts the try', async () => {
    await store().attention.want('k', 100, 'push');
    await store().attention.postpone(await claimed(store(), 100), 400, 'GitHub answered 502');
    expect(await store().attention.nextDue()).toBe(400);

    const again = await claimed(store(), 400);

    expect(again).toMatchObject({ because: ['push'], tries: 1 });
    await store().attention.release(again, 500);
    expect(await claimed(store(), 500)).toMatchObject({ tries: 0 });
  });

  it('a mark during a try that fails makes the key due before the postponement ends', async () => {
    await store().attention.want('k', 100, 'push');
    const claim = await claimed(store(), 100);
    await store().attention.want('k', 150, 'review');

    await store().attention.postpone(claim, 9000, 'GitHub answered 502');

    expect(await store().attention.nextDue()).toBe(150);
    expect(await claimed(store(), 150)).toMatchObject({ because: ['push', 'review'], tries: 1 });
  });

  /** Fails the one key that is due, each second from the first second after `start` on. */
  const failTimes = async (times: number, cause = 'no such file', start = 0): Promise<void> => {
    for (let n = 1; n <= times; n += 1) {
      const at = start + n * 1000;
      await store().attention.postpone(await claimed(store(), at), at + 1000, `${cause} ${n}`);
    }
  };

  it('the fifth try in a row that fails parks the key with its last cause', async () => {
    await store().attention.want('k', 1000, 'push');
    await failTimes(4);
    expect(await store().attention.parked()).toEqual([]);

    await store().attention.postpone(await claimed(store(), 5000), 6000, 'NUL \0 and half \uD83D');

    const cause = 'NUL \u{FFFD} and half \u{FFFD}';
    expect(await store().attention.parked()).toEqual([{ key: 'k', cause, tries: 5, since: 5000 }]);
    expect(await store().attention.nextDue()).toBeUndefined();
    expect(await store().attention.claim('w', 99_000, 99_100)).toBeUndefined();
  });

  it('want wakes a parked key, which has its five tries again', async () => {
    await store().attention.want('k', 1000, 'push');
    await failTimes(5);

    await store().attention.want('k', 90_000, 'repaired');

    expect(await store().attention.parked()).toEqual([]);
    expect(await store().attention.nextDue()).toBe(90_000);
    const woken = await claimed(store(), 90_000);
    expect(woken).toMatchObject({ because: ['repaired'], tries: 0 });
    await store().attention.postpone(woken, 91_000, 'still');
    expect(await store().attention.parked()).toEqual([]);
  });

  it('a mark during the fifth try keeps the key from being parked', async () => {
    await store().attention.want('k', 1000, 'push');
    await failTimes(4);
    const fifth = await claimed(store(), 5000);
    await store().attention.want('k', 5050, 'repaired');

    await store().attention.postpone(fifth, 60_000, 'no such file');

    expect(await store().attention.parked()).toEqual([]);
    expect(await claimed(store(), 5050)).toMatchObject({ tries: 0 });
  });

  it('parked keys are listed in the order they were parked', async () => {
    await store().attention.want('b', 1000, 'push');
    await failTimes(5, 'b');
    await store().attention.want('a', 11_000, 'push');
    await failTimes(5, 'a', 10_000);

    const parked = await store().attention.parked();

    expect(parked.map(({ key, cause }) => [key, cause])).toEqual([
      ['b', 'b 5'],
      ['a', 'a 5'],
    ]);
  });
}
