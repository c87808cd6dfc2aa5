import type { Instant } from '../names.ts';
import { wallAt } from './zone.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An instant as people of a time zone say it, with the zone: `Mon 2 Mar 11:00 (Europe/Rome)`. */
export function momentIn(timezone: string, at: Instant): string {
  const wall = new Date(wallAt(timezone, at));
  const day = `${DAYS[wall.getUTCDay()] ?? ''} ${wall.getUTCDate()} ${MONTHS[wall.getUTCMonth()] ?? ''}`;
  return `${day} ${wall.toISOString().slice(11, 16)} (${timezone})`;
}
