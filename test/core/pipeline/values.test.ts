import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { cronMistake } from '../../../src/core/pipeline/file/cron.ts';
import { parseDuration } from '../../../src/core/pipeline/file/duration.ts';
import { isTimezone, isWindow } from '../../../src/core/pipeline/file/window.ts';

const MINUTE = 60_000;

describe('a duration', () => {
  it.each([
    ['1m', 1],
    ['30m', 30],
    ['90m', 90],
    ['2h', 120],
    ['1d', 1_440],
    ['1d12h', 2_160],
    ['1d12h5m', 2_165],
    ['0d2h', 120],
    ['366d', 527_040],
  ])('of %s is so many minutes', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes * MINUTE);
  });

  it.each([
    '',
    '0m',
    '0d0h',
    '30',
    'm',
    '30s',
    '2H',
    '-2h',
    '+2h',
    '1.5h',
    '2h1d',
    '2h 30m',
    ' 2h',
    '2h\n',
    '367d',
    '9999999m',
  ])('is not %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('is read back from days, hours and minutes', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(100), fc.integer({ min: 1, max: 100 }), (days, hours, minutes) => {
        expect(parseDuration(`${days}d${hours}h${minutes}m`)).toBe(((days * 24 + hours) * 60 + minutes) * MINUTE);
      }),
    );
  });
});

describe('a schedule', () => {
  it.each([
    '* * * * *',
    '0 9 * * 5',
    '0 9 * * mon-fri',
    '0 9 * * MON,Wed',
    '*/15 8-18 * * *',
    '0-30/10 0 1,15 * *',
    '0 0 29 2 *',
    '0 0 1 jan-mar,dec *',
    '0 0 * * 7',
    '0 0 * * 0-7',
    '  0   9 * * 5  ',
    '0 0 31 2 1',
    '0 0 31 1,2 *',
  ])('may be %j', (text) => {
    expect(cronMistake(text)).toBeUndefined();
  });

  it.each([
    ['', /^is not a schedule: write minute/],
    ['0 9 * *', /^is not a schedule: write minute/],
    ['0 0 9 * * 5', /^is not a schedule: write minute/],
    ['@weekly', /^is not a schedule: write minute/],
    ['60 9 * * *', /the minute takes 0 to 59, .+ not "60"$/],
    ['0 24 * * *', /the hour takes 0 to 23, .+ not "24"$/],
    ['0 9 0 * *', /the day of the month takes 1 to 31, .+ not "0"$/],
    ['0 9 32 * *', /the day of the month takes 1 to 31, .+ not "32"$/],
    ['0 9 * 13 *', /the month takes 1 to 12 or jan to dec, .+ not "13"$/],
    ['0 9 * * 8', /the day of the week takes 0 to 7 or sun to sat, .+ not "8"$/],
    ['0 9 * * friday', /not "friday"$/],
    ['0 9 * * 5-1', /not "5-1"$/],
    ['0 9 * * 1-', /not "1-"$/],
    ['0 9 * * 1-2-3', /not "1-2-3"$/],
    ['*/0 9 * * *', /not "\*\/0"$/],
    ['5/2 9 * * *', /not "5\/2"$/],
    ['*/2/3 9 * * *', /not "\*\/2\/3"$/],
    [', 9 * * *', /not ","$/],
    ['0 9 L * *', /not "L"$/],
    ['0 9 ? * *', /not "\?"$/],
    ['0 9 * * 5#2', /not "5#2"$/],
    ['-1 9 * * *', /not "-1"$/],
    ['0 0 30 2 *', /^never comes due/],
    ['0 0 31 4,6,9,11 *', /^never comes due/],
    [`0 9 * * ${'5,'.repeat(200)}5`, /^is not a schedule: write minute/],
  ])('is not %j', (text, says) => {
    expect(cronMistake(text)).toMatch(says);
  });

  it('is anything of numbers within the fields', () => {
    const field = (min: number, max: number): fc.Arbitrary<string> =>
      fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((numbers) => numbers.join(','));

    fc.assert(
      fc.property(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7), (...fields) => {
        expect(cronMistake(fields.join(' '))).toBeUndefined();
      }),
    );
  });
});

describe('a window', () => {
  it.each(['Mon-Thu 11:00-16:00', 'mon 00:00-24:00', 'Mon,Wed-Fri 09:00-10:00', 'Fri-Mon 22:00-02:00'])(
    'may be %j',
    (text) => {
      expect(isWindow(text)).toBe(true);
    },
  );

  it.each([
    '',
    'Mon',
    '11:00-16:00',
    'Monday 11:00-16:00',
    'Mon-Thu-Fri 11:00-16:00',
    'Mon, Tue 11:00-16:00',
    'Mon, 11:00-16:00',
    'Mon 11:00',
    'Mon 11-16',
    'Mon 9:00-16:00',
    'Mon 11:00-11:00',
    'Mon 24:00-25:00',
    'Mon 11:60-12:00',
    'Mon 11:00-24:01',
    'Mon 11:00-16:00 Tue 11:00-16:00',
  ])('is not %j', (text) => {
    expect(isWindow(text)).toBe(false);
  });
});

describe('a time zone', () => {
  it.each(['Europe/Rome', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+2'])('may be %s', (text) => {
    expect(isTimezone(text)).toBe(true);
  });

  it.each(['', 'Rome', 'Europe/Roma', '+02:00', '2', 'Europe/Rome ', 'Europe\nRome'])('is not %j', (text) => {
    expect(isTimezone(text)).toBe(false);
  });
});
