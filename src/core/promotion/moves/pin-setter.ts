import type { CommitSha, Instant } from '../../names.ts';
import type { FileHistory } from '../snapshot.ts';
import type { HeldPins } from './held-pins.ts';
import { valueIn } from '../../pipeline/pins/pin-places.ts';

/** The commit that gave a pin its present value, and the value that it replaced. */
export interface PinSetter {
  commit: CommitSha;
  at: Instant;
  author: string;
  /** Undefined where the pin came into being with this value. */
  previous?: string;
}

/**
 * Finds who set the pin, newest first. A commit set it when it left the present value and its first parent held another one:
 * on a merged side branch a commit may leave an old value that the base never took, so every commit that set it counts.
 * Undefined when the history does not reach back far enough.
 */
export function findSetters(history: FileHistory, { value, pins }: HeldPins): [PinSetter, ...PinSetter[]] | undefined {
  const [place] = pins;
  const valueAt = (text: string | undefined): string | undefined => valueIn(text, place, history);
  const [newest, ...others] = history.changes
    .filter(({ text, before }) => valueAt(text) === value && valueAt(before) !== value)
    .map(({ commit, at, author, before }): PinSetter => {
      const previous = valueAt(before);
      return { commit, at, author, ...(previous === undefined ? {} : { previous }) };
    });
  if (newest !== undefined) return [newest, ...others];
  const oldest = history.changes.at(-1);
  return history.hasOlder || oldest === undefined
    ? undefined
    : [{ commit: oldest.commit, at: oldest.at, author: oldest.author }];
}
