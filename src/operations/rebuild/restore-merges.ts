import { isKnown, known, type Answer, type Unknown } from '../../core/answer.ts';
import { promotionId, type LaneId, type PromotionId } from '../../core/names.ts';
import { forcedLaneOf, type Lane } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { enterEnd } from '../follow-up.ts';
import type { GovernedLane } from '../lanes/policies.ts';
import type { Tools } from '../tools.ts';

/** What was restored of a pipeline's releases. */
export interface RestoredMerges {
  /** Those that the ledger did not know. */
  entered: PromotionId[];
  /** The environments of which something cannot be read until somebody acts, and why. */
  lacks: { lane: LaneId; why: Unknown }[];
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
    const merges = await enterMerges(tools, lanesIn({ lane, stage, pipeline }));
    if (!isKnown(merges)) return merges;
    const { entered, lack } = merges.known;
    restored.entered.push(...entered);
    if (lack !== undefined) restored.lacks.push({ lane: lane.id, why: lack });
  }
  return known(restored);
}

/**
 * Enters what could not be read when the ledger began, as soon as it can be; where nothing was left out it asks nobody. Answers why
 * the lane has to wait for it, where a moment mends that: what it releases is judged by the releases before it.
 */
export async function restoreUnread(tools: Tools, governed: GovernedLane): Promise<Unknown | undefined> {
  const { lane } = governed;
  if (lane.kind !== 'environment' || !(await isUnread(tools, lane.id))) return undefined;
  const merges = await enterMerges(tools, lanesIn(governed));
  return isKnown(merges) ? undefined : merges;
}

/** The environment's own lane first. */
const lanesIn = ({ lane, stage, pipeline }: Pick<GovernedLane, 'lane' | 'stage' | 'pipeline'>): Lane[] => [
  lane,
  ...stage.components.flatMap((name) => forcedLaneOf(pipeline, stage, name) ?? []),
];

const UNREAD = 'merges-unread';
const READ = 'merges-read';

/** Whether the merged releases of an environment were looked for in vain, and not found since. */
async function isUnread({ store }: Tools, lane: LaneId): Promise<boolean> {
  const [unread] = await store.ledger.read({ lane, kind: UNREAD, limit: 1 });
  if (unread === undefined) return false;
  const [read] = await store.ledger.read({ lane, kind: READ, limit: 1 });
  return read === undefined || read.at < unread.at;
}

async function noteUnread({ clock, store }: Tools, lane: LaneId, { unknown: why, next }: Unknown): Promise<void> {
  const facts = { v: 1, says: why, ...(next === undefined ? {} : { next }) };
  await store.ledger.append({ at: clock.now(), kind: UNREAD, lane, facts });
}

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
  const wasUnread = await isUnread(tools, standing.id);
  if (!isKnown(listed)) {
    if (listed.lasting !== true) return listed;
    if (!wasUnread) await noteUnread(tools, standing.id, listed);
    return known({ entered: [], lack: listed });
  }
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
  if (wasUnread) {
    await tools.store.ledger.append({ at: tools.clock.now(), kind: READ, lane: standing.id, facts: { v: 1 } });
    tools.log.info({ lane: standing.id, releases: merges.entered.length }, 'merged releases restored');
  }
  return known(merges);
}
