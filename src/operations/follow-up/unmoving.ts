import type { Instant } from '../../core/names.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import { LACKING_AGAIN_MS, UNREAD_AGAIN_MS, type Tools } from '../tools.ts';

interface Conflict {
  /** Of the step and what it is about. */
  key: string;
  /** Whether it is one of many, of which one may be given up. */
  isItem: boolean;
  because: string;
}

/**
 * What becomes of a step whose ground moved before it was done: it is decided anew, each time after a longer while, since what
 * GitHub says is missing for good (404) looks the same. One of many is refused when nothing else was heard for so long.
 */
export async function unmoving(
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  { key, isItem, because }: Conflict,
): Promise<Extract<EffectOutcome, { outcome: 'later' | 'refused' }>> {
  const now: Instant = clock.now();
  const { first } = await store.intentions.intend(key, now);
  const lasts = now - first;
  if (isItem && lasts >= LACKING_AGAIN_MS) return { outcome: 'refused', because };
  const rest = Math.min(Math.max(lasts, UNREAD_AGAIN_MS), LACKING_AGAIN_MS);
  return { outcome: 'later', until: now + rest, because, alone: true };
}

/** Something else became of the step: the conflicts before it say nothing of those that may follow. */
export async function moved({ store: { intentions } }: Pick<Tools, 'store'>, key: string): Promise<void> {
  const { last } = await intentions.recall(key);
  if (last !== undefined) await intentions.takeBack(key, last, undefined);
}
