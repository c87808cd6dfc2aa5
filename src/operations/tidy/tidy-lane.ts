import type { Instant } from '../../core/names.ts';
import type { Tools } from '../tools.ts';
import { tidyForcedBranch } from './forced-branch.ts';
import { tidyUp } from './tidy-up.ts';

/** Tidies what a removal and what a forced release left of a lane of one component; answers when to look again. */
export async function tidyLane(tools: Tools, lane: string): Promise<Instant | undefined> {
  const wakes = [await tidyUp(tools, lane), await tidyForcedBranch(tools, lane)].filter((wake) => wake !== undefined);
  return wakes.length === 0 ? undefined : Math.min(...wakes);
}
