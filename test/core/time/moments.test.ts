import { describe, expect, it } from '@jest/globals';
import { momentIn } from '../../../src/core/time/moments.ts';
import { instant } from './calendar.ts';

describe('a moment', () => {
  it.each([
    ['Europe/Rome', '2026-03-02 10:00Z', 'Mon 2 Mar 11:00 (Europe/Rome)'],
    ['America/New_York', '2026-03-02 03:05Z', 'Sun 1 Mar 22:05 (America/New_York)'],
    ['Australia/Lord_Howe', '2026-12-31 13:00Z', 'Fri 1 Jan 00:00 (Australia/Lord_Howe)'],
    ['Asia/Kolkata', '2028-02-28 18:30Z', 'Tue 29 Feb 00:00 (Asia/Kolkata)'],
    ['UTC', '2026-03-02 23:59:59.999Z', 'Mon 2 Mar 23:59 (UTC)'],
  ])('is said by the clocks of %s, with the zone: %s', (timezone, at, words) => {
    expect(momentIn(timezone, instant(at))).toBe(words);
  });

  it('jumps with the clocks', () => {
    const around = ['2026-03-29 00:59Z', '2026-03-29 01:00Z', '2026-10-25 00:59Z', '2026-10-25 01:00Z'];

    expect(around.map((at) => momentIn('Europe/Rome', instant(at)))).toEqual([
      'Sun 29 Mar 01:59 (Europe/Rome)',
      'Sun 29 Mar 03:00 (Europe/Rome)',
      'Sun 25 Oct 02:59 (Europe/Rome)',
      'Sun 25 Oct 02:00 (Europe/Rome)',
    ]);
  });
});
