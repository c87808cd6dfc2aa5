import type { Wish } from '../../force/wish.ts';
import type { RepoName, StageName } from '../../names.ts';
import { laneId } from '../../pipeline/lanes.ts';
import { printable } from '../../text/printable.ts';
import type { PageFacts } from '../page-facts.ts';
import { promotionLink, threadLink, type Link } from '../words/link.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { wantedWords } from '../words/wanted.ts';

/** One component that goes to an environment ahead of everything else. */
export interface ForcedView {
  component: string;
  /** `rollback`: it goes back to an earlier release. */
  kind: 'force' | 'rollback';
  /** What is wanted, in words. */
  wants: string;
  by: string;
  at: Moment;
  /** Where it was said. */
  said: Link;
  /** Its own pull request, once there is one. */
  pullRequest?: Link;
}

/** What people want in an environment ahead of everything else and have not got yet, oldest first. */
export function forcedViews(facts: PageFacts, at: { pipeline: RepoName; stage: StageName }): ForcedView[] {
  const wishes = facts.pipelines.find(({ repo }) => repo === at.pipeline)?.wishes ?? [];
  return wishes
    .filter(({ stage }) => stage === at.stage)
    .map((wish) => {
      const pullRequest = openOf(facts, at.pipeline, wish);
      return {
        component: wish.component,
        kind: 'back' in wish.wants ? ('rollback' as const) : ('force' as const),
        wants: wantedWords(wish.wants),
        by: printable(wish.by),
        at: momentOf(wish.at, facts.now),
        said: threadLink(facts.web, wish.said),
        ...(pullRequest === undefined ? {} : { pullRequest }),
      };
    });
}

const ENDS = ['merged', 'merge-done', 'closed', 'withdrawn'];

/** The pull request of the forced lane that was opened last and has not ended, as far as the ledger knows. */
function openOf({ entries, web }: PageFacts, pipeline: RepoName, { stage, component }: Wish): Link | undefined {
  const lane = laneId(pipeline, { stage, component });
  const proposed = entries.findLast((entry) => entry.lane === lane && entry.kind === 'proposed')?.promotion;
  if (proposed === undefined) return undefined;
  const hasEnded = entries.some(({ kind, promotion }) => promotion === proposed && ENDS.includes(kind));
  return hasEnded ? undefined : promotionLink(web, proposed);
}
