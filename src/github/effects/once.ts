import type { Instant } from '../../core/names.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { Intentions } from '../../ports/store/intentions.ts';

/** What an effect needs to happen once: the intention that was written down, and when the look began that found it missing. */
export interface OnceOnly {
  intentions: Intentions;
  scope: string;
  now: Instant;
  lookedAt: Instant;
  settle: number;
}

/**
 * Comments and deployments have no unique key at GitHub (promise 6): the try is written down first; after an unknown outcome
 * the key rests for the settle time, and is repeated only when a look that began later did not find the effect.
 */
export async function doOnce(
  { intentions, scope, now, lookedAt, settle }: OnceOnly,
  key: string,
  act: () => Promise<EffectOutcome>,
): Promise<EffectOutcome> {
  const scoped = `${scope}:${key}`;
  const { last, done } = await intentions.recall(scoped);
  if (done) return { outcome: 'already' };
  if (last !== undefined && lookedAt < last + settle) {
    return { outcome: 'later', until: last + settle, because: 'the last try may still show' };
  }
  await intentions.intend(scoped, now);
  const outcome = await act();
  if (outcome.outcome === 'done') await intentions.done(scoped, now);
  return outcome;
}
