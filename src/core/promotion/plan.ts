import { isKnown } from '../answer.ts';
import { deployingReason } from '../environments/deploying.ts';
import { list } from '../text/phrases.ts';
import { contentOf } from './content/content.ts';
import { questionKey, type Facts, type Question, type Snapshot } from './facts.ts';
import { decideMoves } from './moves/moves.ts';
import { unreadable, UNSEEN } from './moves/unreadable.ts';
import type { Plan, Reason } from './plan-model.ts';
import { withOthers } from './status/others.ts';
import { planPullRequest } from './plan-pull-request.ts';
import { isUnsure, LOOK_AGAIN_AFTER_FAILURE_MS } from './situation.ts';

/** Who lets the App see more makes GitHub tell of it; this is for the case that the absence was a slip of GitHub's own. */
const LOOK_AGAIN_FOR_UNSEEN_MS = 10 * 60_000;

/**
 * Decides what one lane needs now. Pure and total: it returns a plan, or the questions whose answers it still needs. A lane
 * with nothing to move asks nothing.
 */
export function plan(facts: Facts): { ask: Question[] } | Plan {
  if (!isKnown(facts.here)) {
    const reason = unreadable('lane', 'repository', { where: facts.lane.repo, why: facts.here });
    return withWake({ steps: [], reasons: [reason] }, rereadAt([reason], facts.now));
  }
  const here = facts.here.known;
  const shut = refusesWrites(facts, here) ?? notCarriedOut(facts);
  if (shut !== undefined) return { steps: [], reasons: [shut] };
  const moves = decideMoves(facts, here);
  const asked = moves.flatMap((move) => (move.state === 'asks' ? move.questions : []));
  if (asked.length > 0) return { ask: onlyOnce(asked) };
  const reasons = moves.flatMap((move) => (move.state === 'stays' ? [move.reason] : []));
  const entries = moves.flatMap((move) => (move.state === 'moves' ? [move.entry] : []));
  const content = entries.length === 0 ? undefined : contentOf(facts, here, { entries, stays: reasons });
  const decided = withOthers(facts, here, planPullRequest({ facts, here, content, stays: reasons }));
  const deploying = deployingOf(facts, here);
  const told = [...reasons, ...decided.reasons, ...(deploying === undefined ? [] : [deploying.reason])];
  const looked = withWake({ ...decided, reasons: told }, rereadAt(reasons, facts.now));
  return withWake(looked, deploying?.wake);
}

function deployingOf(
  { now, lane: { stage }, policy }: Facts,
  { environment }: Snapshot,
): ReturnType<typeof deployingReason> {
  if (environment === undefined || policy.deployedWithin === undefined) return undefined;
  return deployingReason(environment, { stage, now, within: policy.deployedWithin });
}

/** Components that copy from one place, or are parts of one repository, ask the same. */
const onlyOnce = (questions: Question[]): Question[] => [
  ...new Map(questions.map((question) => [questionKey(question), question])).values(),
];

/** When what could not be read is read again; undefined where everything could. */
function rereadAt(reasons: Reason[], now: number): number | undefined {
  if (reasons.some(isUnsure)) return now + LOOK_AGAIN_AFTER_FAILURE_MS;
  return reasons.some(({ code }) => code.endsWith(UNSEEN)) ? now + LOOK_AGAIN_FOR_UNSEEN_MS : undefined;
}

/** The repository has to take changes, and to have agreed to take them from this pipeline. */
function refusesWrites(facts: Facts, here: Snapshot): Reason | undefined {
  if (here.archived) {
    return {
      ...lane('blocked', 'archived', `${here.repo} is archived`),
      next: 'unarchive it, or take it out of the pipeline',
    };
  }
  if (here.repo === facts.lane.pipeline) return undefined;
  const { consent } = here;
  if ('to' in consent && consent.to === facts.lane.pipeline) return undefined;
  const why =
    'to' in consent
      ? `its .github/sluice.yml joins ${consent.to}`
      : 'owns' in consent
        ? 'it owns a pipeline itself'
        : consent.none;
  return {
    ...lane('blocked', 'not-joined', `${here.repo} has not joined ${facts.lane.pipeline}: ${why}`),
    next: `commit .github/sluice.yml with "pipeline: ${facts.lane.pipeline}" to its ${here.base.name}`,
  };
}

/** A file may ask for what only a later release does. Nothing is half obeyed: such a stage rests until then. */
function notCarriedOut({ lane: { stage }, policy }: Facts): Reason | undefined {
  if (policy.notCarried.length === 0) return undefined;
  return {
    ...lane(
      'blocked',
      'not-carried',
      `this release does not carry out ${list(policy.notCarried)} of ${stage}, so nothing is released to it`,
    ),
    next: 'release to it by hand until then, or take the setting out of the pipeline file',
  };
}

function lane(standing: Reason['standing'], code: string, says: string): Reason {
  return { standing, about: 'lane', code, says };
}

function withWake(decided: Plan, wake: number | undefined): Plan {
  if (wake === undefined) return decided;
  return { ...decided, wake: Math.min(wake, decided.wake ?? wake) };
}
