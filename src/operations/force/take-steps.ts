import type { FollowUpStep } from '../../core/environments/follow-up-model.ts';
import type { Instant } from '../../core/names.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import { AFTER_REFUSAL_MS, SETTLE_MS, UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import type { LabelsLook } from './plan-of-label.ts';

const KINDS: Record<FollowUpStep['do'], string> = {
  deploy: 'deployment-created',
  report: 'signal-reported',
  label: 'labelled',
  comment: 'commented',
  tell: 'told',
};

/** Does the steps in order, and says when to look again; the first whose outcome is open ends it. */
export async function takeSteps(tools: Tools, look: LabelsLook, steps: FollowUpStep[]): Promise<Instant | undefined> {
  for (const step of steps) {
    const outcome = await tools.effects.run(look.pullRequest.repo, step, look.lookedAt);
    const again = await enterOutcome(tools, look, { step, outcome });
    if (again !== undefined) return again;
  }
  return undefined;
}

/** Undefined: the next step may follow. A comment that nobody may leave keeps no label. */
async function enterOutcome(
  { clock, log, store }: Tools,
  { said }: LabelsLook,
  { step, outcome }: { step: FollowUpStep; outcome: EffectOutcome },
): Promise<Instant | undefined> {
  const about = { pullRequest: said, step: step.key, did: step.do };
  const entry = { at: clock.now(), promotion: said };
  switch (outcome.outcome) {
    case 'done':
    case 'already':
      await store.ledger.append({ ...entry, kind: KINDS[step.do], facts: { step: step.key } });
      log.info({ ...about, outcome: outcome.outcome }, 'effect done');
      return undefined;
    case 'refused': {
      const key = `refused:${said}:${step.key}`;
      await store.ledger.append({
        ...entry,
        kind: 'refused',
        key,
        facts: { step: step.key, because: outcome.because },
      });
      log.warn({ ...about, cause: outcome.because }, 'effect refused by GitHub');
      return step.do === 'deploy' ? clock.now() + AFTER_REFUSAL_MS : undefined;
    }
    case 'later':
      return outcome.until;
    case 'conflict':
      return clock.now() + UNREAD_AGAIN_MS;
    case 'unknown-outcome':
      log.warn({ ...about, cause: outcome.because }, 'outcome of the effect unknown');
      return clock.now() + SETTLE_MS;
  }
}
