import { releasesTakenBack } from '../../core/issues/taken-back.ts';
import { isDigest, promotionId } from '../../core/names.ts';
import { knownReleases } from '../follow-up/release-facts.ts';
import type { Tools } from '../tools.ts';
import type { Decision } from './decide.ts';

/** Enters once each who moved a pin back, and in which commit: a push of a person's has no promotion to tell of it. */
export async function noteRollbacks(
  { clock, log, store }: Pick<Tools, 'clock' | 'log' | 'store'>,
  { facts: { lane }, plan }: Pick<Decision, 'facts' | 'plan'>,
): Promise<void> {
  for (const { about: component, back } of plan.reasons) {
    if (back === undefined) continue;
    const { from, to, by, commit, at } = back;
    const moved = { component, from, [isDigest(to) ? 'digest' : 'code']: to };
    const isNew = await store.ledger.append({
      at: clock.now(),
      kind: 'rolled-back',
      lane: lane.id,
      key: `rolled-back:${lane.id}:${component}:${commit}`,
      facts: { v: 1, ...moved, repo: lane.repo, by, revert: commit, at },
    });
    if (!isNew) continue;
    log.info({ lane: lane.id, component, commit, by }, 'rollback seen');
    if (lane.kind !== 'environment' || component === 'lane') continue;
    // Their issues say that it runs here.
    for (const number of releasesTakenBack(await knownReleases({ store }, lane.id), { component, ...back }))
      await store.attention.want(`promotion:${promotionId(lane.repo, number)}`, clock.now(), 'it was taken back');
  }
}
