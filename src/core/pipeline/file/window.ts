const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const TIMES = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))$/;

/** The days of the week on which a window begins, Monday being 0, and its minutes of the day; `to` at or before `from` is tomorrow's. */
export interface WeeklyTimes {
  days: number[];
  from: number;
  to: number;
}

/**
 * When merges are allowed: days, and times on them, as `Mon-Thu 11:00-16:00` or `Mon,Wed 09:00-12:00`. A range of days may go over
 * Sunday, and times that end before they begin end on the next day. Undefined for what says something else.
 */
export function parseWindow(text: string): WeeklyTimes | undefined {
  const [dayText = '', times = '', ...more] = text.trim().split(/\s+/);
  const [, fromHour, fromMinute, toHour, toMinute, midnight] = TIMES.exec(times) ?? [];
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = midnight === undefined ? Number(toHour) * 60 + Number(toMinute) : 24 * 60;
  const days = dayText.split(',').map(daysOf);
  const isWrong = fromHour === undefined || from === to || more.length > 0 || text.length > 100;
  return isWrong || days.some((some) => some.length === 0) ? undefined : { days: days.flat(), from, to };
}

/** Whether a text says when merges are allowed. */
export const isWindow = (text: string): boolean => parseWindow(text) !== undefined;

/** `Fri` as [4], `Fri-Mon` as [4, 5, 6, 0]; none for what is no day. */
function daysOf(text: string): number[] {
  const [first = '', last = first, ...more] = text.toLowerCase().split('-');
  const [from, to] = [DAYS.indexOf(first), DAYS.indexOf(last)];
  if (more.length > 0 || from < 0 || to < 0) return [];
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => (from + index) % 7);
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
