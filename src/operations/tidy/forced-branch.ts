import type { Instant, LaneId } from '../../core/names.ts';
import { checkPolicy } from '../lanes/check-policy.ts';
import { decide } from '../lanes/decide.ts';
import type { Tools } from '../tools.ts';
import { deleteLeftBranch } from './left-branch.ts';

/**
 * Deletes what a forced lane left behind. It touches no pin, so that it need not wait for the environment's lane, in whose key
 * everything else of a forced lane is done.
 */
export async function tidyForcedBranch(tools: Tools, lane: string): Promise<Instant | undefined> {
  const governed = await tools.policies.forcedLane(lane as LaneId);
  if (governed === undefined) return undefined;
  const decision = await decide(tools, governed);
  const policy = await checkPolicy(tools, governed, decision);
  return policy === 'in-force' ? deleteLeftBranch(tools, decision) : policy.wake;
}
