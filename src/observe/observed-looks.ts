import { isKnown, type Answer } from '../core/answer.ts';
import {
  doubledComments,
  doubledControls,
  doubledDeployments,
  doubledOnIssue,
  duplicatesIn,
  type Duplicate,
} from '../core/duplicates.ts';
import type { LaneId } from '../core/names.ts';
import type { ControlIssue } from '../ports/github/threads.ts';
import type { Looks, Seen } from '../ports/github/looks.ts';
import type { Observed } from '../ports/observe.ts';

/** The same looks; what of ours they see twice is told to whoever watches. */
export function observedLooks(looks: Looks, observed: Observed): Looks {
  const { tell, ofLanes, ofControl } = tellersTo(observed);
  return {
    ...looks,
    async look(requests) {
      const seen = await looks.look(requests);
      ofLanes(seen);
      return seen;
    },
    async survey(...asked) {
      const surveyed = await looks.survey(...asked);
      ofLanes(surveyed.lanes);
      for (const issue of surveyed.controls.values()) ofControl(issue);
      return surveyed;
    },
    async control(...asked) {
      const issue = await looks.control(...asked);
      ofControl(issue);
      return issue;
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

interface Tellers {
  tell: (found: Duplicate[]) => void;
  ofLanes: (lanes: ReadonlyMap<LaneId, Seen>) => void;
  ofControl: (issue: Answer<ControlIssue | undefined>) => void;
}

function tellersTo(observed: Observed): Tellers {
  const tell = (found: Duplicate[]): void => {
    for (const { effect, key } of found) observed.duplicate(effect, key);
  };
  return {
    tell,
    ofLanes(lanes) {
      for (const { here } of lanes.values()) if (isKnown(here)) tell(duplicatesIn(here.known));
    },
    ofControl(issue) {
      if (isKnown(issue) && issue.known !== undefined) tell(doubledControls(issue.known));
    },
  };
}
