import type { Instant } from '../names.ts';
import { parseWindow, type WeeklyTimes } from '../pipeline/file/window.ts';
import { aroundWall, DAY, MINUTE, offsetAt, switchBetween, wallAt, type Wall } from './zone.ts';

/** When merges are allowed. */
export interface Window {
  /** Days and times on them, as `Mon-Thu 11:00-16:00`. */
  allow: string;
  /** The IANA name of the time zone. */
  timezone: string;
}

/** In days: a week, and one more for a window whose only day falls into the gap of a switch. */
const HORIZON = 16;

/**
 * Whether `now` lies in the window; if so when it closes, else when it opens next. The clock on the wall decides: the window is open
 * whenever the clocks of its zone show a time from its first minute up to its last, which is exclusive, on both passes of an hour
 * that they show twice, and never in a gap that they were set over. Times that end before they begin belong to the day they
 * begin on. A window of the whole week never closes; its `until` is two weeks on.
 */
export function windowAt(
  { allow, timezone }: Window,
  now: Instant,
): { open: true; until: Instant } | { open: false; opens: Instant } {
  const times = parseWindow(allow);
  if (times === undefined) throw new Error(`${JSON.stringify(allow)} is not a window`);
  const isOpen = (at: Instant): boolean => shows(times, wallAt(timezone, at));
  const open = isOpen(now);
  const border = bordersFrom(times, timezone, now).find((at) => at > now && isOpen(at) !== open);
  const turns = border ?? now + HORIZON * DAY;
  return open ? { open, until: turns } : { open, opens: turns };
}

/** Whether a wall clock shows a time of today's window, or of yesterday's that goes on over midnight. */
function shows(times: WeeklyTimes, wall: Wall): boolean {
  const today = Math.floor(wall / DAY) * DAY;
  return [today, today - DAY].some((day) => {
    const { from, to } = onDay(times, day);
    return times.days.includes(weekday(day)) && wall >= from && wall < to;
  });
}

/** Every instant around which the window may open or close, in order, over the days that can decide it. */
function bordersFrom(times: WeeklyTimes, timezone: string, now: Instant): Instant[] {
  const today = Math.floor(wallAt(timezone, now) / DAY) * DAY;
  const days = Array.from({ length: HORIZON + 1 }, (_, index) => today + (index - 1) * DAY);
  const walls = days.filter((day) => times.days.includes(weekday(day))).map((day) => onDay(times, day));
  const borders = walls.flatMap(({ from, to }) => [...aroundWall(timezone, from), ...aroundWall(timezone, to)]);
  const switches = days.flatMap((_, index) => {
    const [from, to] = [now + index * DAY, now + (index + 1) * DAY];
    return offsetAt(timezone, from) === offsetAt(timezone, to) ? [] : [switchBetween(timezone, from, to)];
  });
  return [...borders, ...switches].sort((one, other) => one - other);
}

const onDay = ({ from, to }: WeeklyTimes, day: Wall): { from: Wall; to: Wall } => ({
  from: day + from * MINUTE,
  to: day + to * MINUTE + (to > from ? 0 : DAY),
});

/** Monday is 0; 1 January 1970 was a Thursday. */
const weekday = (day: Wall): number => (((day / DAY + 3) % 7) + 7) % 7;
