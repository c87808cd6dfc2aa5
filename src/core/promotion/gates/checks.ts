import { list } from '../../text/phrases.ts';
import type { StagePolicy } from '../facts.ts';
import type { CheckFact, Snapshot } from '../snapshot.ts';
import { closed, LOOK_AGAIN_MS, open, type ClosingReason, type Gate } from './gate.ts';

/**
 * Green: every check of the stage and every check that GitHub requires has succeeded on this head. Skipped, neutral and
 * unknown are not green (only a named success is evidence).
 */
export const checksGate: Gate = ({ facts: { now, policy }, here, pullRequest }) => {
  const missing = checksOn(policy, here, pullRequest);
  if (missing === undefined) return open;
  const says = `#${pullRequest.number}${missing.standing === 'blocked' ? ':' : ''} ${missing.says}`;
  return closed({ ...missing, says, ...(missing.standing === 'waiting' ? { wake: now + LOOK_AGAIN_MS } : {}) });
};

/** What a head still lacks of its checks; undefined when it is green. */
export function checksOn(
  policy: Pick<StagePolicy, 'checks'>,
  here: { requires: Pick<Snapshot['requires'], 'checks'> },
  head: { checks: CheckFact[]; checksComplete: boolean },
): ClosingReason | undefined {
  const needed = new Set([...(policy.checks === 'none' ? [] : policy.checks), ...here.requires.checks]);
  for (const name of needed) if (name.startsWith('sluice/')) needed.delete(name);
  const found = new Map(head.checks.map((check) => [check.name, check]));
  const failed = [...needed].filter((name) => found.get(name)?.state === 'failure');
  if (failed.length > 0) {
    const words = failed.map((name) => `${name} (${found.get(name)?.word})`);
    return {
      standing: 'blocked',
      code: 'check-failed',
      says: `${list(words)} did not succeed`,
      next: 'run it again, or merge a fix: the same pull request takes it',
    };
  }
  const missing = [...needed].filter((name) => found.get(name)?.state !== 'success');
  if (missing.length === 0 && head.checksComplete) return undefined;
  const words =
    missing.length === 0
      ? ['the list of its checks, which GitHub gave in part']
      : missing.map((name) => describe(name, found.get(name)));
  return { standing: 'waiting', code: 'check-pending', says: `waits for ${list(words)}` };
}

const describe = (name: string, check: CheckFact | undefined): string =>
  check === undefined ? `${name} (not reported yet)` : `${name} (${check.word})`;
