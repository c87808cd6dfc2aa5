import { promotionId } from '../../core/names.ts';
import type { Tools } from '../tools.ts';
import type { Decision } from '../lanes/decide.ts';
import type { GovernedLane } from '../lanes/policies.ts';

/** A merge that no webhook told of is followed up all the same. */
export async function noteMerge({ clock, store }: Tools, { lane }: GovernedLane, { merged }: Decision): Promise<void> {
  if (merged === undefined) return;
  const promotion = promotionId(lane.repo, merged);
  const [known] = await store.ledger.read({ promotion, kind: 'merged', limit: 1 });
  if (known === undefined) await store.attention.want(`promotion:${promotion}`, clock.now(), 'its merge was seen');
}
