import { isKnown, known, type Answer } from '../../core/answer.ts';
import { promotionId, type PromotionId } from '../../core/names.ts';
import { forcedLaneOf, type Lane } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { enterEnd } from '../follow-up.ts';
import type { Tools } from '../tools.ts';

/**
 * Enters the merged releases of a pipeline's environments that the ledger does not know, and wants each followed up, oldest first:
 * the range that issues are told over reaches back over releases that failed, and a deployment may prove any of them. What was
 * done about them stands at GitHub, by marker and key, so that nothing is done twice. Answers those that were new.
 */
export async function restoreMerges(tools: Tools, pipeline: Pipeline): Promise<Answer<PromotionId[]>> {
  const restored: PromotionId[] = [];
  for (const { lane, stage } of await tools.policies.lanes(pipeline.repo)) {
    if (lane.kind !== 'environment') continue;
    const forced = stage.components.flatMap((name) => forcedLaneOf(pipeline, stage, name) ?? []);
    const entered = await enterMerges(tools, [lane, ...forced]);
    if (!isKnown(entered)) return entered;
    restored.push(...entered.known);
  }
  return known(restored);
}

/** Lanes of one environment, and so of one repository. */
async function enterMerges(tools: Tools, lanes: Lane[]): Promise<Answer<PromotionId[]>> {
  const [standing] = lanes;
  if (standing === undefined) return known([]);
  const listed = await tools.looks.mergedFrom({ repo: standing.repo, heads: lanes.map(({ head }) => head) });
  // A repository that is gone, or that the App is not installed on, holds up its own lane alone.
  if (!isKnown(listed)) return 'lasting' in listed ? known([]) : listed;
  const entered: PromotionId[] = [];
  for (const number of listed.known) {
    const promotion = promotionId(standing.repo, number);
    const [before] = await tools.store.ledger.read({ promotion, kind: 'merged', limit: 1 });
    if (before !== undefined) continue;
    // Before it is entered: whoever is interrupted in between enters it again, and wants it once more.
    await tools.store.attention.want(`promotion:${promotion}`, tools.clock.now(), 'its merge was restored');
    const end = await enterEnd(tools, promotion);
    if (!isKnown(end)) return end;
    if (end.known) entered.push(promotion);
  }
  return known(entered);
}
