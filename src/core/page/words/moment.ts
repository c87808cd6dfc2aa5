import type { Instant } from '../../names.ts';
import { momentIn } from '../../time/moments.ts';

/** An instant as the page shows it: how long ago, and exactly. */
export interface Moment {
  iso: string;
  ago: string;
  /** The same on the clocks of the stage that it is about: `Mon 9 Mar 10:00 (Europe/Rome)`; missing where it names no time zone. */
  there?: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The ways to say when; whole minutes, so that a page does not change with every second. */
export function momentOf(at: Instant, now: Instant, zone?: string): Moment {
  const iso = new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
  return { iso, ago: distance(at, now), ...(zone === undefined ? {} : { there: momentIn(zone, at) }) };
}

function distance(at: Instant, now: Instant): string {
  const length = Math.abs(now - at);
  if (length < MINUTE) return at > now ? 'in a moment' : 'just now';
  const said = inWords(length);
  return at > now ? `in ${said}` : `${said} ago`;
}

function inWords(length: number): string {
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < 2 * DAY) return `${Math.floor(length / HOUR)} h`;
  return `${Math.floor(length / DAY)} d`;
}
