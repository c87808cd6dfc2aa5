import { isKnown } from '../core/answer.ts';
import {
  doubledComments,
  doubledDeployments,
  doubledOnIssue,
  duplicatesIn,
  type Duplicate,
} from '../core/duplicates.ts';
import type { LaneId } from '../core/names.ts';
import type { Looks, Seen } from '../ports/github/looks.ts';
import type { Observed } from '../ports/observe.ts';

/** The same looks; what of ours they see twice is told to whoever watches. */
export function observedLooks(looks: Looks, observed: Observed): Looks {
  const tell = (found: Duplicate[]): void => {
    for (const { effect, key } of found) observed.duplicate(effect, key);
  };
  const tellOf = (lanes: ReadonlyMap<LaneId, Seen>): void => {
    for (const { here } of lanes.values()) if (isKnown(here)) tell(duplicatesIn(here.known));
  };
  return {
    ...looks,
    async look(requests) {
      const seen = await looks.look(requests);
      tellOf(seen);
      return seen;
    },
    async survey(...asked) {
      const surveyed = await looks.survey(...asked);
      tellOf(surveyed.lanes);
      return surveyed;
    },
    async promotion(...asked) {
      const answer = await looks.promotion(...asked);
      if (!isKnown(answer)) return answer;
      const { repo, environment } = answer.known;
      tell(doubledComments(answer.known));
      if (environment !== undefined) tell(doubledDeployments(repo, environment));
      return answer;
    },
    async issues(...asked) {
      const answers = await looks.issues(...asked);
      for (const answer of answers.values()) if (isKnown(answer)) tell(doubledOnIssue(answer.known));
      return answers;
    },
  };
}
