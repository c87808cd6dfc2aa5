import type { Answer } from '../../core/answer.ts';
import type { FollowUpFacts } from '../../core/environments/follow-up-facts.ts';
import type { FollowUpPlan } from '../../core/environments/follow-up-model.ts';
import { planFollowUp } from '../../core/environments/plan-follow-up.ts';
import type { IssueLook } from '../../core/issues/issue-state.ts';
import { labelsToSet } from '../../core/issues/tell.ts';
import type { Instant } from '../../core/names.ts';
import { changesOf } from '../../core/promotion/change-id.ts';
import type { Answers } from '../../core/promotion/questions.ts';
import { answerQuestions } from '../lanes/answer-questions.ts';
import type { Tools } from '../tools.ts';
import { enterBlocks, enterVerdict, enterVerified } from './enter-verdict.ts';
import { releaseFacts, type ReleaseLook } from './release-facts.ts';
import { takeSteps, type Taken, type Taking } from './take-steps.ts';

/** Signals, then texts, images and texts again, ranges, issues: each may only be known after the one before. */
const MOST_ROUNDS = 6;

/**
 * Sees to a merged release of an environment: its deployment, its verdict, and whom that is told to. The verdict is entered and
 * the lanes that wait for it are woken before anybody is told, so that three hundred comments hold no environment.
 */
export async function followUpRelease(tools: Tools, look: ReleaseLook): Promise<Instant | undefined> {
  const start = await releaseFacts(tools, look);
  if (start === undefined) return undefined;
  tools.observed.about(changesOf(start.release.entries));
  const { facts, plan } = await planOf(tools, start);
  await enterVerdict(tools, facts, plan);
  await enterVerified(tools, facts, plan);
  await enterBlocks(tools, facts, plan);
  const taken = await takeSteps(tools, { facts, plan });
  const told = taken.tells.size === 0 ? { plan, ...taken } : await sayWhoWasTold(tools, { facts, plan, taken });
  if (told.plan.settled && !told.left) await settle(tools, facts);
  const wakes = [told.plan.wake, told.wake].filter((at) => at !== undefined);
  return wakes.length === 0 ? undefined : Math.min(...wakes);
}

/** The release says who was told when that has happened, not before. */
async function sayWhoWasTold(
  tools: Tools,
  { facts, plan, taken }: Taking & { taken: Taken },
): Promise<{ plan: FollowUpPlan; wake?: Instant; left: boolean }> {
  const after = planFollowUp({ ...facts, tells: taken.tells });
  if ('ask' in after) throw new Error(`the follow-up of ${facts.release.promotion} asks again after it was answered`);
  const had = new Set(plan.steps.map(({ key }) => key));
  const steps = after.steps.filter((step) => step.do === 'comment' && !had.has(step.key));
  const said = await takeSteps(tools, { facts, plan: { ...after, steps } });
  const wakes = [taken.wake, said.wake].filter((at) => at !== undefined);
  return {
    plan: after,
    ...(wakes.length === 0 ? {} : { wake: Math.min(...wakes) }),
    left: taken.left || said.left,
  };
}

async function planOf(tools: Tools, start: FollowUpFacts): Promise<{ facts: FollowUpFacts; plan: FollowUpPlan }> {
  const answers: Answers = new Map();
  const issues = new Map<string, Answer<IssueLook>>();
  const facts = { ...start, answers, issues };
  const labels = labelsToSet(facts.pipeline.issues.labels, facts.stage.name);
  for (let round = 0; round <= MOST_ROUNDS; round += 1) {
    const plan = planFollowUp(facts);
    if (!('ask' in plan)) return { facts, plan };
    for (const [key, answer] of await answerQuestions(tools.answering, plan.ask)) answers.set(key, answer);
    if (plan.issues.length === 0) continue;
    for (const [key, answer] of await tools.looks.issues(plan.issues, labels)) issues.set(key, answer);
  }
  throw new Error(`the follow-up of ${facts.release.promotion} asks in circles`);
}

async function settle({ clock, store }: Tools, { lane, release }: FollowUpFacts): Promise<void> {
  const { promotion } = release;
  await store.ledger.append({
    at: clock.now(),
    kind: 'settled',
    lane: lane.id,
    promotion,
    key: `settled:${promotion}`,
    facts: {},
  });
}
