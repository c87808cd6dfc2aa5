import type { EffectOutcome } from '../../ports/github/effects.ts';
import { failureSentence, type Failure } from '../client/outcome.ts';

/** GitHub's words for "that is there already": the next look will see it. */
const ALREADY = /already exists|A pull request already exists|No commits between/i;

/** When nobody says when: as soon as whoever asked thinks fit. */
export const SOON = 0;

/** What a failed write means for the step that wanted it. */
export function outcomeOfFailure(failure: Failure): EffectOutcome {
  const because = failureSentence(failure);
  switch (failure.kind) {
    case 'limited':
      return { outcome: 'later', until: failure.until, because };
    case 'conflict':
      return { outcome: 'conflict', because };
    case 'unknown-outcome':
      return { outcome: 'unknown-outcome', because };
    // Certainly nothing happened: it never left, or nobody of that name was let in.
    case 'unavailable':
      return { outcome: 'later', until: failure.until ?? SOON, because };
    case 'unauthorised':
      return { outcome: 'later', until: SOON, because };
    case 'invalid':
      return ALREADY.test(failure.message) ? { outcome: 'conflict', because } : { outcome: 'refused', because };
    // A repository of which the App sees nothing is 404 too, and then the look says so; what is there may not be shown yet.
    case 'missing':
      return { outcome: failure.status === 404 ? 'conflict' : 'refused', because };
    case 'forbidden':
      return { outcome: 'refused', because };
  }
}
