import { afterEach, describe, expect, it } from '@jest/globals';
import { lastDue, nextDue } from '../../../src/core/time/schedule.ts';
import { DAY, instant, said } from './calendar.ts';

const rome = (schedule: string) => ({ schedule, timezone: 'Europe/Rome' });

/** What comes due after the first instant and up to the second, found forwards and, as a check on the other way, backwards. */
function duesBetween(schedule: { schedule: string; timezone: string }, from: string, to: string): string[] {
  const forwards: number[] = [];
  for (let at = nextDue(schedule, instant(from)); at !== undefined && at <= instant(to); at = nextDue(schedule, at))
    forwards.push(at);
  const backwards: number[] = [];
  for (let at = lastDue(schedule, instant(to)); at !== undefined && at > instant(from); at = lastDue(schedule, at - 1))
    backwards.unshift(at);
  expect(backwards.map(said)).toEqual(forwards.map(said));
  return forwards.map(said);
}

describe('a schedule', () => {
  it('comes due at its minute by the clocks of its zone', () => {
    const friday = rome('0 9 * * 5');

    expect(said(lastDue(friday, instant('2026-03-06 08:59:59.999+01:00')))).toBe('2026-02-27T08:00:00.000Z');
    expect(said(lastDue(friday, instant('2026-03-06 09:00+01:00')))).toBe('2026-03-06T08:00:00.000Z');
    expect(said(nextDue(friday, instant('2026-03-06 08:59:59.999+01:00')))).toBe('2026-03-06T08:00:00.000Z');
    expect(said(nextDue(friday, instant('2026-03-06 09:00+01:00')))).toBe('2026-03-13T08:00:00.000Z');
  });

  it('stays at its local time when the offset changes', () => {
    expect(duesBetween(rome('0 9 * * 5'), '2026-03-26 00:00Z', '2026-04-04 00:00Z')).toEqual([
      '2026-03-27T08:00:00.000Z',
      '2026-04-03T07:00:00.000Z',
    ]);
  });

  it('was due last at the newest of all the minutes that nobody looked at', () => {
    const daily = rome('0 9 * * *');
    expect(said(lastDue(daily, instant('2026-03-04 09:00+01:00')))).toBe('2026-03-04T08:00:00.000Z');

    expect(said(lastDue(daily, instant('2026-03-06 10:00+01:00')))).toBe('2026-03-06T08:00:00.000Z');
    expect(said(nextDue(daily, instant('2026-03-06 10:00+01:00')))).toBe('2026-03-07T08:00:00.000Z');
  });

  it.each([
    ['Europe/Rome', '30 2 * * *', '2026-03-28 12:00+01:00', '2026-03-30 12:00+02:00', ['03-29T01:00', '03-30T00:30']],
    [
      'America/New_York',
      '30 2 * * *',
      '2026-03-07 12:00-05:00',
      '2026-03-09 12:00-04:00',
      ['03-08T07:00', '03-09T06:30'],
    ],
    [
      'Australia/Lord_Howe',
      '15 2 * * *',
      '2026-10-03 12:00+10:30',
      '2026-10-05 12:00+11:00',
      ['10-03T15:30', '10-04T15:15'],
    ],
  ])('in the spring gap of %s comes due at the first instant after it: %s', (timezone, schedule, from, to, dues) => {
    expect(duesBetween({ schedule, timezone }, from, to)).toEqual(dues.map((due) => `2026-${due}:00.000Z`));
  });

  it('comes due once for all of its minutes in one gap', () => {
    expect(duesBetween(rome('*/10 2,3 29 3 *'), '2026-03-29 00:00Z', '2026-03-29 01:20Z')).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T01:10:00.000Z',
      '2026-03-29T01:20:00.000Z',
    ]);
  });

  it.each([
    ['Europe/Rome', '30 2 * * *', '2026-10-24 12:00+02:00', '2026-10-26 12:00+01:00', ['10-25T00:30', '10-26T01:30']],
    [
      'America/New_York',
      '30 1 * * *',
      '2026-10-31 12:00-04:00',
      '2026-11-02 12:00-05:00',
      ['11-01T05:30', '11-02T06:30'],
    ],
    [
      'Australia/Lord_Howe',
      '45 1 * * *',
      '2026-04-04 12:00+11:00',
      '2026-04-06 12:00+10:30',
      ['04-04T14:45', '04-05T15:15'],
    ],
  ])('in the autumn overlap of %s comes due the first time alone: %s', (timezone, schedule, from, to, dues) => {
    expect(duesBetween({ schedule, timezone }, from, to)).toEqual(dues.map((due) => `2026-${due}:00.000Z`));
  });

  it('rests in the second pass of a repeated hour, even if it is due every minute', () => {
    const always = rome('* * * * *');

    for (const now of ['2026-10-25 00:59Z', '2026-10-25 01:10Z', '2026-10-25 01:59:59.999Z']) {
      expect(said(lastDue(always, instant(now)))).toBe('2026-10-25T00:59:00.000Z');
      expect(said(nextDue(always, instant(now)))).toBe('2026-10-25T02:00:00.000Z');
    }
  });

  it('knows no switch where there is none', () => {
    expect(
      duesBetween({ schedule: '30 2 * 3 0', timezone: 'Asia/Kolkata' }, '2026-03-20 00:00Z', '2026-03-31 00:00Z'),
    ).toEqual(['2026-03-21T21:00:00.000Z', '2026-03-28T21:00:00.000Z']);
  });

  it('follows a zone that once left out a whole day', () => {
    const apia = { schedule: '0 12 * * *', timezone: 'Pacific/Apia' };

    expect(duesBetween(apia, '2011-12-29 12:00-10:00', '2011-12-31 12:00+14:00')).toEqual([
      '2011-12-30T10:00:00.000Z',
      '2011-12-30T22:00:00.000Z',
    ]);
  });

  it.each([
    ['0 0 13 * 5', ['02-06', '02-13', '02-20', '02-27', '03-06', '03-13']],
    ['0 0 13 * *', ['02-13', '03-13']],
    ['0 0 * * 5', ['02-06', '02-13', '02-20', '02-27', '03-06', '03-13']],
    ['0 0 31 2 1', ['02-02', '02-09', '02-16', '02-23']],
    [
      '0 0 1,15 * sat-7',
      ['02-01', '02-07', '02-08', '02-14', '02-15', '02-21', '02-22', '02-28', '03-01', '03-07', '03-08'],
    ],
    ['0 0 10 * */7', ['02-01', '02-08', '02-10', '02-15', '02-22', '03-01', '03-08', '03-10']],
    ['0 0 1-31/31 * *', ['02-01', '03-01']],
    ['0 0 */31 */12 *', []],
    ['  0   0  28 * * ', ['02-28']],
  ])('comes due on the days that its fields name, by either day field where both do: %j', (schedule, days) => {
    expect(duesBetween({ schedule, timezone: 'UTC' }, '2026-01-31 12:00Z', '2026-03-13 12:00Z')).toEqual(
      days.map((day) => `2026-${day}T00:00:00.000Z`),
    );
  });

  it('waits for the leap day, and has not been due within 400 days of most days', () => {
    const leapDay = rome('0 9 29 2 *');

    expect(said(nextDue(leapDay, instant('2026-03-01 00:00Z')))).toBe('2028-02-29T08:00:00.000Z');
    expect(said(lastDue(leapDay, instant('2028-03-01 00:00Z')))).toBe('2028-02-29T08:00:00.000Z');
    expect(said(lastDue(leapDay, instant('2028-02-29 08:00Z') + 400 * DAY))).toBe('2028-02-29T08:00:00.000Z');
    expect(lastDue(leapDay, instant('2028-02-29 08:00Z') + 400 * DAY + 1)).toBeUndefined();
  });

  it('comes due in the last minute of the year', () => {
    const newYear = rome('59 23 31 12 *');

    expect(said(lastDue(newYear, instant('2026-12-31 22:58:59Z')))).toBe('2025-12-31T22:59:00.000Z');
    expect(said(lastDue(newYear, instant('2026-12-31 22:59Z')))).toBe('2026-12-31T22:59:00.000Z');
    expect(said(nextDue(newYear, instant('2026-12-31 22:59Z')))).toBe('2027-12-31T22:59:00.000Z');
  });

  it('is refused when it is none, or its zone is none', () => {
    expect(() => lastDue(rome('@weekly'), 0)).toThrow('"@weekly" is not a schedule');
    expect(() => nextDue(rome('0 0 31 2 *'), 0)).toThrow('"0 0 31 2 *" is not a schedule');
    expect(() => nextDue({ schedule: '0 0 * * *', timezone: 'Europe/Roma' }, 0)).toThrow(RangeError);
  });

  it('takes milliseconds, a year back as well', () => {
    const yearly = rome('59 23 31 12 *');
    const started = performance.now();
    for (let day = 0; day < 200; day++) lastDue(yearly, instant('2026-01-01 00:00Z') + day * DAY);

    expect((performance.now() - started) / 200).toBeLessThan(3);
  });
});

describe('the clock of the machine', () => {
  const RealDate = Date;
  afterEach(() => {
    globalThis.Date = RealDate;
  });

  it.each(['1990-01-01T00:00Z', '2100-01-01T00:00Z'])('has no say in what is due when it shows %s', (shown) => {
    globalThis.Date = class extends RealDate {
      constructor(at: number | string | Date = shown) {
        super(at);
      }
    } as DateConstructor;

    expect(new Date().toISOString()).toContain(shown.slice(0, 10));
    expect(said(lastDue(rome('0 9 * * 5'), instant('2026-03-08 00:00Z')))).toBe('2026-03-06T08:00:00.000Z');
    expect(said(nextDue(rome('0 9 * * 5'), instant('2026-03-08 00:00Z')))).toBe('2026-03-13T08:00:00.000Z');
  });
});
