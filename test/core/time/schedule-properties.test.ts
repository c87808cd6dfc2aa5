import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { lastDue, nextDue } from '../../../src/core/time/schedule.ts';
import { DAY, HOUR, minutesShown, MINUTE, switches, switchInstants, zones } from './calendar.ts';

/** A schedule as sets of numbers; undefined is `*`. */
interface Fields {
  minutes?: number[] | undefined;
  hours?: number[] | undefined;
  days?: number[] | undefined;
  months?: number[] | undefined;
  weekdays?: number[] | undefined;
}

const some = (min: number, max: number): fc.Arbitrary<number[] | undefined> =>
  fc.option(fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }), { nil: undefined });
const fieldsWithin = (hours: number): fc.Arbitrary<Fields> =>
  fc.record({
    minutes: some(0, 59),
    hours: some(0, hours),
    days: some(1, 28),
    months: some(1, 12),
    weekdays: some(0, 6),
  });
const textOf = ({ minutes, hours, days, months, weekdays }: Fields): string =>
  [minutes, hours, days, months, weekdays].map((numbers) => numbers?.join(',') ?? '*').join(' ');

const anyInstant = fc.oneof(
  fc.integer({ min: Date.parse('2024-01-01T00:00Z'), max: Date.parse('2032-01-01T00:00Z') }),
  fc
    .tuple(fc.constantFrom(...switchInstants), fc.integer({ min: -3 * HOUR, max: 3 * HOUR }))
    .map(([at, offset]) => at + offset),
);

describe('what is due', () => {
  it('lies around now, with nothing due between', () => {
    fc.assert(
      fc.property(fieldsWithin(23), fc.constantFrom(...zones), anyInstant, (fields, timezone, now) => {
        const schedule = { schedule: textOf(fields), timezone };
        const last = lastDue(schedule, now) ?? Number.NaN;
        const next = nextDue(schedule, now) ?? Number.NaN;

        expect(last).toBeLessThanOrEqual(now);
        expect(next).toBeGreaterThan(now);
        expect(nextDue(schedule, last)).toBe(next);
        expect(lastDue(schedule, next - 1)).toBe(last);
        expect(lastDue(schedule, next)).toBe(next);
        expect(lastDue(schedule, last)).toBe(last);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(zones)('is what the clocks of %s show, minute by minute, and nothing else', (timezone) => {
    const { forward = Date.parse('2026-03-29T00:00Z'), back = Date.parse('2026-10-25T00:00Z') } =
      switches[timezone] ?? {};
    for (const around of [forward, back]) {
      const shown = [...minutesShown(timezone, around - DAY, around + DAY)];
      const seen = (at = 0): number | undefined => (Math.abs(at - around) < DAY ? at : undefined);
      fc.assert(
        fc.property(fieldsWithin(4), fc.integer({ min: -3 * HOUR, max: 3 * HOUR }), (fields, offset) => {
          const schedule = { schedule: textOf(fields), timezone };
          const due = duesShown(fields, shown).filter((at) => at > around - DAY);
          const now = around + offset;
          const found: number[] = [];
          for (let at = nextDue(schedule, around - DAY); at && at < around + DAY; at = nextDue(schedule, at))
            found.push(at);

          expect(found).toEqual(due);
          expect([lastDue(schedule, now), nextDue(schedule, now)].map(seen)).toEqual([
            due.findLast((at) => at <= now),
            due.find((at) => at > now),
          ]);
        }),
        { numRuns: 50 },
      );
    }
  });
});

/** The rule once more, by walking: each minute on the wall counts the first time it is shown, or, left out, when it has passed. */
function duesShown(fields: Fields, shown: { at: number; wall: number }[]): number[] {
  const dues = new Set<number>();
  let passed = (shown[0]?.wall ?? 0) - MINUTE;
  for (const { at, wall } of shown) {
    for (let minute = passed + MINUTE; minute <= wall; minute += MINUTE) if (matches(fields, minute)) dues.add(at);
    passed = Math.max(passed, wall);
  }
  return [...dues];
}

function matches({ minutes, hours, days, months, weekdays }: Fields, wall: number): boolean {
  const date = new Date(wall);
  const isDay = days?.includes(date.getUTCDate()) ?? true;
  const isWeekday = weekdays?.includes(date.getUTCDay()) ?? true;
  return (
    (minutes?.includes(date.getUTCMinutes()) ?? true) &&
    (hours?.includes(date.getUTCHours()) ?? true) &&
    (months?.includes(date.getUTCMonth() + 1) ?? true) &&
    (days !== undefined && weekdays !== undefined ? isDay || isWeekday : isDay && isWeekday)
  );
}
