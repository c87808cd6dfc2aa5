import { isKnown } from '../core/answer.ts';
import type { Instant, LaneId } from '../core/names.ts';
import type { Claim } from '../ports/attention.ts';
import { apply } from './apply.ts';
import { decide } from './decide.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import type { Tools } from './tools.ts';

/**
 * Look, plan and apply for one lane. Answers when the lane is to be looked at again without being told; a lane that the
 * pipeline no longer has is forgotten.
 */
export async function reconcile(tools: Tools, laneId: LaneId, claim: Claim): Promise<Instant | undefined> {
  const governed = await tools.policies.lane(laneId);
  if (governed === undefined) return undefined;
  const decision = await decide(tools, governed);
  const { policyBlob, plan } = decision;
  if (isKnown(policyBlob) && policyBlob.known !== governed.blob) {
    const loaded = await loadPipelineFile(tools, governed.pipeline.repo);
    if (loaded === 'in-force' || loaded === 'none') return undefined;
  }
  const applied = await apply(tools, { lane: governed.lane, decision, claim });
  if (plan.steps.length === 0) {
    await tools.store.ledger.append({
      at: tools.clock.now(),
      kind: 'looked',
      lane: laneId,
      facts: {
        because: claim.because,
        reasons: plan.reasons.map(({ about, standing, code, says }) => ({ about, standing, code, says })),
      },
    });
  }
  const wakes = [plan.wake, applied.wake].filter((wake) => wake !== undefined);
  return wakes.length === 0 ? undefined : Math.min(...wakes);
}
