import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { budgetAt, budgetIn, learned, restsUntil, type PrimaryBudget } from '../../../src/core/traffic/budget.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const headers = (more: Record<string, string> = {}): Record<string, string> => ({
  'x-ratelimit-resource': 'core',
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4999',
  'x-ratelimit-reset': String(NOON / 1000 + 1800),
  ...more,
});
const budget = (remaining: number, more: Partial<PrimaryBudget> = {}): PrimaryBudget => ({
  limit: 5000,
  remaining,
  resetAt: NOON + HOUR / 2,
  ...more,
});

describe('the headers of an answer', () => {
  it('tell a budget', () => {
    expect(budgetIn(headers())).toEqual({ resource: 'core', budget: budget(4999) });
  });

  it.each([
    ['no headers', {}],
    ['another resource', headers({ 'x-ratelimit-resource': 'search' })],
    ['a limit of nothing', headers({ 'x-ratelimit-limit': '0' })],
    ['words for numbers', headers({ 'x-ratelimit-remaining': 'plenty' })],
    ['a number below nothing', headers({ 'x-ratelimit-remaining': '-1' })],
    ['no end', headers({ 'x-ratelimit-reset': '' })],
  ])('tell none with %s', (_, given) => {
    expect(budgetIn(given)).toBeUndefined();
  });
});

describe('what is known of a budget', () => {
  it.each([
    ['the first word', undefined, budget(4000), budget(4000)],
    ['less of the same window', budget(4000), budget(3999), budget(3999)],
    ['an answer that was overtaken', budget(3999), budget(4000), budget(3999)],
    ['the same window, a second apart', budget(10), budget(9, { resetAt: NOON + HOUR / 2 + 1000 }), budget(9)],
    ['a new window', budget(10), budget(4999, { resetAt: NOON + HOUR }), budget(4999, { resetAt: NOON + HOUR })],
    ['the window before', budget(4999, { resetAt: NOON + HOUR }), budget(3), budget(4999, { resetAt: NOON + HOUR })],
    ['a window that is over', undefined, budget(0, { resetAt: NOON }), undefined],
    ['a new word after its end', budget(3, { resetAt: NOON - 1 }), budget(4000), budget(4000)],
    ['an end that no window of GitHub has', undefined, budget(0, { resetAt: NOON + 2 * HOUR }), undefined],
    ['a larger limit', budget(4000), budget(9000, { limit: 10_000 }), budget(4000, { limit: 10_000 })],
  ])('after %s', (_, before, told, after) => {
    expect(learned(before, told, NOON)).toEqual(after);
  });

  it('is nothing from its reset on', () => {
    expect(budgetAt(budget(0), NOON + HOUR / 2 - 1)).toEqual(budget(0));
    expect(budgetAt(budget(0), NOON + HOUR / 2)).toBeUndefined();
  });
});

describe('a budget', () => {
  it.each([
    ['with nothing known', undefined, false, undefined],
    ['with plenty left', budget(1001), false, undefined],
    ['with the reserve left, for another stage', budget(1000), false, NOON + HOUR / 2],
    ['with the reserve left, for production', budget(1000), true, undefined],
    ['with the reserve left, for what serves every stage', budget(1000), undefined, undefined],
    ['with one call left, for production', budget(1), true, undefined],
    ['with nothing left, for production', budget(0), true, NOON + HOUR / 2],
  ])('%s says when work goes on', (_, known, production, until) => {
    expect(restsUntil(known, production === undefined ? {} : { production }, NOON)).toBe(until);
  });

  it('holds nobody for much longer than an hour, however the clock is put', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: -5 * HOUR, max: 5 * HOUR }), (remaining, jump) => {
        const now = NOON + jump;
        const until = restsUntil(budget(remaining), { production: false }, now) ?? now;
        expect(until).toBeLessThanOrEqual(now + 61 * 60_000);
      }),
    );
  });
});
