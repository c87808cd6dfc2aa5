import type { Instant } from '../../core/names.ts';

export interface Delivery {
  /** `X-GitHub-Delivery`: the same on every redelivery of one event. */
  guid: string;
  event: string;
  payload: Record<string, unknown>;
  receivedAt: Instant;
}

/** Deliveries as they came, until they are processed. */
export interface Inbox {
  /**
   * Stores a delivery durably before it is answered. One that is waiting or was processed already is not stored again;
   * one that was parked waits again, since a redelivery is how people repair.
   */
  put(delivery: Delivery): Promise<'stored' | 'waiting' | 'processed'>;
  /** Those of the guids that were stored, whether they wait or were processed. */
  received(guids: string[]): Promise<Set<string>>;
  /** Leases the oldest waiting delivery whose time has come, until `until`; undefined when there is none. */
  take(worker: string, now: Instant, until: Instant): Promise<Delivery | undefined>;
  processed(guid: string, now: Instant): Promise<void>;
  /** Puts it back, due at `retryAt`; parked for a person's eyes after five tries. */
  failed(guid: string, cause: string, retryAt: Instant): Promise<void>;
  /** How many wait, parked ones excepted, and when the oldest of them came. */
  backlog(): Promise<{ waiting: number; oldest?: Instant; parked: number; nextDue?: Instant }>;
}
