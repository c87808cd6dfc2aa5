import type { Changelog } from '../../changelog/changelog-model.ts';
import { list } from '../../text/phrases.ts';
import type { Entry } from '../moves/moves.ts';
import { closed, open, type Gate } from './gate.ts';

/** Whether Sluice may merge at all: a stage can leave it to people, and a reference that leaves others behind always does. */
export const mergePolicyGate: Gate = ({ facts: { policy }, pullRequest, entries }) => {
  const number = `#${pullRequest.number}`;
  const unrelated = namesOf(entries, 'unrelated');
  if (unrelated !== undefined) {
    return closed({
      standing: 'blocked',
      code: 'unrelated',
      says: `${number}: ${unrelated} moves to a commit that shares no history with the present one; Sluice does not merge that`,
      next: 'a person finds out why the history was replaced and merges, or closes it',
    });
  }
  const diverged = namesOf(entries, 'diverged');
  if (diverged !== undefined) {
    return closed({
      standing: 'blocked',
      code: 'diverged',
      says: `${number}: ${diverged} moves to a commit that does not contain the present one; Sluice does not merge that`,
      next: 'a person reads what would be lost and merges, or closes it',
    });
  }
  if (policy.merge !== 'by-hand') return open;
  return closed({
    standing: 'waiting',
    code: 'by-hand',
    says: `${number} is ready; the pipeline leaves the merge to a person`,
  });
};

/** Whose move is of a class; undefined where nobody's is. */
function namesOf(entries: readonly Entry[], classification: Changelog['classification']): string | undefined {
  const names = entries.filter(({ changelog }) => changelog.classification === classification);
  return names.length === 0 ? undefined : list(names.map(({ component }) => component));
}
