import { releasesTakenBack } from '../../core/issues/taken-back.ts';
import { isDigest, promotionId, type ComponentName } from '../../core/names.ts';
import type { WayBack } from '../../core/promotion/plan-model.ts';
import { knownReleases } from '../follow-up/release-facts.ts';
import type { Tools } from '../tools.ts';
import type { Decision } from './decide.ts';

/** Enters once each who moved a pin back, and in which commit: a push of a person's has no promotion to tell of it. */
export async function noteRollbacks(
  tools: Pick<Tools, 'clock' | 'log' | 'store'>,
  { facts: { lane }, plan }: Pick<Decision, 'facts' | 'plan'>,
): Promise<void> {
  const { clock, log, store } = tools;
  for (const { about: component, back } of plan.reasons) {
    if (back === undefined || component === 'lane') continue;
    const { from, to, by, commit, at } = back;
    const key = `rolled-back:${lane.id}:${component}:${commit}`;
    const [known] = await store.ledger.read({ key, limit: 1 });
    if (known !== undefined) continue;
    // Before it is entered, since nothing wakes them once it is; and after, since they know of it from the ledger alone.
    await wakeTakenBack(tools, lane, { component, ...back });
    const moved = { component, from, [isDigest(to) ? 'digest' : 'code']: to };
    await store.ledger.append({
      at: clock.now(),
      kind: 'rolled-back',
      lane: lane.id,
      key,
      facts: { v: 1, ...moved, repo: lane.repo, by, revert: commit, at },
    });
    await wakeTakenBack(tools, lane, { component, ...back });
    log.info({ lane: lane.id, component, commit, by }, 'rollback seen');
  }
}

/** The issues of those releases say that it runs here. */
async function wakeTakenBack(
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  { id, kind, repo }: Decision['facts']['lane'],
  rollback: WayBack & { component: ComponentName },
): Promise<void> {
  if (kind !== 'environment') return;
  for (const number of releasesTakenBack(await knownReleases({ store }, id), rollback))
    await store.attention.want(`promotion:${promotionId(repo, number)}`, clock.now(), 'it was taken back');
}
