import { describe, expect, it } from '@jest/globals';

import { Limiter } from '../../src/github/client/limiter.ts';
import type { Outcome } from '../../src/github/client/outcome.ts';

const ok: Outcome<number> = { ok: 1, status: 200, headers: {} };

function setUp({ concurrency = 2, writeSpacing = 1000 } = {}) {
  const clock = { time: 1_000_000 };
  const waits: number[] = [];
  const limiter = new Limiter({
    concurrency,
    writeSpacing,
    now: () => clock.time,
    delay: (milliseconds) => {
      waits.push(milliseconds);
      clock.time += milliseconds;
      return Promise.resolve();
    },
  });
  return { clock, waits, limiter };
}

/** Work that ends when told, and says how many ran at once. */
function gatedWork() {
  const gates: (() => void)[] = [];
  const seen = { running: 0, most: 0 };
  const work = async (): Promise<Outcome<number>> => {
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    await new Promise<void>((resolve) => gates.push(resolve));
    seen.running -= 1;
    return ok;
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const openOneByOne = async (): Promise<void> => {
    await turn();
    while (gates.length > 0) {
      gates.shift()?.();
      await turn();
    }
  };
  return { seen, work, openOneByOne };
}

describe('the limiter of an installation', () => {
  it('lets so many reads run at once, and no more', async () => {
    const { limiter } = setUp({ concurrency: 2 });
    const { seen, work, openOneByOne } = gatedWork();

    const all = Promise.all([1, 2, 3, 4, 5].map(() => limiter.run(true, work)));
    await openOneByOne();

    expect(await all).toHaveLength(5);
    expect(seen.most).toBe(2);
  });

  it('runs writes one after the other in the order they came, a second apart', async () => {
    const { limiter, clock, waits } = setUp({ concurrency: 5 });
    const starts: [string, number][] = [];
    const write = (name: string) =>
      limiter.run(false, () => {
        starts.push([name, clock.time]);
        clock.time += 300;
        return Promise.resolve(ok);
      });

    await Promise.all([write('a'), write('b'), write('c')]);

    expect(starts).toEqual([
      ['a', 1_000_000],
      ['b', 1_001_000],
      ['c', 1_002_000],
    ]);
    expect(waits).toEqual([700, 700]);
  });

  it('never runs two writes at once, though reads pass them', async () => {
    const { limiter } = setUp({ concurrency: 5, writeSpacing: 0 });
    const writes = gatedWork();
    let reads = 0;

    const all = Promise.all([1, 2, 3].map(() => limiter.run(false, writes.work)));
    await limiter.run(true, () => Promise.resolve(((reads += 1), ok)));
    await writes.openOneByOne();
    await all;

    expect(reads).toBe(1);
    expect(writes.seen.most).toBe(1);
  });

  it('waits no longer than the spacing when the clock jumps back', async () => {
    const { limiter, clock, waits } = setUp();
    await limiter.run(false, () => Promise.resolve(ok));

    clock.time -= 3_600_000;
    await limiter.run(false, () => Promise.resolve(ok));

    expect(waits).toEqual([1000]);
  });

  it('answers waiting and later calls at once while a limit holds, and works again after it', async () => {
    const { limiter, clock } = setUp({ concurrency: 1, writeSpacing: 0 });
    const until = clock.time + 30_000;
    const limited: Outcome<number> = { failed: { kind: 'limited', until, which: 'secondary' } };
    let sent = 0;
    const work = (outcome: Outcome<number>) => () => {
      sent += 1;
      return Promise.resolve(outcome);
    };

    const outcomes = await Promise.all([
      limiter.run(true, work(limited)),
      limiter.run(true, work(ok)),
      limiter.run(false, work(ok)),
    ]);
    clock.time = until - 1;
    outcomes.push(await limiter.run(true, work(ok)));
    clock.time = until;
    const after = await limiter.run(true, work(ok));

    expect(outcomes).toEqual([limited, limited, limited, limited]);
    expect(after).toEqual(ok);
    expect(sent).toBe(2);
  });

  it('lets writes that wait for their turn go at once when a limit is met before it', async () => {
    const { limiter, clock, waits } = setUp({ writeSpacing: 1000 });
    const until = clock.time + 30_000;
    const limited: Outcome<number> = { failed: { kind: 'limited', until, which: 'secondary' } };

    const outcomes = await Promise.all([1, 2, 3].map(() => limiter.run(false, () => Promise.resolve(limited))));

    expect(outcomes).toEqual([limited, limited, limited]);
    expect(waits).toEqual([]);
  });

  it('doubles its patience with each limit in a row that names no time, up to a bound, and forgets at success', async () => {
    const { limiter, clock } = setUp();
    const patience: number[] = [];

    for (let strike = 0; strike < 6; strike += 1) {
      const until = clock.time + limiter.patience;
      patience.push(limiter.patience / 60_000);
      await limiter.run(true, () => Promise.resolve({ failed: { kind: 'limited', until, which: 'secondary' } }));
      clock.time = until;
    }
    await limiter.run(true, () => Promise.resolve(ok));

    expect(patience).toEqual([1, 2, 4, 8, 16, 16]);
    expect(limiter.patience).toBe(60_000);
  });

  it('counts one limit that many calls met together as one', async () => {
    const { limiter, clock } = setUp({ concurrency: 3 });
    const until = clock.time + 60_000;
    const refused = () => Promise.resolve<Outcome<number>>({ failed: { kind: 'limited', until, which: 'secondary' } });

    await Promise.all([1, 2, 3].map(() => limiter.run(true, refused)));

    expect(limiter.patience).toBe(120_000);
  });

  it('frees its place when the work throws', async () => {
    const { limiter } = setUp({ concurrency: 1 });

    await expect(limiter.run(false, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');

    expect(await limiter.run(false, () => Promise.resolve(ok))).toEqual(ok);
  });
});
