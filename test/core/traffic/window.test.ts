import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { freeAt, leftOf, roomAt, wholeAt, within, type Window } from '../../../src/core/traffic/window.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const window: Window = { most: 10, span: MINUTE };
/** So many writes, a second apart, the last of them now. */
const sentLately = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => NOON - (count - 1 - index) * 1000);

const free = (count: number, production?: boolean): number =>
  freeAt(sentLately(count), window, { work: production === undefined ? {} : { production }, now: NOON }) - NOON;

describe('a window of writes', () => {
  it.each([
    ['9 writes lately', 9, undefined, 0],
    ['10, the eldest nine seconds ago', 10, undefined, 51_000],
    ['10, for production', 10, true, 51_000],
    ['7, for another stage', 7, false, 0],
    ['8, of which the last two places are the reserve', 8, false, 53_000],
    ['9, for another stage: two have to leave first', 9, false, 53_000],
    ['9, for production', 9, true, 0],
  ])('with %s bears the next one in time', (_, count, production, wait) => {
    expect(free(count, production)).toBe(wait);
  });

  it.each([
    [10, '', 10, {}, 51_000],
    [10, ' for another stage', 8, { production: false }, 53_000],
    [10, ' to tell of production', 8, { production: true, telling: true }, 53_000],
    [50, '', 50, {}, 15_000],
    [50, ' for another stage', 40, { production: false }, 24_000],
  ])('of %i places%s has room again, once it is full, when a tenth has left', (most, _, count, work, wait) => {
    expect(roomAt(sentLately(count), { most, span: MINUTE }, { work, now: NOON }) - NOON).toBe(wait);
  });

  it('that bears nothing is never free', () => {
    expect(freeAt([], { most: 0, span: MINUTE }, { work: {}, now: NOON })).toBe(NOON + MINUTE);
  });

  it.each([undefined, true, false])(
    'without a bound is always free, also where it has no reserve to keep',
    (production) => {
      const work = production === undefined ? {} : { production };

      expect(freeAt(sentLately(500), { most: Infinity, span: MINUTE }, { work, now: NOON })).toBe(NOON);
    },
  );

  it('tells how much is left, and when it is whole', () => {
    expect(leftOf(sentLately(4), window, NOON)).toBe(6);
    expect(wholeAt(sentLately(4), window, NOON)).toBe(NOON + MINUTE);
    expect(leftOf(sentLately(4), window, NOON + MINUTE)).toBe(10);
    expect(wholeAt([], window, NOON)).toBe(NOON);
  });

  it('never lets more than its bound go within its span, nor more than four fifths beside production', () => {
    const asks = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 20_000 }), production: fc.boolean() }));
    fc.assert(
      fc.property(asks, (all) => {
        let now = NOON;
        const sent: number[] = [];
        for (const { wait, production } of all) {
          now += wait;
          if (freeAt(sent, window, { work: { production }, now }) > now) continue;
          sent.push(now);
          expect(within(sent, window, now).length).toBeLessThanOrEqual(production ? 10 : 8);
        }
      }),
    );
  });

  it('holds nobody for longer than its span, however the clock is put back', () => {
    const jump = fc.integer({ min: -3_600_000, max: 3_600_000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), jump, (count, by) => {
        const now = NOON + by;
        expect(freeAt(sentLately(count), window, { work: {}, now })).toBeLessThanOrEqual(now + window.span);
      }),
    );
  });
});
