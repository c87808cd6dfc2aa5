/** Header names are in lower case. */
export type ResponseHeaders = Readonly<Record<string, string>>;

export interface RateLimit {
  until: number;
  which: 'primary' | 'secondary';
}

const SECOND = 1000;
/** In milliseconds. No window of GitHub's is longer than an hour; the rest is for clocks that differ. */
export const LONGEST_LIMIT = 61 * 60 * SECOND;

/**
 * The limit a 403 or 429 speaks of, if it speaks of one. Order of belief as documented by GitHub: `retry-after`, then
 * `x-ratelimit-reset` when nothing remains, else at least a minute.
 */
export function rateLimitOf(
  refused: { status: number; headers: ResponseHeaders; message: string },
  at: { now: number; patience: number },
): RateLimit | undefined {
  const { status, headers, message } = refused;
  if (status !== 403 && status !== 429) return undefined;
  const speaksOfLimits =
    status === 429 || 'retry-after' in headers || isExhausted(headers) || /rate limit|abuse detection/i.test(message);
  return speaksOfLimits ? limitFrom(headers, at) : undefined;
}

/** When a call that was certainly refused by a limit may be repeated; for GraphQL, which refuses with HTTP 200. */
export function limitFrom(headers: ResponseHeaders, at: { now: number; patience: number }): RateLimit {
  const which = isExhausted(headers) ? 'primary' : 'secondary';
  const stated = statedEnd(headers, at.now);
  // A time that is over, or none, tells nothing: the clocks differ. Then GitHub asks for a minute at least.
  if (stated === undefined || stated < at.now) return { which, until: at.now + at.patience };
  return { which, until: Math.min(Math.max(stated, at.now + SECOND), at.now + LONGEST_LIMIT) };
}

const isExhausted = (headers: ResponseHeaders): boolean => headers['x-ratelimit-remaining'] === '0';

function statedEnd(headers: ResponseHeaders, now: number): number | undefined {
  const wait = headers['retry-after']?.trim();
  if (wait !== undefined) {
    const end = /^\d+$/.test(wait) ? now + Number(wait) * SECOND : Date.parse(wait);
    return Number.isNaN(end) ? undefined : end;
  }
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  return isExhausted(headers) && !Number.isNaN(reset) ? reset * SECOND : undefined;
}
