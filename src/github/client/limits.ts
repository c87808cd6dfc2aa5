/** Bounds of one installation's use of the API. Times are milliseconds. */
export interface Limits {
  /** Requests under way at once; GitHub allows 100 over all clients. */
  concurrency: number;
  readTimeout: number;
  writeTimeout: number;
  /** Least time between the starts of two writes; GitHub asks for a second. */
  writeSpacing: number;
  /** How long a write waits for its turn on the machine's own clock; beyond, it is answered at once when to come again. */
  longestWait: number;
  /** Requests in any minute that make content; "in general, no more than 80 content-generating requests per minute" (GitHub, rate limits for the REST API). */
  contentPerMinute: number;
  /** The same in any hour; "and no more than 500 content-generating requests per hour". */
  contentPerHour: number;
  /** Largest response body in bytes. */
  maxBytes: number;
}

/** What production runs with. */
export const defaultLimits: Limits = {
  concurrency: 10,
  readTimeout: 10_000,
  writeTimeout: 30_000,
  writeSpacing: 1000,
  longestWait: 2000,
  contentPerMinute: 80,
  contentPerHour: 500,
  maxBytes: 25 * 1024 * 1024,
};
