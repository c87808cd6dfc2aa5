import type { Instant } from '../../../src/core/names.ts';

/** Every zone that the tests of time go through, with both switches of 2026; Lord Howe's are of half an hour, Kolkata has none. */
export const switches: Record<string, { forward?: Instant; back?: Instant }> = {
  'Europe/Rome': { forward: Date.parse('2026-03-29T01:00Z'), back: Date.parse('2026-10-25T01:00Z') },
  'America/New_York': { forward: Date.parse('2026-03-08T07:00Z'), back: Date.parse('2026-11-01T06:00Z') },
  'Australia/Lord_Howe': { forward: Date.parse('2026-10-03T15:30Z'), back: Date.parse('2026-04-04T15:00Z') },
  'Asia/Kolkata': {},
};
export const zones = Object.keys(switches);
export const switchInstants = Object.values(switches).flatMap(({ forward, back }) =>
  forward === undefined || back === undefined ? [] : [forward, back],
);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An instant as a test says it: `2026-03-29 03:00+02:00`; undefined as `never`. */
export const instant = (text: string): Instant => Date.parse(text.replace(' ', 'T'));
export const said = (at: Instant | undefined): string => (at === undefined ? 'never' : new Date(at).toISOString());

/** What the clocks of a zone show, minute by minute: by a way of asking of the test's own, so that it can contradict the code. */
export function* minutesShown(timezone: string, from: Instant, to: Instant): Generator<{ at: Instant; wall: number }> {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' });
  for (let at = from; at < to; at += MINUTE) yield { at, wall: Date.parse(`${clock.format(at).replace(' ', 'T')}Z`) };
}
