import type { FollowUpFacts } from '../environments/follow-up-facts.ts';
import type { TellStep } from '../environments/follow-up-model.ts';
import type { IssueAddress } from './issue-state.ts';

/** GitHub takes 80 comments a minute, and nobody wants 200 mails of one release unasked. */
const MOST_AT_ONCE = 50;

/** An issue that the release has news for. `mayBeNamed`: to the release's readers. */
export interface Wanted extends IssueAddress {
  step: TellStep;
  mayBeNamed: boolean;
}

/** Either everybody is told, or nobody before a person has asked for it. */
export type Limited = { steps: TellStep[] } | { steps: []; tooMany: { count: number; named: IssueAddress[] } };

export function limited(facts: FollowUpFacts, wanted: Wanted[]): Limited {
  const wasTooMany = facts.release.said.includes(tooManyKey(facts));
  const isAsked = facts.tellAsked !== undefined;
  if (isAsked || wanted.length === 0 || (wanted.length <= MOST_AT_ONCE && !wasTooMany))
    return { steps: wanted.map(({ step }) => step) };
  const named = wanted.flatMap(({ repo, number, mayBeNamed }) => (mayBeNamed ? [{ repo, number }] : []));
  return { steps: [], tooMany: { count: wanted.length, named } };
}

/** The comment that lists them; once it was said, they wait for a person's word however few they become. */
export const tooManyKey = ({ release }: FollowUpFacts): string => `too-many-issues:${release.number}`;
