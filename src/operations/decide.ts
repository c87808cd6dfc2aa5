import { isKnown, type Answer } from '../core/answer.ts';
import type { Instant } from '../core/names.ts';
import type { Answers, Facts, Question } from '../core/promotion/facts.ts';
import { plan } from '../core/promotion/plan.ts';
import type { Plan } from '../core/promotion/plan-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { Looks, Seen } from '../ports/github/looks.ts';
import type { GovernedLane } from './policies.ts';

export interface Decision {
  plan: Plan;
  /** When the look began. */
  lookedAt: Instant;
  policyBlob: Answer<string | undefined>;
  /** The lane's newest pull request that was merged. */
  merged?: number;
}

/** A plan that still asks after these rounds asks in circles. */
const MOST_ROUNDS = 3;

/**
 * One look and at most two batches of answers make a plan. `sluice plan`, `sluice explain` and the engine all decide here,
 * so that they say the same.
 */
export async function decide(
  tools: { looks: Looks; clock: Clock; web: string },
  governed: GovernedLane,
): Promise<Decision> {
  const { lane, stage } = governed;
  const lookedAt = tools.clock.now();
  const seen = (await tools.looks.look([{ lane, pins: stage.pins }])).get(lane.id);
  if (seen === undefined) throw new Error(`the look at ${lane.id} brought nothing`);
  const answers: Answers = new Map();
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const decided = plan(factsOf(governed, { seen, answers, now: lookedAt, web: tools.web }));
    if (!('ask' in decided)) return { plan: decided, lookedAt, policyBlob: seen.policyBlob, ...mergedIn(seen) };
    if (round === MOST_ROUNDS) throw new Error(`the plan of ${lane.id} still asks: ${describe(decided.ask)}`);
    for (const [key, answer] of await tools.looks.answer(decided.ask)) answers.set(key, answer);
  }
  throw new Error('unreachable');
}

const mergedIn = ({ here }: Seen): { merged?: number } =>
  isKnown(here) && here.known.merged !== undefined ? { merged: here.known.merged } : {};

function factsOf(governed: GovernedLane, known: { seen: Seen; answers: Answers; now: Instant; web: string }): Facts {
  const { lane, stage, pipeline } = governed;
  return {
    now: known.now,
    lane,
    web: known.web,
    policy: {
      readAt: { repo: pipeline.repo, commit: pipeline.commit },
      pins: stage.pins,
      checks: stage.checks,
      merge: stage.merge,
    },
    here: known.seen.here,
    sources: known.seen.sources,
    answers: known.answers,
  };
}

const describe = (questions: Question[]): string => questions.map(({ ask, repo }) => `${ask} of ${repo}`).join(', ');
