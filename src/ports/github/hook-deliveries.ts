import type { Answer } from '../../core/answer.ts';
import type { Instant } from '../../core/names.ts';

/** One line of the App's own list of webhook deliveries. */
export interface HookDelivery {
  id: number;
  guid: string;
  event: string;
  deliveredAt: Instant;
  succeeded: boolean;
}

/** GitHub never redelivers by itself; the App asks for what failed. */
export interface HookDeliveries {
  /** Newest first, back to `since`. */
  list(since: Instant): Promise<Answer<HookDelivery[]>>;
  redeliver(id: number): Promise<Answer<true>>;
}
