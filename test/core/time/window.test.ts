import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { windowAt } from '../../../src/core/time/window.ts';
import { DAY, HOUR, instant, minutesShown, said, switches, switchInstants, zones } from './calendar.ts';

const rome = (allow: string) => ({ allow, timezone: 'Europe/Rome' });

function answerOf(window: { allow: string; timezone: string }, at: string): string {
  const answer = windowAt(window, instant(at));
  return answer.open ? `open until ${said(answer.until)}` : `opens ${said(answer.opens)}`;
}

/** The spells in which a window is open between two instants, by its own borders. */
function spells(window: { allow: string; timezone: string }, from: string, to: string): string[] {
  const found: string[] = [];
  let at = instant(from);
  while (at < instant(to)) {
    const answer = windowAt(window, at);
    const border = answer.open ? answer.until : answer.opens;
    if (answer.open) found.push(`${said(at).slice(5, 16)} to ${said(border).slice(5, 16)}`);
    at = border;
  }
  return found;
}

describe('a window', () => {
  const business = rome('Mon-Thu 11:00-16:00');

  it.each([
    ['2026-03-02 10:59:59.999+01:00', 'opens 2026-03-02T10:00:00.000Z'],
    ['2026-03-02 11:00+01:00', 'open until 2026-03-02T15:00:00.000Z'],
    ['2026-03-02 15:59:59.999+01:00', 'open until 2026-03-02T15:00:00.000Z'],
    ['2026-03-02 16:00+01:00', 'opens 2026-03-03T10:00:00.000Z'],
    ['2026-03-05 16:00+01:00', 'opens 2026-03-09T10:00:00.000Z'],
    ['2026-03-27 12:00+01:00', 'opens 2026-03-30T09:00:00.000Z'],
  ])('of Mon-Thu 11:00-16:00 is told at %s', (at, answer) => {
    expect(answerOf(business, at)).toBe(answer);
  });

  it.each([
    [
      'Fri-Mon 10:00-11:00',
      [
        '03-01T10:00 to 03-01T11:00',
        '03-02T10:00 to 03-02T11:00',
        '03-06T10:00 to 03-06T11:00',
        '03-07T10:00 to 03-07T11:00',
      ],
    ],
    ['Mon,Wed 10:00-11:00', ['03-02T10:00 to 03-02T11:00', '03-04T10:00 to 03-04T11:00']],
    ['mon 22:00-02:00', ['03-02T22:00 to 03-03T02:00']],
    ['Mon-Tue 22:00-00:00', ['03-02T22:00 to 03-03T00:00', '03-03T22:00 to 03-04T00:00']],
    ['Sat 22:00-02:00', ['03-01T00:00 to 03-01T02:00', '03-07T22:00 to 03-08T02:00']],
    ['Tue-Wed 00:00-24:00', ['03-03T00:00 to 03-05T00:00']],
    ['Mon-Tue 08:00-07:00', ['03-02T08:00 to 03-03T07:00', '03-03T08:00 to 03-04T07:00']],
  ])('of %s is open in its days alone, or over midnight from them', (allow, open) => {
    expect(spells({ allow, timezone: 'UTC' }, '2026-03-01 00:00Z', '2026-03-08 00:00Z')).toEqual(open);
  });

  it.each([
    ['Sun 01:00-03:00', ['03-29T00:00 to 03-29T01:00']],
    ['Sun 01:00-02:30', ['03-29T00:00 to 03-29T01:00']],
    ['Sun 02:30-04:00', ['03-29T01:00 to 03-29T02:00']],
    ['Sun 02:00-03:00', []],
    ['Sat 22:00-02:30', ['03-28T21:00 to 03-29T01:00']],
  ])('of %s is not open in the gap of the spring, whose end is its border', (allow, open) => {
    expect(spells(rome(allow), '2026-03-28 12:00Z', '2026-03-29 12:00Z')).toEqual(open);
  });

  it.each([
    ['Sun 01:00-03:00', ['10-24T23:00 to 10-25T02:00']],
    ['Sun 02:00-03:00', ['10-25T00:00 to 10-25T02:00']],
    ['Sun 02:30-04:00', ['10-25T00:30 to 10-25T01:00', '10-25T01:30 to 10-25T03:00']],
    ['Sun 01:00-02:30', ['10-24T23:00 to 10-25T00:30', '10-25T01:00 to 10-25T01:30']],
    ['Sun 02:15-02:45', ['10-25T00:15 to 10-25T00:45', '10-25T01:15 to 10-25T01:45']],
  ])('of %s is open on both passes of the hour that the autumn repeats', (allow, open) => {
    expect(spells(rome(allow), '2026-10-24 12:00Z', '2026-10-25 12:00Z')).toEqual(open);
  });

  it('of half an hour that a switch leaves out opens a week later', () => {
    expect(answerOf({ allow: 'Sun 02:00-02:30', timezone: 'Australia/Lord_Howe' }, '2026-10-03 14:00Z')).toBe(
      'opens 2026-10-10T15:00:00.000Z',
    );
  });

  it('of half an hour that a switch repeats is open for an hour', () => {
    expect(answerOf({ allow: 'Sun 01:30-02:00', timezone: 'Australia/Lord_Howe' }, '2026-04-04 14:40Z')).toBe(
      'open until 2026-04-04T15:30:00.000Z',
    );
  });

  it('of the whole week never closes', () => {
    const always = windowAt(rome('Mon-Sun 00:00-24:00'), instant('2026-03-02 00:00Z'));

    expect(always).toEqual({ open: true, until: instant('2026-03-18 00:00Z') });
  });

  it('is refused when it is none', () => {
    expect(() => windowAt(rome('weekdays'), 0)).toThrow('"weekdays" is not a window');
  });
});

describe('the border of a window', () => {
  const twoDigits = (number: number): string => String(number).padStart(2, '0');
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
    .map(([hour, minute]) => `${twoDigits(hour)}:${twoDigits(minute)}`);
  const day = fc.constantFrom('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun');
  const allowed = fc
    .record({ first: day, last: day, other: day, from: time, to: time })
    .filter(({ from, to }) => from !== to)
    .map(({ first, last, other, from, to }) => `${first}-${last},${other} ${from}-${to}`);
  const around = fc
    .tuple(fc.constantFrom(...switchInstants), fc.integer({ min: -2 * DAY, max: 2 * DAY }))
    .map(([at, offset]) => at + offset);

  it('lies after now and is where the answer turns, not before', () => {
    fc.assert(
      fc.property(allowed, fc.constantFrom(...zones), around, fc.double({ min: 0, max: 1, noNaN: true }), (...args) => {
        const [allow, timezone, now, part] = args;
        const answer = windowAt({ allow, timezone }, now);
        const border = answer.open ? answer.until : answer.opens;
        const between = now + Math.floor((border - 1 - now) * part);

        expect(border).toBeGreaterThan(now);
        expect(windowAt({ allow, timezone }, between)).toEqual(answer);
        expect(windowAt({ allow, timezone }, border - 1)).toEqual(answer);
        expect(windowAt({ allow, timezone }, border).open).toBe(!answer.open);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(zones)('agrees with the wall clocks of %s', (timezone) => {
    for (const at of Object.values(switches[timezone] ?? {})) {
      const shown = [...minutesShown(timezone, at - 2 * HOUR, at + 2 * HOUR)];
      const hours = shown.map(({ wall }) => new Date(wall).toISOString().slice(11, 16));
      const open = shown.map((minute) => windowAt({ allow: 'Sun 01:45-02:15', timezone }, minute.at).open);

      expect(open).toEqual(hours.map((hour) => hour >= '01:45' && hour < '02:15'));
    }
    expect.assertions(Object.keys(switches[timezone] ?? {}).length);
  });
});
