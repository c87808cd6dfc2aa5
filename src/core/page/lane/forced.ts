import type { Wish } from '../../force/wish.ts';
import type { RepoName, StageName } from '../../names.ts';
import { laneId } from '../../pipeline/lanes.ts';
import { printable } from '../../text/printable.ts';
import { reasonsIn } from '../history/ledger-facts.ts';
import type { PageFacts } from '../page-facts.ts';
import { promotionLink, threadLink, type Link } from '../words/link.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { zoneAt } from '../words/zones.ts';
import { readable } from '../words/readable.ts';
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
  /** What that waited for at the last look. */
  waits?: { says: string; standing: 'blocked' | 'waiting' };
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
        at: momentOf(wish.at, facts.now, zoneAt(facts, laneId(at.pipeline, wish))),
        said: threadLink(facts.web, wish.said),
        ...(pullRequest === undefined ? {} : { pullRequest, ...waitsOf(facts, at.pipeline, wish) }),
      };
    });
}

/** No standing is kept of a forced lane; the ledger has what its last look found. */
function waitsOf({ entries }: PageFacts, pipeline: RepoName, wish: Wish): Pick<ForcedView, 'waits'> {
  const lane = laneId(pipeline, wish);
  const looked = entries.findLast(
    (entry) => entry.lane === lane && (entry.kind === 'looked' || entry.kind === 'proposed'),
  );
  const reasons = looked?.kind === 'looked' ? reasonsIn(looked) : [];
  const worst = (['blocked', 'waiting'] as const).flatMap(
    (how) => reasons.find(({ standing }) => standing === how) ?? [],
  );
  const [first] = worst;
  if (first === undefined) return {};
  const standing = first.standing === 'blocked' ? 'blocked' : 'waiting';
  return { waits: { says: bareSentence(readable(first.says)), standing } };
}

/** The number of the pull request stands beside it. */
export const bareSentence = (says: string): string => says.replace(/^#\d+:? /, '');

const ENDS = ['merged', 'merge-done', 'closed', 'withdrawn'];

/** The pull request of the forced lane that was opened last and has not ended, as far as the ledger knows. */
function openOf({ entries, web }: PageFacts, pipeline: RepoName, { stage, component }: Wish): Link | undefined {
  const lane = laneId(pipeline, { stage, component });
  const proposed = entries.findLast((entry) => entry.lane === lane && entry.kind === 'proposed')?.promotion;
  if (proposed === undefined) return undefined;
  const hasEnded = entries.some(({ kind, promotion }) => promotion === proposed && ENDS.includes(kind));
  return hasEnded ? undefined : promotionLink(web, proposed);
}
