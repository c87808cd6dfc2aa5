import type { Answer } from '../../core/answer.ts';
import type { FollowUpFacts } from '../../core/environments/follow-up-facts.ts';
import type { FollowUpPlan, FollowUpStep } from '../../core/environments/follow-up-model.ts';
import { planFollowUp } from '../../core/environments/plan-follow-up.ts';
import type { IssueLook } from '../../core/issues/issue-state.ts';
import { labelsToSet } from '../../core/issues/tell.ts';
import type { Instant } from '../../core/names.ts';
import { readersOf } from '../../core/pipeline/lanes.ts';
import type { Answers } from '../../core/promotion/facts.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { Claim } from '../../ports/store/attention.ts';
import { answerQuestions } from '../answer-questions.ts';
import { SETTLE_MS, UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import { releaseFacts, type ReleaseLook } from './release-facts.ts';
import { unsettledPromotions } from './unsettled.ts';

/** Texts, then images, then ranges, then issues: each may only be known after the one before. */
const MOST_ROUNDS = 5;

/**
 * Sees to a merged release of an environment: its deployment, its verdict, and whom that is told to. The verdict is entered and
 * the lanes that wait for it are woken before anybody is told, so that three hundred comments hold no environment.
 */
export async function followUpRelease(tools: Tools, look: ReleaseLook, claim: Claim): Promise<Instant | undefined> {
  const start = await releaseFacts(tools, look);
  if (start === undefined) return undefined;
  const { facts, plan } = await planOf(tools, start);
  await enterVerdict(tools, facts, plan);
  await enterBlocks(tools, facts, plan);
  const { wake, left } = await takeSteps(tools, { facts, plan, claim });
  if (plan.settled && !left) await settle(tools, facts);
  const wakes = [plan.wake, wake].filter((at) => at !== undefined);
  return wakes.length === 0 ? undefined : Math.min(...wakes);
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

const VERDICTS = { deployed: 'deployed', failed: 'deploy-failed', superseded: 'superseded' } as const;

/** Once a verdict and signal; who reads this environment looks again when it is new. */
async function enterVerdict(
  tools: Tools,
  { lane, pipeline, release }: FollowUpFacts,
  plan: FollowUpPlan,
): Promise<void> {
  if (plan.state === 'merged' || plan.signal === undefined) return;
  const { clock, log, policies, store } = tools;
  const kind = VERDICTS[plan.state];
  const { promotion, entries } = release;
  const { deployment, commit, at, url } = plan.signal;
  const isNew = await store.ledger.append({
    at: clock.now(),
    kind,
    lane: lane.id,
    promotion,
    key: `${kind}:${promotion}:${deployment}:${at}`,
    facts: {
      entries: plan.entries.map(({ component, state }) => ({
        ...entries.find((entry) => entry.component === component),
        component,
        state,
      })),
      deployment,
      url,
      commit,
      at,
    },
  });
  if (!isNew) return;
  log.info({ promotion, lane: lane.id, verdict: kind, deployment, commit }, 'deployment judged');
  const readers = new Set(readersOf(pipeline, lane.stage).map(({ name }) => name));
  for (const { lane: other } of await policies.lanes(pipeline.repo)) {
    if (other.id === lane.id || readers.has(other.stage) || readsFrom(other, lane.stage))
      await store.attention.want(`lane:${other.id}`, clock.now(), `${promotion}: ${kind}`);
  }
  // A success here is what supersedes those that it replaced.
  for (const other of await unsettledPromotions(tools, lane.id))
    if (other !== promotion) await store.attention.want(`promotion:${other}`, clock.now(), `${promotion}: ${kind}`);
}

/** What holds a release up after its merge, once for each cause. */
async function enterBlocks(
  { clock, log, store }: Tools,
  { lane, release }: FollowUpFacts,
  plan: FollowUpPlan,
): Promise<void> {
  const { promotion } = release;
  for (const { standing, code, says, next } of plan.reasons) {
    if (standing !== 'blocked') continue;
    const key = `blocked:${promotion}:${code}:${plan.signal?.deployment ?? ''}`;
    const isNew = await store.ledger.append({
      at: clock.now(),
      kind: 'blocked',
      lane: lane.id,
      promotion,
      key,
      facts: { code, says, next },
    });
    if (isNew) log.warn({ promotion, lane: lane.id, code, says }, 'release held up after its merge');
  }
}

/** A stage may read one further up for the components that pass through those between. */
const readsFrom = ({ components }: FollowUpFacts['lane'], stage: string): boolean =>
  components.some(({ reads }) => reads.of === 'stage' && reads.stage === stage);

interface Taking {
  facts: FollowUpFacts;
  plan: FollowUpPlan;
  claim: Claim;
}

/** None needs another's result, and one that fails stops no other. `left`: some may not have been done. */
async function takeSteps(tools: Tools, { facts, plan, claim }: Taking): Promise<{ wake?: Instant; left: boolean }> {
  const { attention } = tools.store;
  let [wake, left]: [Instant | undefined, boolean] = [undefined, false];
  for (const step of plan.steps) {
    if (!(await attention.holds(claim, tools.clock.now()))) {
      tools.log.warn({ promotion: facts.release.promotion, step: step.key }, 'lease lost, effect not started');
      return { left: true };
    }
    const repo = step.do === 'tell' ? step.repo : facts.lane.repo;
    const outcome = await tools.effects.run(repo, step, facts.now);
    const again = await enterOutcome(tools, facts, { step, outcome });
    if (again === undefined) continue;
    left = true;
    wake = Math.min(wake ?? again, again);
    // A limit holds for every step that would follow.
    if (outcome.outcome === 'later') break;
  }
  return { ...(wake === undefined ? {} : { wake }), left };
}

/** When to look again; undefined when the step is over, well or not. */
async function enterOutcome(
  tools: Tools,
  { lane, release }: FollowUpFacts,
  { step, outcome }: { step: FollowUpStep; outcome: EffectOutcome },
): Promise<Instant | undefined> {
  const { clock, log, store } = tools;
  const about = { promotion: release.promotion, step: step.key, ...aboutOf(step) };
  switch (outcome.outcome) {
    case 'done':
    case 'already':
      await store.ledger.append({
        at: clock.now(),
        kind: KINDS[step.do],
        lane: lane.id,
        promotion: release.promotion,
        facts: { step: step.key, ...aboutOf(step) },
      });
      log.info({ ...about, did: step.do, outcome: outcome.outcome }, 'effect done');
      return undefined;
    case 'refused':
      await store.ledger.append({
        at: clock.now(),
        kind: step.do === 'tell' ? 'not-told' : 'refused',
        lane: lane.id,
        promotion: release.promotion,
        key: `refused:${release.promotion}:${step.key}:${Object.values(aboutOf(step)).join()}`,
        facts: { step: step.key, ...aboutOf(step), because: outcome.because },
      });
      log.warn({ ...about, cause: outcome.because }, 'effect refused by GitHub');
      return undefined;
    case 'later':
      return outcome.until;
    case 'conflict':
      log.info({ ...about, cause: outcome.because }, 'what the step was decided on has changed');
      return clock.now() + UNREAD_AGAIN_MS;
    case 'unknown-outcome':
      log.warn({ ...about, cause: outcome.because }, 'outcome of the effect unknown');
      return clock.now() + SETTLE_MS;
  }
}

const KINDS: Record<FollowUpStep['do'], string> = {
  deploy: 'deployment-created',
  label: 'labelled',
  comment: 'commented',
  tell: 'told',
};

const aboutOf = (step: FollowUpStep): Record<string, unknown> =>
  step.do === 'tell' ? { issue: `${step.repo}#${step.issue.number}` } : {};

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
