import type { ClosingCode, ClosingOthers } from '../../promotion/gates/gate.ts';
import type { Reason } from '../../promotion/plan-model.ts';
import type { GateName } from './gate-view.ts';

/** GitHub's own word on a pull request that every gate had let through. */
type HeldAtGithub = 'held-by-github' | 'left-queue';

/** Which gate a reason about the lane closes, where a look judges its pull request. A new word of a gate does not compile until it is here. */
const CLOSES: Readonly<Record<Exclude<ClosingCode, ClosingOthers> | HeldAtGithub, GateName>> = {
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

const gateIn = (map: Readonly<Record<string, GateName>>, code: string): GateName | undefined =>
  Object.hasOwn(map, code) ? map[code] : undefined;

/** The gate that a reason about the lane's pull request closes, if it is a gate's. */
export const gateClosedBy = (code: string): GateName | undefined => gateIn(CLOSES, code);

/** The gates that these reasons name, each once; for counting, wherever in the lane they close. */
export function gatesNamedBy(reasons: readonly Reason[]): GateName[] {
  const named = reasons.flatMap(({ code }) => gateClosedBy(code) ?? gateIn(BEFORE, code) ?? []);
  return [...new Set(named)];
}
