import type { EffectOutcome } from '../../ports/github/effects.ts';
import { failureSentence, type Failure } from '../client/outcome.ts';

/** GitHub's words for "that is there already": the next look will see it. */
const ALREADY = /already exists|A pull request already exists|No commits between/i;

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
    case 'unavailable':
      return { outcome: 'unknown-outcome', because };
    case 'invalid':
      return ALREADY.test(failure.message) ? { outcome: 'conflict', because } : { outcome: 'refused', because };
    case 'missing':
    case 'forbidden':
    case 'unauthorised':
      return { outcome: 'refused', because };
  }
}
