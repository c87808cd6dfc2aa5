import type { Answer } from '../../core/answer.ts';
import type { Instant } from '../../core/names.ts';

/** A delivery that failed, as the App's own list has it. */
export interface FailedDelivery {
  id: number;
  guid: string;
  event: string;
  deliveredAt: Instant;
  /** What the receiver answered; 0 when no answer came in time. */
  statusCode: number;
}

/** What failed to arrive, which GitHub never sends again by itself. */
export interface HookDeliveries {
  /** The failed attempts, newest first, back to `since`; an event that arrived later is among them too. */
  listFailed(since: Instant): Promise<Answer<FailedDelivery[]>>;
}
