import type { Instant } from '../../core/names.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EffectOutcome, Turn } from '../../ports/github/effects.ts';
import type { Intentions } from '../../ports/store/intentions.ts';
import type { GithubClient } from '../client/client.ts';

/** What an effect needs to happen once: where its tries are written down, and the right under which it is tried. */
export interface OnceOnly {
  intentions: Intentions;
  clock: Clock;
  scope: string;
  turn: Turn;
  /** How long GitHub is given to show what a lost answer may have done, in milliseconds. */
  settle: number;
  /** The client that sends nothing at `instant` or later, and tells of each request right before it leaves. */
  sendingBefore: (instant: Instant, leaves: () => void) => GithubClient;
}

/**
 * Comments and deployments have no unique key at GitHub (promise 6): the try is written down first; after an unknown outcome
 * the key rests for the settle time, and is repeated only when a look that began later did not find the effect. Of two who
 * would try, one alone is let through, and what is sent is sent in the first half of the settle time: whoever was held up
 * after writing it down sends nothing any more, since another may have looked by then. A try of which nothing left (a limit, a
 * host that rests, a lease that is over) is taken back, so that it may be made as soon as it may be sent.
 */
export async function doOnce(once: OnceOnly, key: string, act: Act): Promise<EffectOutcome> {
  const outcome = await tryAlone(once, key, act);
  if (outcome.outcome === 'done') await once.intentions.done(`${once.scope}:${key}`, once.clock.now());
  return outcome;
}

/** What may happen again, but never on a look that need not show the last time: it cannot tell what has become of that. */
export const doOnceALook = tryAlone;

type Act = (client: GithubClient) => Promise<EffectOutcome>;

async function tryAlone(
  { intentions, clock, scope, turn, settle, sendingBefore }: OnceOnly,
  key: string,
  act: Act,
): Promise<EffectOutcome> {
  const scoped = `${scope}:${key}`;
  const { last, done } = await intentions.recall(scoped);
  if (done) return { outcome: 'already' };
  if (last !== undefined && turn.lookedAt < last + settle)
    return { outcome: 'later', until: last + settle, because: 'the last try may still show', alone: true };
  const now = clock.now();
  if (!(await intentions.attempt(scoped, now, last)))
    return { outcome: 'later', until: now + settle, because: 'somebody else is trying it', alone: true };
  const tried = { hasLeft: false };
  const leaves = (): void => {
    tried.hasLeft = true;
  };
  const outcome = await act(sendingBefore(now + settle / 2, leaves));
  if (outcome.outcome !== 'done' && !tried.hasLeft) await intentions.takeBack(scoped, now, last);
  return outcome;
}
