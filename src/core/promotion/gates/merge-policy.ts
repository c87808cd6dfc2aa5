import { list } from '../../text/phrases.ts';
import { closed, open, type Gate } from './gate.ts';

/** Whether Sluice may merge at all: a stage can leave it to people, and a diverged reference always does. */
export const mergePolicyGate: Gate = ({ facts: { policy }, pullRequest, entries }) => {
  const diverged = entries.filter((entry) => entry.changelog.classification === 'diverged');
  if (diverged.length > 0) {
    const names = list(diverged.map((entry) => entry.component));
    return closed({
      standing: 'blocked',
      code: 'diverged',
      says: `#${pullRequest.number}: ${names} moves to a commit that does not contain the present one; Sluice does not merge that`,
      next: 'a person reads what would be lost and merges, or closes it',
    });
  }
  if (policy.merge !== 'by-hand') return open;
  return closed({
    standing: 'waiting',
    code: 'by-hand',
    says: `#${pullRequest.number} is ready; the pipeline leaves the merge to a person`,
  });
};
