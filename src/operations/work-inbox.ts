import type { Hint } from '../core/hints.ts';
import { promotionId, type Instant } from '../core/names.ts';
import type { Delivery } from '../ports/store/inbox.ts';
import type { Tools } from './tools.ts';

/** Turns one delivery into marks of attention. Repeating it does no harm: a mark is only a wish to look. */
export async function markAttention(tools: Tools, delivery: Delivery, hints: Hint[]): Promise<void> {
  const now = tools.clock.now();
  for (const hint of hints) await mark(tools, hint, now);
  tools.log.debug({ deliveryId: delivery.guid, event: delivery.event, hints: hints.length }, 'delivery understood');
}

async function mark(tools: Tools, hint: Hint, now: Instant): Promise<void> {
  const { attention } = tools.store;
  if (hint.look === 'installations') return attention.want('pipelines:all', now, hint.because);
  if (hint.look === 'policy') await attention.want(`pipeline:${hint.repo}`, now, hint.because);
  const touched = await tools.policies.touchedBy(hint);
  if (hint.look === 'promotion') {
    if (touched.length > 0) await attention.want(`promotion:${promotionId(hint.repo, hint.number)}`, now, hint.because);
    return;
  }
  for (const lane of touched) await attention.want(`lane:${lane}`, now, hint.because);
}
