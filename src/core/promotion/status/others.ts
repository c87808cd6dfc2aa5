import type { Facts, GatesStatus, OtherPullRequest, Snapshot } from '../facts.ts';
import { checksOn } from '../gates/checks.ts';
import { LOOK_AGAIN_MS } from '../gates/gate.ts';
import { statusLine } from '../../text/status-line.ts';
import { statusStep } from './gates-status.ts';
import type { Plan } from '../plan-model.ts';

const MOVES_NOTHING: GatesStatus = { state: 'success', description: 'It moves no pin of the pipeline.' };
const OPEN: GatesStatus = { state: 'success', description: 'Every gate for moving pins is open.' };

/**
 * Gates bind people too: every other pull request into an environment's branch gets `sluice/gates`, so that a team can require
 * it. Who merges without it is asked for no reason, but it shows.
 */
export function withOthers(facts: Facts, here: Snapshot, plan: Plan): Plan {
  if (facts.lane.kind !== 'environment') return plan;
  const said = here.others.map((other) => ({ other, wanted: statusOf(facts, here, other) }));
  const steps = said.flatMap(({ other, wanted }) =>
    wanted === undefined ? [] : (statusStep(other.head, other.gates, wanted) ?? []),
  );
  const waits = said.some(({ wanted }) => wanted?.state === 'pending');
  const wake = waits ? Math.min(facts.now + LOOK_AGAIN_MS, plan.wake ?? Infinity) : plan.wake;
  return { ...plan, steps: [...plan.steps, ...steps], ...(wake === undefined ? {} : { wake }) };
}

/** Several environments may share a branch: each speaks for its own pins, and none over another that still holds the merge. */
function statusOf(facts: Facts, here: Snapshot, other: OtherPullRequest): GatesStatus | undefined {
  const { stage } = facts.lane;
  const said = other.gates;
  if (!other.touchesPins) return said === undefined ? MOVES_NOTHING : undefined;
  if (said?.state === 'pending' && !said.description.toLowerCase().startsWith(`${stage} `)) return undefined;
  const missing = checksOn(facts.policy, here, other);
  return missing === undefined ? OPEN : { state: 'pending', description: statusLine(`${stage} ${missing.says}`) };
}
