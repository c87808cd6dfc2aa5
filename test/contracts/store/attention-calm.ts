import { expect, it } from '@jest/globals';
import type { OpenStore } from '../../../src/store/open-store.ts';

const QUIET = 50;
const MOST = 200;

/** The sentences of the Attention port about marks that come in bursts. */
export function calmContract(store: () => OpenStore): void {
  const calm = (now: number, key = 'k'): Promise<void> =>
    store().attention.wantCalmly(key, now, { because: `push at ${now}`, quiet: QUIET, most: MOST });
  const due = (): Promise<number | undefined> => store().attention.nextDue();
  const workedAt = async (now: number, end?: number): Promise<boolean> => {
    const claim = await store().attention.claim('p-1', now, now + 1000);
    if (claim) await store().attention.release(claim, end);
    return claim !== undefined;
  };

  it('two marks count at once, the third waits for quiet, at the latest for the most', async () => {
    await calm(0);
    expect(await workedAt(0)).toBe(true);
    await calm(10);
    expect(await workedAt(10)).toBe(true);

    await calm(20);
    expect(await due()).toBe(70);
    for (let now = 60; now <= 180; now += 40) await calm(now);
    expect(await due()).toBe(220);
    await calm(200);
    expect(await due()).toBe(220);
  });

  it('a burst is over after the quiet time, and two marks are free again', async () => {
    for (const now of [0, 10, 20]) await calm(now);
    expect(await workedAt(0)).toBe(true);
    await calm(70);
    expect(await due()).toBe(70);
    expect(await workedAt(70)).toBe(true);
    await calm(71);
    expect(await due()).toBe(71);
  });

  it('an earlier ordinary mark wins over the waiting one, and a later one does not put it off', async () => {
    for (const now of [0, 1]) await calm(now);
    await workedAt(1);
    await calm(2);
    await store().attention.want('k', 30, 'review');
    await store().attention.want('k', 900, 'soak');
    await calm(10);

    expect(await due()).toBe(30);
  });

  it('marks during a claim wait the same way after it', async () => {
    await calm(0);
    const claim = await store().attention.claim('p-1', 0, 1000);
    if (!claim) throw new Error('nothing to claim');
    for (const now of [10, 20, 30]) await calm(now);
    await store().attention.release(claim);
    expect(await due()).toBe(10);
    expect(await workedAt(10)).toBe(true);

    await calm(40);
    const second = await store().attention.claim('p-1', 90, 1000);
    if (!second) throw new Error('nothing to claim');
    await calm(89);
    await calm(95);
    await store().attention.release(second, 400);
    expect(await due()).toBe(145);
    await calm(100);
    expect(await due()).toBe(150);
  });

  it('a parked key is woken by a calm mark', async () => {
    await store().attention.want('k', 0, 'push');
    for (let n = 0; n < 5; n += 1) {
      const claim = await store().attention.claim('p-1', n, n + 1);
      if (claim) await store().attention.postpone(claim, n, 'broken');
    }
    expect(await store().attention.parked()).toHaveLength(1);

    await calm(10);

    expect(await store().attention.claim('p-1', 10, 20)).toMatchObject({ because: ['push at 10'], tries: 0 });
  });

  it('a mark joins its reason to those that are there', async () => {
    for (const now of [0, 1, 2]) await calm(now);

    expect((await store().attention.jobs(0))[0]?.because).toEqual(['push at 0', 'push at 1', 'push at 2']);
  });

  it('hundreds of marks within twenty seconds are worked three times', async () => {
    let worked = 0;
    for (let now = 0; now <= 60_000; now += 100) {
      if (now < 20_000) await store().attention.wantCalmly('k', now, { because: 'push', quiet: 5000, most: 30_000 });
      if (now % 500 === 0 && (await workedAt(now))) worked += 1;
    }

    expect(worked).toBeLessThanOrEqual(3);
    expect(await due()).toBeUndefined();
  });

  it('any story of marks and claims is due as the rule says', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const key = `lane:a/r:${seed}`;
      const model = new Model();
      const claims: [boolean, boolean][] = [];
      let now = 0;
      for (const draw of draws(seed, 40)) {
        now += draw % 70;
        switch (draw % 7) {
          case 0:
            await store().attention.want(key, now + (draw % 90), 'review');
            model.want(now + (draw % 90));
            break;
          case 1: {
            const claim = await store().attention.claim('p-1', now, now + 1);
            claims.push([claim !== undefined, model.isDue(now)]);
            if (claim) await store().attention.release(claim);
            if (claim) model.worked();
            break;
          }
          default:
            await calm(now, key);
            model.calm(now);
        }
        expect({ seed, now, due: await due() }).toEqual({ seed, now, due: model.due() });
      }
      expect(claims.filter(([did, may]) => did !== may)).toEqual([]);
      const claim = await store().attention.claim('p-1', 1e6, 2e6);
      if (claim) await store().attention.release(claim);
    }
  });
}

/** The rule, told from the list of the marks that came. */
class Model {
  readonly #marks: number[] = [];
  #plain = Infinity;
  #calm = Infinity;

  want(at: number): void {
    this.#plain = Math.min(this.#plain, at);
  }

  calm(now: number): void {
    this.#marks.push(now);
    const burst = this.#burst();
    if (burst.length <= 2) return this.want(now);
    let first = burst[2] ?? now;
    for (const mark of burst.slice(3)) if (mark >= first + MOST) first = mark;
    const due = Math.min(first + MOST, now + QUIET);
    this.#calm = this.#calm <= now ? this.#calm : due;
  }

  worked(): void {
    [this.#plain, this.#calm] = [Infinity, Infinity];
  }

  isDue(now: number): boolean {
    return Math.min(this.#plain, this.#calm) <= now;
  }

  due(): number | undefined {
    const due = Math.min(this.#plain, this.#calm);
    return due === Infinity ? undefined : due;
  }

  /** The marks since the last pause of the quiet time. */
  #burst(): number[] {
    const begin = this.#marks.findLastIndex((mark, n) => mark - (this.#marks[n - 1] ?? -Infinity) >= QUIET);
    return this.#marks.slice(begin);
  }
}

/** Numbers of a small linear congruential generator. */
function draws(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) >> 8);
}
