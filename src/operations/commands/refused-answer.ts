import type { Instant } from '../../core/names.ts';
import { AFTER_REFUSAL_MS, type Tools } from '../tools.ts';

/** An answer that GitHub refuses is tried again for so long: a locked conversation stays locked, and what was a hitch is over by then. */
const TRIED_FOR_MS = 3_600_000;

const keyOf = (command: string): string => `unanswered:${command}`;

/** Remembers that GitHub refused the answer to a command; answers when it is tried again, if it is. */
export async function noteRefused(
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  command: string,
): Promise<Instant | undefined> {
  const now = clock.now();
  const { first } = await store.intentions.intend(keyOf(command), now);
  if (now < first + TRIED_FOR_MS) return now + AFTER_REFUSAL_MS;
  await store.intentions.done(keyOf(command), now);
  return undefined;
}

/** Until when a command rests whose answer GitHub refused; undefined: it does not rest. */
export async function restsUntil(
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  command: string,
): Promise<Instant | 'for good' | undefined> {
  const { last, done } = await store.intentions.recall(keyOf(command));
  if (done) return 'for good';
  const again = last === undefined ? undefined : last + AFTER_REFUSAL_MS;
  return again === undefined || again <= clock.now() ? undefined : again;
}
