import type { Instant } from '../../core/names.ts';
import { AFTER_REFUSAL_MS, type Tools } from '../tools.ts';

/** An answer that GitHub refuses is tried again for so long: what was a hitch is over by then. */
const TRIED_FOR_MS = 3_600_000;

/** Afterwards the conversation is locked, or a permission is missing: looks that come by try it as seldom as this. */
const SELDOM_MS = 3_600_000;

interface AnswerRest {
  until: Instant;
  /** Nothing wakes it: whatever looks at the thread later tries it again. */
  isLeft: boolean;
}

const keyOf = (command: string): string => `unanswered:${command}`;

/** Remembers that GitHub refused the answer to a command; answers when that is tried again by itself, if it is. */
export async function noteRefused(
  { clock, log, store }: Pick<Tools, 'clock' | 'log' | 'store'>,
  { command, cause }: { command: string; cause: string },
): Promise<Instant | undefined> {
  const now = clock.now();
  const { first } = await store.intentions.intend(keyOf(command), now);
  const isLeft = now >= first + TRIED_FOR_MS;
  log.warn({ command, cause, next: isLeft ? 'seldom' : 'in ten minutes' }, 'command not answered');
  if (!isLeft) return now + AFTER_REFUSAL_MS;
  await store.intentions.done(keyOf(command), now);
  return undefined;
}

/** Until when a command rests whose answer GitHub refused; undefined: it does not rest. */
export async function restsUntil(
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  command: string,
): Promise<AnswerRest | undefined> {
  const { last, done: isLeft } = await store.intentions.recall(keyOf(command));
  if (last === undefined) return undefined;
  const until = last + (isLeft ? SELDOM_MS : AFTER_REFUSAL_MS);
  return until <= clock.now() ? undefined : { until, isLeft };
}
