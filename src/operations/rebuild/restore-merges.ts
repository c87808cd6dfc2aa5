import { isKnown, known, type Answer, type Unknown } from '../../core/answer.ts';
import { promotionId, type PromotionId } from '../../core/names.ts';
import { forcedLaneOf, type Lane } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { enterEnd } from '../follow-up.ts';
import type { Tools } from '../tools.ts';

/** What was restored of a pipeline's releases. */
export interface RestoredMerges {
  /** Those that the ledger did not know. */
  entered: PromotionId[];
  /** A sentence for each environment of which something cannot be read until somebody acts. */
  lacks: string[];
}

/**
 * Enters the merged releases of a pipeline's environments that the ledger does not know, and wants each followed up, oldest first:
 * the range that issues are told over reaches back over releases that failed, and a deployment may prove any of them. What was
 * done about them stands at GitHub, by marker and key, so that nothing is done twice.
 */
export async function restoreMerges(tools: Tools, pipeline: Pipeline): Promise<Answer<RestoredMerges>> {
  const restored: RestoredMerges = { entered: [], lacks: [] };
  for (const { lane, stage } of await tools.policies.lanes(pipeline.repo)) {
    if (lane.kind !== 'environment') continue;
    const forced = stage.components.flatMap((name) => forcedLaneOf(pipeline, stage, name) ?? []);
    const merges = await enterMerges(tools, [lane, ...forced]);
    if (!isKnown(merges)) return merges;
    const { entered, lack } = merges.known;
    restored.entered.push(...entered);
    if (lack !== undefined) restored.lacks.push(`releases of ${lane.id}: ${sentenceOf(lack)}`);
  }
  return known(restored);
}

const sentenceOf = ({ unknown: why, next }: Unknown): string => (next === undefined ? why : `${why}; ${next}`);

/** Of one environment; `lack`: what no waiting mends, and so holds up its own lane alone. */
interface EnvironmentMerges {
  entered: PromotionId[];
  lack?: Unknown;
}

/** Lanes of one environment, and so of one repository. */
async function enterMerges(tools: Tools, lanes: Lane[]): Promise<Answer<EnvironmentMerges>> {
  const [standing] = lanes;
  if (standing === undefined) return known({ entered: [] });
  const listed = await tools.looks.mergedFrom({ repo: standing.repo, heads: lanes.map(({ head }) => head) });
  if (!isKnown(listed)) return listed.lasting === true ? known({ entered: [], lack: listed }) : listed;
  const merges: EnvironmentMerges = { entered: [] };
  for (const number of listed.known) {
    const promotion = promotionId(standing.repo, number);
    const [before] = await tools.store.ledger.read({ promotion, kind: 'merged', limit: 1 });
    if (before !== undefined) continue;
    // Before it is entered: whoever is interrupted in between enters it again, and wants it once more.
    await tools.store.attention.want(`promotion:${promotion}`, tools.clock.now(), 'its merge was restored');
    const end = await enterEnd(tools, promotion);
    if (isKnown(end)) {
      if (end.known) merges.entered.push(promotion);
    } else if (end.lasting !== true) return end;
    // Its follow-up enters it when it can be read.
    else merges.lack ??= end;
  }
  return known(merges);
}
