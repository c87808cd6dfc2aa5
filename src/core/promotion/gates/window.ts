import type { Instant } from '../../names.ts';
import type { EnvironmentPolicy } from '../../pipeline/pipeline.ts';
import { momentIn } from '../../time/moments.ts';
import { windowAt } from '../../time/window.ts';
import { closed, isClosed, open, prefixed, type Gate, type Verdict } from './gate.ts';

/** Releases are merged at the hours that the pipeline names; of several windows each has to be open. */
export const windowGate: Gate = ({ facts: { now, policy }, pullRequest, waived }) => {
  if (waived) return open;
  const verdict = inWindow(policy.environment, now);
  return isClosed(verdict) ? prefixed(pullRequest.number, verdict) : verdict;
};

/** Whether an environment may be released to now. */
export function inWindow(environment: EnvironmentPolicy | undefined, now: Instant): Verdict {
  const shut = (environment?.gates ?? []).flatMap((gate) => {
    if (!('window' in gate)) return [];
    const at = windowAt(gate.window, now);
    return at.open ? [] : [{ opens: at.opens, window: gate.window }];
  });
  const [last] = shut.toSorted((a, b) => b.opens - a.opens);
  if (last === undefined) return open;
  const { opens, window } = last;
  return closed({
    standing: 'waiting',
    code: 'window',
    says: `merges are allowed ${window.allow} (${window.timezone}); the next time is ${momentIn(window.timezone, opens)}`,
    wake: opens,
  });
}

/** When the window that is open now closes; undefined where none is open, or none was asked for. */
export function windowCloses(environment: EnvironmentPolicy | undefined, now: Instant): Instant | undefined {
  const ends = (environment?.gates ?? []).flatMap((gate) => {
    const at = 'window' in gate ? windowAt(gate.window, now) : undefined;
    return at?.open === true ? [at.until] : [];
  });
  return ends.length === 0 ? undefined : Math.min(...ends);
}
