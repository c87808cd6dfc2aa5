import type { Instant } from '../../names.ts';
import { printable } from '../../text/printable.ts';
import { momentOf, type Moment } from '../words/moment.ts';

/** What this process has learned of GitHub's state from the answers it got. */
export interface GithubWeather {
  /** Hosts that do not answer, and when one is asked again. */
  silent: { host: string; until?: Instant }[];
  /** Accounts that GitHub told to wait, or refuses. */
  resting: { account: string; until: Instant }[];
}

/** One sentence about GitHub while it is not well, and when that is looked at again. */
export interface WeatherView {
  says: string;
  next?: Moment;
}

/** Accounts named one by one; a limit that met many is said once. */
const MOST_NAMED = 10;

/** Nothing is said while all is well. */
export function weatherViews(weather: GithubWeather | undefined, now: Instant): WeatherView[] {
  if (weather === undefined) return [];
  const silent = weather.silent.map(({ host, until }) => ({
    says: `${printable(host)} does not answer. What arrives is kept, and nothing is changed until it does.`,
    ...(until === undefined || until <= now ? {} : { next: momentOf(until, now) }),
  }));
  const resting = weather.resting
    .filter(({ until }) => until > now)
    .toSorted((a, b) => b.until - a.until || (a.account < b.account ? -1 : 1));
  const named = resting.slice(0, MOST_NAMED).map(({ account, until }) => ({
    says: `Work for ${account === '' ? 'the App itself' : printable(account)} rests: GitHub's limit is reached, or the App may not act there.`,
    next: momentOf(until, now),
  }));
  const more = resting.length - named.length;
  return [...silent, ...named, ...(more > 0 ? [{ says: `Work for ${more} more accounts rests.` }] : [])];
}
