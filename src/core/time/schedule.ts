import { Cron } from 'croner';
import type { Instant } from '../names.ts';
import { spellOutCron } from '../pipeline/file/cron.ts';
import { DAY, instantOf, offsetAt, wallAt, type Wall } from './zone.ts';

/**
 * When releases come due: each minute of the calendar that the fields name, once, by the clocks of the time zone. Where they are set
 * forward over such a minute it comes due at the first instant after the gap, where they are set back and show it twice, the
 * first time.
 */
export interface Schedule {
  /** Five cron fields; a day comes due by either of the two day fields where neither is `*`. */
  schedule: string;
  /** The IANA name of the time zone. */
  timezone: string;
}

/** More than a year, so that a yearly schedule has been due whatever the day; a leap day's mostly has not. */
const LONGEST_AGO = 400 * DAY;

/** The newest instant at which the schedule came due, at `now` or before; undefined when none within 400 days. */
export function lastDue({ schedule, timezone }: Schedule, now: Instant): Instant | undefined {
  const cron = cronOf(schedule);
  // In the second pass of a repeated hour the clocks have already shown later than they show now.
  let wall: Wall | undefined = now + Math.max(offsetAt(timezone, now), offsetAt(timezone, now - DAY)) + 1;
  while ((wall = previous(cron, wall)) !== undefined) {
    const due = instantOf(timezone, wall);
    if (due < now - LONGEST_AGO) return undefined;
    if (due <= now) return due;
  }
  return undefined;
}

/** The next instant after `now` at which the schedule comes due; undefined for one that never does. */
export function nextDue({ schedule, timezone }: Schedule, now: Instant): Instant | undefined {
  const cron = cronOf(schedule);
  let wall: Wall | undefined = wallAt(timezone, now);
  while ((wall = next(cron, wall)) !== undefined) {
    const due = instantOf(timezone, wall);
    if (due > now) return due;
  }
  return undefined;
}

/** Croner only finds minutes on the wall, as if it hung in Greenwich: what a switch does to them is said here, the same for all. */
function cronOf(schedule: string): Cron {
  const plain = spellOutCron(schedule);
  if (plain === undefined) throw new Error(`${JSON.stringify(schedule)} is not a schedule`);
  return new Cron(plain, { mode: '5-part', utcOffset: 0 });
}

/** Croner counts in whole seconds, and would take a wall between two for the one before. */
const previous = (cron: Cron, before: Wall): Wall | undefined =>
  cron.previousRuns(1, new Date(Math.ceil(before / 1000) * 1000))[0]?.getTime();
const next = (cron: Cron, after: Wall): Wall | undefined =>
  cron.nextRun(new Date(Math.floor(after / 1000) * 1000))?.getTime();
