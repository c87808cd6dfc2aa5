import { isKnown } from '../answer.ts';
import { deployingReason } from '../environments/deployments/deploying.ts';
import { foreignWork } from './content/branch-content.ts';
import { contentOf } from './content/content.ts';
import type { Facts } from './facts.ts';
import { decideMoves, type Move } from './moves/moves.ts';
import { unreadable, UNSEEN } from './moves/unreadable.ts';
import type { Note, Plan, Reason } from './plan-model.ts';
import { planPullRequest } from './plan-pull-request.ts';
import { questionKey, type Question } from './questions.ts';
import { obeyed } from './release/obeyed.ts';
import { isRefreshed, stanceOf } from './release/stance.ts';
import { withTicks } from './release/ticks.ts';
import { isUnsure, LOOK_AGAIN_AFTER_FAILURE_MS, withWake, type Decided, type Situation } from './situation.ts';
import type { Snapshot } from './snapshot.ts';
import { withBypasses } from './status/bypass.ts';
import { withOthers } from './status/others.ts';

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
  const shut = refusesWrites(facts, here);
  if (shut !== undefined) return { steps: [], reasons: [shut] };
  const stance = stanceOf(facts, here);
  const moves = decideMoves(facts, here, stance);
  const asked = moves.flatMap((move) => (move.state === 'asks' ? move.questions : []));
  if (asked.length > 0) return { ask: onlyOnce(asked) };
  const stays = moves.flatMap((move) => (move.state === 'stays' ? [move.reason] : []));
  const entries = moves.flatMap((move) => (move.state === 'moves' ? [move.entry] : []));
  const content = entries.length === 0 ? undefined : contentOf(facts, here, { entries, stays, stance });
  const situation = { facts, here, stance, content, stays };
  return decideOn(situation, ripeAt(moves));
}

function decideOn(situation: Situation, ripe: number | undefined): Decided {
  const { facts, here, stays } = situation;
  const own = planPullRequest(situation);
  // Both ask before either acts, so that one round answers both.
  const decided = withOthers(facts, here, 'ask' in own ? { steps: [], reasons: [] } : own);
  const asked = [own, decided].flatMap((one) => ('ask' in one ? one.ask : []));
  if ('ask' in own || 'ask' in decided) return { ask: onlyOnce(asked) };
  const whole = withObeyed(situation, withBypasses(facts, here, withTicks(situation, decided)));
  const deploying = deployingOf(facts, here);
  const told = [...stays, ...whole.reasons, ...(deploying === undefined ? [] : [deploying.reason])];
  const looked = withWake({ ...whole, reasons: told }, rereadAt(stays, facts.now));
  return withSeen(facts, withWake(withWake(looked, deploying?.wake), ripe));
}

/** When something that the place before has not proven for long enough may be taken over. */
function ripeAt(moves: Move[]): number | undefined {
  const ripe = moves.flatMap((move) => (move.state === 'stays' && move.ripe !== undefined ? [move.ripe] : []));
  return ripe.length === 0 ? undefined : Math.min(...ripe);
}

/** An environment is known from its first look on: ticks and merges before it are nobody's debt. */
function withSeen({ lane, now, since }: Facts, decided: Plan): Plan {
  if (lane.kind !== 'environment' || lane.forced === true || since !== undefined) return decided;
  const note: Note = { kind: 'seen', key: `seen:${lane.id}`, facts: { at: now } };
  return { ...decided, notes: [...(decided.notes ?? []), note] };
}

/** What was asked to be brought up to date and is: what becomes ready from here on waits again. */
function withObeyed(situation: Situation, decided: Plan): Plan {
  const { facts, here, stays } = situation;
  if (here.open === undefined || !isRefreshed(facts, here) || decided.steps.some(({ do: what }) => what === 'publish'))
    return decided;
  // What could not be read may hold something newer, and a person's work waits for a word about itself.
  if (stays.some(isUnsure) || foreignWork(facts, here) !== undefined) return decided;
  return { ...decided, notes: [...(decided.notes ?? []), ...obeyed(situation, here.open, 'refresh')] };
}

function deployingOf(
  { now, lane: { stage, forced }, policy }: Facts,
  { environment }: Snapshot,
): ReturnType<typeof deployingReason> {
  if (environment === undefined || policy.environment === undefined || forced === true) return undefined;
  return deployingReason(environment, { stage, now, within: policy.environment.deployedWithin });
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

function lane(standing: Reason['standing'], code: string, says: string): Reason {
  return { standing, about: 'lane', code, says };
}
