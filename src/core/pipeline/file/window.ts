const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const TIMES = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))$/;

/**
 * Whether a text says when merges are allowed: days, and times on them, as `Mon-Thu 11:00-16:00` or `Mon,Wed 09:00-12:00`. A
 * range of days may go over Sunday, and times that end before they begin end on the next day.
 */
export function isWindow(text: string): boolean {
  const [days = '', times = '', ...more] = text.trim().split(/\s+/);
  const [, fromHour, fromMinute, toHour, toMinute] = TIMES.exec(times) ?? [];
  if (fromHour === undefined || more.length > 0 || text.length > 100) return false;
  return `${fromHour}:${fromMinute}` !== `${toHour}:${toMinute}` && days.split(',').every(isDays);
}

function isDays(text: string): boolean {
  const [first = '', last = first, ...more] = text.toLowerCase().split('-');
  return more.length === 0 && DAYS.includes(first) && DAYS.includes(last);
}

/** Whether the machine knows a time zone by this name; an offset is none, since it does not follow the summer. */
export function isTimezone(text: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The names of time zones, for "did you mean". */
export const timezones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];
