import type { Reason } from '../../promotion/plan-model.ts';
import type { GateName } from './gate-view.ts';

/** Which gate a reason about the lane closes, where a look judges its pull request. */
export const CLOSES: Readonly<Record<string, GateName>> = {
  frozen: 'freeze',
  held: 'hold',
  'controls-unknown': 'hold',
  'check-failed': 'checks',
  'check-pending': 'checks',
  'adopted-approval': 'approvals',
  approvals: 'approvals',
  'approvals-unknown': 'approvals',
  'changes-requested': 'approvals',
  window: 'window',
  'by-hand': 'merge',
  diverged: 'merge',
  unrelated: 'merge',
  'review-required': 'github',
  draft: 'github',
  'mergeability-unknown': 'github',
  'held-by-github': 'github',
  'left-queue': 'github',
};

/** Those that keep components from being chosen, before there is a pull request. */
const BEFORE: Readonly<Record<string, GateName>> = {
  soaking: 'soak',
  soak: 'soak',
  'soak-unknown': 'soak',
  scheduled: 'schedule',
  'next-release': 'schedule',
};

/** The gates that these reasons name, each once; for counting, wherever in the lane they close. */
export function gatesNamedBy(reasons: readonly Reason[]): GateName[] {
  const named = reasons.flatMap(({ code }) => CLOSES[code] ?? BEFORE[code] ?? []);
  return [...new Set(named)];
}
