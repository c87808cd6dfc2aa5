import { isKnown, unknown, type Answer } from '../../core/answer.ts';
import type { EnvironmentState } from '../../core/environments/environment-state.ts';
import type { LabelledPullRequest } from '../../core/force/labelled.ts';
import type { LabelFacts, LabelPlan, PutLabel } from '../../core/force/label-facts.ts';
import { planLabel } from '../../core/force/plan-label.ts';
import type { Instant, PromotionId } from '../../core/names.ts';
import type { Pipeline, Stage } from '../../core/pipeline/pipeline.ts';
import type { Answers } from '../../core/promotion/questions.ts';
import { answerQuestions } from '../lanes/answer-questions.ts';
import type { Tools } from '../tools.ts';
import { wishesOf } from './wishes.ts';

/** Who may, then what was pinned, and how the environment stands. */
const MOST_ROUNDS = 4;

/** One look at the labels of a pull request. */
export interface LabelsLook {
  pipelines: Pipeline[];
  pullRequest: LabelledPullRequest;
  said: PromotionId;
  lookedAt: Instant;
}

export interface LabelHere {
  look: LabelsLook;
  pipeline: Pipeline;
  stage: Stage;
  label: PutLabel;
}

/** What one label leads to in one pipeline; undefined where the stage is no environment. */
export async function planOf(
  tools: Tools,
  { look, pipeline, stage, label }: LabelHere,
): Promise<{ facts: LabelFacts; plan: LabelPlan } | undefined> {
  if (stage.environment === undefined) return undefined;
  const { pullRequest, said, lookedAt } = look;
  const known = await wishesOf(tools.store, { pipeline: pipeline.repo, said });
  const answers: Answers = new Map();
  const facts: LabelFacts = {
    now: lookedAt,
    web: tools.web,
    pipeline,
    stage: { ...stage, environment: stage.environment },
    pullRequest,
    said,
    label,
    wishes: known.filter(({ wish }) => wish.stage === stage.name && wish.at === label.at),
    controls: await tools.remembers.controls(pipeline.repo),
    answers,
  };
  for (let round = 0; round <= MOST_ROUNDS; round += 1) {
    const plan = planLabel(facts);
    if (!('ask' in plan)) return { facts, plan };
    for (const [key, answer] of await answerQuestions(tools.answering, plan.ask)) answers.set(key, answer);
    if (plan.environment) facts.environment = await environmentOf(tools, look, stage);
  }
  throw new Error(`the label ${label.name} of ${said} asks in circles`);
}

async function environmentOf(
  { looks }: Tools,
  { pullRequest }: LabelsLook,
  stage: Stage,
): Promise<Answer<EnvironmentState>> {
  const seen = await looks.promotion(pullRequest.repo, pullRequest.number, stage.name);
  if (!isKnown(seen)) return seen;
  return seen.known.environment === undefined
    ? unknown(`the deployments of ${stage.name} were not read`)
    : { known: seen.known.environment };
}
