import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  answered,
  breakerAt,
  CLOSED,
  failed,
  FAILURES,
  isProbing,
  probed,
  restOf,
  type BreakerMemory,
} from '../../../src/core/traffic/breaker.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

const failedTimes = (times: number, from: BreakerMemory = CLOSED, now = NOON): BreakerMemory =>
  Array.from({ length: times }).reduce<BreakerMemory>((memory) => failed(memory, now), from);

describe('the breaker of a host', () => {
  it('opens at the fifth failure in a row, and not before', () => {
    expect(breakerAt(failedTimes(FAILURES - 1), NOON)).toEqual({ state: 'closed' });
    expect(breakerAt(failedTimes(FAILURES), NOON)).toEqual({ state: 'open', until: NOON + 5000 });
  });

  it('counts anew after an answer', () => {
    expect(failedTimes(FAILURES - 1)).not.toEqual(CLOSED);
    expect(answered()).toEqual(CLOSED);
    expect(breakerAt(failedTimes(FAILURES - 1, answered()), NOON)).toEqual({ state: 'closed' });
  });

  it('rests twice as long after each probe that failed, a minute at most', () => {
    let memory = failedTimes(FAILURES);
    let now = NOON;
    const rests: number[] = [];
    for (let opening = 0; opening < 6; opening += 1) {
      const at = breakerAt(memory, now);
      const until = at.state === 'open' ? at.until : now;
      rests.push((until - now) / 1000);
      now = until;
      memory = failed(probed(memory, now), now);
    }

    expect(rests).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it('is half-open when its rest is over, until one call has found out', () => {
    const memory = failedTimes(FAILURES);

    expect(breakerAt(memory, NOON + 4999)).toEqual({ state: 'open', until: NOON + 5000 });
    expect(breakerAt(memory, NOON + 5000)).toEqual({ state: 'half-open' });
    expect(isProbing(memory, NOON + 5000)).toBe(false);
    expect(isProbing(probed(memory, NOON + 5000), NOON + 6000)).toBe(true);
  });

  it('forgets a probe that never ended', () => {
    const memory = probed(failedTimes(FAILURES), NOON + 5000);

    expect(isProbing(memory, NOON + 5000 + 60_000)).toBe(false);
  });

  it('learns nothing from calls that began before it opened', () => {
    const open = failedTimes(FAILURES);

    expect(breakerAt(failed(open, NOON + 3000), NOON + 3000)).toEqual({ state: 'open', until: NOON + 5000 });
  });

  it('keeps nobody out for longer than a rest when the clock is put back or forth', () => {
    fc.assert(
      fc.property(fc.integer({ min: FAILURES, max: 20 }), fc.integer({ min: -HOUR, max: HOUR }), (times, jump) => {
        const memory = failedTimes(times);
        const now = NOON + jump;
        const at = breakerAt(memory, now);

        expect(at.state === 'open' ? at.until - now : 0).toBeLessThanOrEqual(restOf(memory.openings));
      }),
    );
  });

  it('is closed by an answer and opened by five failures, whatever came before', () => {
    const steps = fc.array(fc.record({ fails: fc.boolean(), wait: fc.integer({ min: 0, max: 90_000 }) }));
    fc.assert(
      fc.property(steps, (all) => {
        let [memory, now, row] = [CLOSED, NOON, 0];
        for (const { fails, wait } of all) {
          now += wait;
          row = fails ? row + 1 : 0;
          memory = fails ? failed(memory, now) : answered();
          expect(breakerAt(memory, now).state === 'closed').toBe(row < FAILURES);
        }
      }),
    );
  });
});
