import { isKnown, type Answer } from '../../core/answer.ts';
import type { Artifact } from '../../core/artifacts/artifact.ts';
import type { Instant } from '../../core/names.ts';
import { sameBranch } from '../../core/promotion/status/same-branch.ts';
import { questionKey, type Answers, type Question } from '../../core/promotion/questions.ts';
import type { Facts } from '../../core/promotion/facts.ts';
import { plan } from '../../core/promotion/plan.ts';
import type { Plan } from '../../core/promotion/plan-model.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Looks, Seen } from '../../ports/github/looks.ts';
import type { Artifacts } from '../../ports/store/artifacts.ts';
import { answerQuestions, recallAnswers, type AnsweringTools } from './answer-questions.ts';
import { believedHere, believedUpstream } from './believed-looks.ts';
import { recall, type Remembers } from './remembered.ts';
import type { GovernedLane } from './policies.ts';

export interface DecideTools {
  looks: Looks;
  clock: Clock;
  /** Where people read GitHub, without a trailing slash. */
  web: string;
  /** Where people read the page: an origin, without a slash at the end. */
  page?: string;
  artifacts: Pick<Artifacts, 'of'>;
  answering: AnsweringTools;
  remembers: Remembers;
}

export interface Decision {
  plan: Plan;
  /** What the plan was made of. */
  facts: Facts;
  /** When the look began. */
  lookedAt: Instant;
  policyBlob: Answer<string | undefined>;
  /** The lane's newest pull request that was merged. */
  merged?: number;
}

/**
 * A plan that still asks after these rounds asks in circles. The longest way is which older commit is proven, what it held, then what
 * an image was built from that Sluice was never told of, then what lies between, which of several stages is ahead, and who approved;
 * an image is asked for once, and learned.
 */
const MOST_ROUNDS = 7;

/** Builds of one component that may be newer than what its pin holds; older ones are asked for. */
const BUILDS_KEPT = 100;

/**
 * One look and at most two batches of answers make a plan, one more where an image is unknown, and where what moves was proven by a
 * deployment older than the look shows. `sluice plan`, `sluice explain` and the engine all decide here, so that they say the same.
 */
export async function decide(tools: DecideTools, governed: GovernedLane): Promise<Decision> {
  const lookedAt = tools.clock.now();
  const { lane, stage } = governed;
  const seen = (await tools.looks.look([{ lane, pins: stage.pins }])).get(lane.id);
  if (seen === undefined) throw new Error(`the look at ${lane.id} brought nothing`);
  return decideOn(tools, governed, { seen, lookedAt });
}

/** Makes the plan of what was seen, and asks what it still needs. */
export async function decideOn(
  tools: DecideTools,
  governed: GovernedLane,
  { seen, lookedAt }: { seen: Seen; lookedAt: Instant },
): Promise<Decision> {
  const start = await factsOf(tools, governed, { seen, lookedAt });
  const answers: Answers = new Map();
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const facts = { ...start, answers };
    const decided = plan(facts);
    if (!('ask' in decided)) return decisionOf(decided, facts, seen);
    if (round === MOST_ROUNDS) throw new Error(`the plan of ${governed.lane.id} still asks: ${describe(decided.ask)}`);
    for (const [key, answer] of await answerQuestions(tools.answering, decided.ask)) answers.set(key, answer);
  }
  throw new Error('unreachable');
}

/** What the facts of one look decide without asking anybody; `asks` when they do not. */
export async function decideAtOnce(
  tools: DecideTools,
  governed: GovernedLane,
  look: { seen: Seen; lookedAt: Instant },
): Promise<Decision | 'asks'> {
  const start = await factsOf(tools, governed, look);
  const answers: Answers = new Map();
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const facts = { ...start, answers };
    const decided = plan(facts);
    if (!('ask' in decided)) return decisionOf(decided, facts, look.seen);
    const recalled = await recallAnswers(tools.answering, decided.ask);
    if (recalled.size < decided.ask.length) return 'asks';
    for (const [key, answer] of recalled) answers.set(key, answer);
  }
  return 'asks';
}

const decisionOf = (decided: Plan, facts: Facts, { policyBlob, here }: Seen): Decision => ({
  plan: decided,
  facts,
  lookedAt: facts.now,
  policyBlob,
  ...(isKnown(here) && here.known.merged !== undefined ? { merged: here.known.merged } : {}),
});

async function factsOf(
  tools: DecideTools,
  governed: GovernedLane,
  { seen, lookedAt }: { seen: Seen; lookedAt: Instant },
): Promise<Facts> {
  const { lane, stage, pipeline } = governed;
  return {
    now: lookedAt,
    lane,
    web: tools.web,
    ...(tools.page === undefined ? {} : { page: tools.page }),
    policy: {
      readAt: { repo: pipeline.repo, commit: pipeline.commit },
      pins: stage.pins,
      checks: stage.checks,
      merge: stage.merge,
      changelog: pipeline.changelog,
      ...(stage.environment === undefined
        ? {}
        : { environment: stage.environment, sameBranch: sameBranch(pipeline, lane) }),
    },
    here: believedHere(seen.here, stage),
    sources: seen.sources,
    upstream: believedUpstream(seen.upstream, pipeline),
    artifacts: await knownArtifacts(tools, lane),
    answers: new Map(),
    ...(await recall(tools.remembers, governed, isKnown(seen.here) ? seen.here.known : undefined)),
  };
}

/** A lane that holds code commits has no use for builds. */
async function knownArtifacts({ artifacts }: DecideTools, lane: GovernedLane['lane']): Promise<Artifact[]> {
  const built = lane.components.filter(({ reads }) => reads.of !== 'code').map(({ name }) => name);
  return built.length === 0 ? [] : artifacts.of(lane.pipeline, built, BUILDS_KEPT);
}

const describe = (questions: Question[]): string => questions.map(questionKey).join(', ');

/** For doors that keep nothing: what is not asked for anew is not known. */
export const nothingLearned: Pick<Artifacts, 'of'> = { of: () => Promise.resolve([]) };
