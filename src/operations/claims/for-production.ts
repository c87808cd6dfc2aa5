import { kindOf, subjectOf } from '../../core/attention-key.ts';
import type { LaneId, PromotionId } from '../../core/names.ts';
import type { SharedTools } from '../tools.ts';

/** Entries of a promotion among which one names its lane: not all do. */
const NEWEST = 20;

/** Whether a key's work is for a stage marked production, which may use what is kept of a budget; what is not known is not. */
export async function isForProduction(
  { policies, store }: Pick<SharedTools, 'policies' | 'store'>,
  key: string,
): Promise<boolean> {
  // What people order is little, and may be what stops a release.
  if (kindOf(key) === 'commands' || kindOf(key) === 'control') return true;
  const lane = await laneOf(store.ledger, key);
  return lane !== undefined && (await policies.lane(lane))?.stage.environment?.production === true;
}

async function laneOf(ledger: SharedTools['store']['ledger'], key: string): Promise<LaneId | undefined> {
  const subject = subjectOf(key);
  switch (kindOf(key)) {
    case 'lane':
      return subject as LaneId;
    case 'promotion': {
      const entries = await ledger.read({ promotion: subject as PromotionId, limit: NEWEST });
      return entries.findLast(({ lane }) => lane !== undefined)?.lane;
    }
    default:
      return undefined;
  }
}
