import type { Violation } from '../contract/check.ts';
import type { ForgeState } from '../domain/state.ts';
import type { LoggedDelivery } from '../events/delivery.ts';
import type { RecordedCall } from '../http/calls.ts';

/** What the pages show of a forge; they change nothing. */
export interface Observed {
  state: ForgeState;
  calls: readonly RecordedCall[];
  violations: readonly Violation[];
  hooks: { pending: readonly object[]; log: readonly LoggedDelivery[] };
  faults: { records: readonly { rule: object; seen: number; struck: number }[] };
}
