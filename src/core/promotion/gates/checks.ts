import { list } from '../../text/phrases.ts';
import type { CheckFact } from '../facts.ts';
import { closed, LOOK_AGAIN_MS, open, type Gate } from './gate.ts';

/**
 * Green: every check of the stage and every check that GitHub requires has succeeded on this head. Skipped, neutral and
 * unknown are not green (only a named success is evidence).
 */
export const checksGate: Gate = ({ now, policy, here, pullRequest }) => {
  const needed = new Set([...(policy.checks === 'none' ? [] : policy.checks), ...here.requires.checks]);
  needed.delete('sluice/gates');
  const found = new Map(pullRequest.checks.map((check) => [check.name, check]));
  const failed = [...needed].filter((name) => found.get(name)?.state === 'failure');
  if (failed.length > 0) {
    const words = failed.map((name) => `${name} (${found.get(name)?.word})`);
    return closed({
      standing: 'blocked',
      code: 'check-failed',
      says: `#${pullRequest.number}: ${list(words)} did not succeed`,
      next: 'run it again, or merge a fix: the same pull request takes it',
    });
  }
  const missing = [...needed].filter((name) => found.get(name)?.state !== 'success');
  if (missing.length === 0 && pullRequest.checksComplete) return open;
  const words =
    missing.length === 0
      ? ['the list of its checks, which GitHub gave in part']
      : missing.map((name) => describe(name, found.get(name)));
  return closed({
    standing: 'waiting',
    code: 'check-pending',
    says: `#${pullRequest.number} waits for ${list(words)}`,
    wake: now + LOOK_AGAIN_MS,
  });
};

const describe = (name: string, check: CheckFact | undefined): string =>
  check === undefined ? `${name} (not reported yet)` : `${name} (${check.word})`;
