/** After a failure that nobody classified: soon, then ever later. */
const BACKOFF_MS = [2_000, 10_000, 60_000, 300_000, 900_000];

/** Milliseconds until the next try of what failed, by the failed tries in a row before this one. */
export const backoff = (tries: number): number => BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] ?? 900_000;
