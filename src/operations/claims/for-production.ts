import { kindOf, subjectOf } from '../../core/attention-key.ts';
import type { LaneId, PromotionId } from '../../core/names.ts';
import type { SharedTools } from '../tools.ts';

/** Whether a key's work is for a stage marked production, which may use what is kept of a budget; what is not known is not. */
export async function isForProduction(
  { policies, store }: Pick<SharedTools, 'policies' | 'store'>,
  key: string,
): Promise<boolean> {
  const lane = await laneOf(store.ledger, key);
  return lane !== undefined && (await policies.lane(lane))?.stage.environment?.production === true;
}

async function laneOf(ledger: SharedTools['store']['ledger'], key: string): Promise<LaneId | undefined> {
  const subject = subjectOf(key);
  switch (kindOf(key)) {
    case 'lane':
      return subject as LaneId;
    case 'promotion': {
      const [entry] = await ledger.read({ promotion: subject as PromotionId, limit: 1 });
      return entry?.lane;
    }
    default:
      return undefined;
  }
}
