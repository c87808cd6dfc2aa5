import type { Answer } from '../../core/answer.ts';
import type { Instant } from '../../core/names.ts';

/** A delivery that failed, as the App's own list has it. */
export interface FailedDelivery {
  id: number;
  guid: string;
  event: string;
  deliveredAt: Instant;
}

/** GitHub never redelivers by itself; the App asks for what failed. */
export interface HookDeliveries {
  /** The failed attempts, newest first, back to `since`; an event that arrived later is among them too. */
  listFailed(since: Instant): Promise<Answer<FailedDelivery[]>>;
  redeliver(id: number): Promise<Answer<true>>;
}
