import { isKnown } from '../answer.ts';
import { contentOf } from './content.ts';
import type { Facts, Question, Snapshot } from './facts.ts';
import { decideMoves } from './moves/moves.ts';
import type { Plan, Reason } from './plan-model.ts';
import { planPullRequest } from './plan-pull-request.ts';

/** A read that failed is tried again soon; nothing is decided from it. */
const LOOK_AGAIN_AFTER_FAILURE_MS = 60_000;

/**
 * Decides what one lane needs now. Pure and total: it returns a plan, or the questions whose answers it still needs. A lane
 * with nothing to move asks nothing.
 */
export function plan(facts: Facts): { ask: Question[] } | Plan {
  if (!isKnown(facts.here)) {
    const says = `${facts.lane.repo} could not be read: ${facts.here.unknown}`;
    return {
      steps: [],
      reasons: [lane('waiting', 'repository-unknown', says)],
      wake: facts.now + LOOK_AGAIN_AFTER_FAILURE_MS,
    };
  }
  const here = facts.here.known;
  const shut = refusesWrites(facts, here);
  if (shut !== undefined) return { steps: [], reasons: [shut] };
  const moves = decideMoves(facts, here);
  const ask = moves.flatMap((move) => (move.state === 'asks' ? move.questions : []));
  if (ask.length > 0) return { ask };
  const reasons = moves.flatMap((move) => (move.state === 'stays' ? [move.reason] : []));
  const entries = moves.flatMap((move) => (move.state === 'moves' ? [move.entry] : []));
  const content = entries.length === 0 ? undefined : contentOf(facts, here, entries);
  const decided = planPullRequest({ facts, here, content, stays: reasons });
  const unsure = reasons.some((reason) => reason.standing === 'waiting');
  return withWake(
    { ...decided, reasons: [...reasons, ...decided.reasons] },
    unsure ? facts.now + LOOK_AGAIN_AFTER_FAILURE_MS : undefined,
  );
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

function lane(standing: Reason['standing'], code: string, says: string): Reason {
  return { standing, about: 'lane', code, says };
}

function withWake(decided: Plan, wake: number | undefined): Plan {
  if (wake === undefined) return decided;
  return { ...decided, wake: Math.min(wake, decided.wake ?? wake) };
}
