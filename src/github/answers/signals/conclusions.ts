import type { SignalFact } from '../../../core/promotion/questions.ts';
import type { Maybe } from '../../look/raw.ts';

/** Conclusions that say how it went; the others (cancelled, skipped, stale …) say that it did not go. */
const ENDS: Readonly<Record<string, SignalFact['state']>> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'failure',
  startup_failure: 'failure',
};

/** REST and GraphQL spell conclusions in different cases; undefined for those that say nothing. */
export const endOf = (conclusion: Maybe<string>): SignalFact['state'] | undefined =>
  ENDS[(conclusion ?? '').toLowerCase()];
