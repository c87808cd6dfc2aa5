import type { Instant } from '../names.ts';

/** What a clock on the wall shows, as the milliseconds that would be if it hung in Greenwich: 09:00 local is 09:00 UTC. */
export type Wall = number;

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** One for each time zone in use: making a formatter costs a hundred times what asking it does. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a time zone show at an instant. */
export const wallAt = (timezone: string, at: Instant): Wall => at + offsetAt(timezone, at);

/**
 * The instant at which the clocks of a time zone show this: the first of two where they were set back, and the first after the gap
 * where they were set forward over it.
 */
export function instantOf(timezone: string, wall: Wall): Instant {
  const [earlier, later] = aroundWall(timezone, wall);
  const shown = [earlier, later].find((at) => wallAt(timezone, at) === wall);
  return shown ?? switchBetween(timezone, earlier, later);
}

/** The instants at which the clocks may show this, by the offsets before and after a switch near it; equal where there is none. */
export function aroundWall(timezone: string, wall: Wall): [earlier: Instant, later: Instant] {
  // Clocks are at most 14 hours off Greenwich, and were never set by more than a day at once.
  const one = wall - offsetAt(timezone, wall - 2 * DAY);
  const other = wall - offsetAt(timezone, wall + 2 * DAY);
  return [Math.min(one, other), Math.max(one, other)];
}

/** The first instant with another offset than at `from`; `to` where there is none. No two switches lie in such a span. */
export function switchBetween(timezone: string, from: Instant, to: Instant): Instant {
  const offset = offsetAt(timezone, from);
  let [last, first] = [from, to];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (offsetAt(timezone, middle) === offset) last = middle;
    else first = middle;
  }
  return first;
}

/** Milliseconds that the clocks of a time zone are ahead of Greenwich. */
export function offsetAt(timezone: string, at: Instant): number {
  const clock = clocks.get(timezone) ?? makeClock(timezone);
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of clock.formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function makeClock(timezone: string): Intl.DateTimeFormat {
  const clock = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: timezone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  clocks.set(timezone, clock);
  return clock;
}
