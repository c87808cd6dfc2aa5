/** Bounds of one installation's use of the API. Times are milliseconds. */
export interface Limits {
  /** Requests under way at once; GitHub allows 100 over all clients. */
  concurrency: number;
  readTimeout: number;
  writeTimeout: number;
  /** Least time between the starts of two writes; GitHub asks for a second. */
  writeSpacing: number;
  /** Largest response body in bytes. */
  maxBytes: number;
}

/** What production runs with. */
export const defaultLimits: Limits = {
  concurrency: 10,
  readTimeout: 10_000,
  writeTimeout: 30_000,
  writeSpacing: 1000,
  maxBytes: 25 * 1024 * 1024,
};
