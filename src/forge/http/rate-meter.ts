import type { Exchange } from './exchange.ts';

const hour = 60 * 60 * 1000;
const limit = 5000;

/** Counts the calls of each credential an hour for the rate headers. It refuses nobody: limits are a fault to be injected. */
export class RateMeter {
  readonly #used = new Map<string, { resetAt: number; used: number }>();

  /** Counts this call and answers the headers that tell of it. */
  headers(exchange: Exchange, now: number): Record<string, string> {
    const resource = exchange.kind === 'graphql' ? 'graphql' : 'core';
    const key = `${resource} ${exchange.headers.get('authorization') ?? ''}`;
    const known = this.#used.get(key);
    const window = known && known.resetAt > now ? known : { resetAt: now + hour, used: 0 };
    window.used += 1;
    this.#used.set(key, window);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - window.used)),
      'x-ratelimit-reset': String(Math.ceil(window.resetAt / 1000)),
      'x-ratelimit-used': String(window.used),
      'x-ratelimit-resource': resource,
    };
  }
}
