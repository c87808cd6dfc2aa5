import type { Instant } from '../../core/names.ts';

export interface Delivery {
  /** `X-GitHub-Delivery`: the same on every redelivery of one event. */
  guid: string;
  event: string;
  payload: Record<string, unknown>;
  receivedAt: Instant;
}

/** A delivery a worker has leased. */
export interface TakenDelivery extends Delivery {
  worker: string;
  /** How often it failed, or ended with its worker, before. */
  tries: number;
}

/** Whose a delivery is. */
export type HeldDelivery = Pick<TakenDelivery, 'guid' | 'worker'>;

/** A delivery that five tries did not understand. */
export interface ParkedDelivery {
  guid: string;
  event: string;
  receivedAt: Instant;
  cause: string;
  tries: number;
}

/** How much may wait; above it a delivery is refused, so that GitHub lists it as failed and it is asked for again. */
export interface InboxBound {
  deliveries: number;
  /** Of all waiting payloads together. */
  bytes: number;
}

export interface InboxBacklog {
  /** Parked ones excepted. */
  waiting: number;
  /** Of their payloads, as they are stored. */
  bytes: number;
  oldest?: Instant;
  parked: number;
  nextDue?: Instant;
}

/** Deliveries as they came, until they are processed. */
export interface Inbox {
  /**
   * Stores a delivery durably before it is answered. One that is waiting or was processed already is not stored again;
   * one that was parked waits again, since a redelivery is how people repair. `full`: not stored, as so much waits already.
   */
  put(delivery: Delivery, bound?: InboxBound): Promise<'stored' | 'waiting' | 'processed' | 'full'>;
  /** When the newest delivery was received; undefined in an empty inbox. */
  newest(): Promise<Instant | undefined>;
  /** Those of the guids that were stored, whether they wait or were processed. */
  received(guids: string[]): Promise<Set<string>>;
  /**
   * Leases the oldest waiting delivery whose time has come, until `until`; undefined when there is none. A lease that ran out
   * counts as a try, and after five of them the delivery is parked: what kills its worker is found out as well.
   */
  take(worker: string, now: Instant, until: Instant): Promise<TakenDelivery | undefined>;
  /** Ends it well. Without effect when it is another worker's meanwhile, who says how it went. */
  processed(held: HeldDelivery, now: Instant): Promise<void>;
  /** Puts it back, due at `retryAt`; parked for a person's eyes after five tries. Without effect when the lease was lost. */
  failed(held: HeldDelivery, cause: string, retryAt: Instant): Promise<void>;
  /** Gives back what the worker holds, due at `now`, without counting a try: its process ends. */
  giveBack(worker: string, now: Instant): Promise<void>;
  parked(): Promise<ParkedDelivery[]>;
  /** A parked delivery waits again, its tries forgotten; false when it is not parked. */
  wake(guid: string, now: Instant): Promise<boolean>;
  /** Forgets processed deliveries received before `before`; GitHub redelivers none that old. Answers how many. */
  forget(before: Instant): Promise<number>;
  backlog(): Promise<InboxBacklog>;
}
