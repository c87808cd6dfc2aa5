import type { Instant } from '../names.ts';
import { parseDuration } from '../pipeline/file/duration.ts';
import { isTimezone } from '../pipeline/file/window.ts';
import { instantOf } from '../time/zone.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{1,2}):(\d{2})$/;

/**
 * When something ends, of the words `for 2h` or `until 2026-03-09 11:00 Europe/Rome`; a day without a time ends as it begins.
 * Undefined for what does not say a moment after `now`.
 */
export function endOf(words: readonly string[], now: Instant): Instant | undefined {
  const [how = '', ...rest] = words;
  const end = how.toLowerCase() === 'for' ? afterSpan(rest, now) : localMoment(rest);
  return end !== undefined && end > now ? end : undefined;
}

function afterSpan([span = '', ...more]: string[], now: Instant): Instant | undefined {
  const length = more.length > 0 ? undefined : parseDuration(span.toLowerCase());
  return length === undefined ? undefined : now + length;
}

function localMoment([day = '', ...rest]: string[]): Instant | undefined {
  const [time, zone] = rest.length > 1 ? rest : ['00:00', rest[0]];
  const [, year = '', month = '', date = ''] = DATE.exec(day) ?? [];
  const [, hour = '', minute = ''] = TIME.exec(time) ?? [];
  if (year === '' || hour === '' || Number(hour) > 23 || Number(minute) > 59) return undefined;
  if (zone === undefined || rest.length > 2 || !isTimezone(zone)) return undefined;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(date), Number(hour), Number(minute));
  // February has no 30th, though the arithmetic has.
  return new Date(wall).toISOString().startsWith(day) ? instantOf(zone, wall) : undefined;
}
