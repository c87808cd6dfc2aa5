const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer is a slip of the pen: nothing waits for more than a year. */
const LONGEST = 366 * DAY;

/** The milliseconds that `30m`, `2h` or `1d12h` say; undefined for what is no duration, none at all, or more than a year. */
export function parseDuration(text: string): number | undefined {
  const parts = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?$/.exec(text);
  if (parts === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0'] = parts;
  const milliseconds = Number(days) * DAY + Number(hours) * HOUR + Number(minutes) * MINUTE;
  return milliseconds > 0 && milliseconds <= LONGEST ? milliseconds : undefined;
}
