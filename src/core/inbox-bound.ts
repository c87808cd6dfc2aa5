/** How much may wait in the inbox. */
interface Bound {
  deliveries: number;
  /** Of all waiting payloads together. */
  bytes: number;
}

/** What a process bears: an hour of a large organisation's webhooks, and no more than a small disk holds. */
export const INBOX_BOUND: Readonly<Bound> = { deliveries: 10_000, bytes: 256 * 1024 * 1024 };

/** The other half is left to what comes by itself: a redelivery that is refused has only made the list of failures longer. */
const SHARE = 1 / 2;

/** How many failed deliveries may be asked for while so much waits. */
export function roomFor(backlog: { waiting: number; bytes: number }, bound: Readonly<Bound>): number {
  if (backlog.bytes >= bound.bytes * SHARE) return 0;
  return Math.max(0, Math.floor(bound.deliveries * SHARE) - backlog.waiting);
}
