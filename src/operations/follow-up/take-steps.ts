import { ciSignalsOf } from '../../core/environments/deployments/believed.ts';
import type { FollowUpFacts, TellOutcome } from '../../core/environments/follow-up-facts.ts';
import type { FollowUpPlan, FollowUpStep, TellStep } from '../../core/environments/follow-up-model.ts';
import { issueKey } from '../../core/environments/open-questions.ts';
import { accountOfRepo } from '../../core/attention-key.ts';
import type { Instant, RepoName } from '../../core/names.ts';
import { changesOf } from '../../core/promotion/change-id.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import { SETTLE_MS, type Tools } from '../tools.ts';
import { moved, unmoving } from './unmoving.ts';

export interface Taking {
  facts: FollowUpFacts;
  plan: FollowUpPlan;
}

export interface Taken {
  /** When to look again. */
  wake?: Instant;
  /** Some may not have been done. */
  left: boolean;
  /** What became of the issues, by `issueKey`. */
  tells: Map<string, TellOutcome>;
}

/** None needs another's result, and one that fails stops no other; what an account does not bear is not tried for the rest of its steps. */
export async function takeSteps(tools: Tools, { facts, plan }: Taking): Promise<Taken> {
  const tells = new Map<string, TellOutcome>();
  for (const step of plan.steps) if (step.do === 'tell') tells.set(keyOf(step), 'open');
  const resting = new Set<string>();
  let [wake, left]: [Instant | undefined, boolean] = [undefined, false];
  for (const step of plan.steps) {
    const repo = step.do === 'tell' ? step.repo : facts.lane.repo;
    if (resting.has(accountOfRepo(repo))) continue;
    const outcome = await take(tools, facts, { step, repo });
    const again = await enterOutcome(tools, facts, { step, outcome });
    if (step.do === 'tell') tells.set(keyOf(step), tellOutcome(outcome));
    if (again === undefined) continue;
    left = true;
    wake = Math.min(wake ?? again, again);
    if (outcome.outcome === 'later' && outcome.alone !== true) resting.add(accountOfRepo(repo));
  }
  return { ...(wake === undefined ? {} : { wake }), left, tells };
}

type Ended = Exclude<EffectOutcome, { outcome: 'conflict' }>;

async function take(
  tools: Tools,
  { now, release }: FollowUpFacts,
  { step, repo }: { step: FollowUpStep; repo: RepoName },
): Promise<Ended> {
  const outcome = await tools.effects.run(repo, step, now);
  const key = conflictKey(release, step);
  if (outcome.outcome !== 'conflict') {
    await moved(tools, key);
    return outcome;
  }
  const about = { promotion: release.promotion, step: step.key, changes: changesOf(release.entries), ...aboutOf(step) };
  tools.log.info({ ...about, cause: outcome.because }, 'what the step was decided on has changed');
  return unmoving(tools, { key, isItem: step.do === 'tell', because: outcome.because });
}

const keyOf = ({ repo, issue }: TellStep): string => issueKey({ repo, number: issue.number });

function tellOutcome(outcome: Ended): TellOutcome {
  if (outcome.outcome === 'refused') return { refused: outcome.because };
  return outcome.outcome === 'done' || outcome.outcome === 'already' ? 'told' : 'open';
}

/** When to look again; undefined when the step is over, well or not. */
async function enterOutcome(
  { clock, log, store }: Tools,
  { lane, release, stage, tellAsked }: FollowUpFacts,
  { step, outcome }: { step: FollowUpStep; outcome: Ended },
): Promise<Instant | undefined> {
  const changes = changesOf(release.entries);
  const about = { promotion: release.promotion, step: step.key, changes, ...aboutOf(step) };
  switch (outcome.outcome) {
    case 'done':
    case 'already':
      await store.ledger.append({
        at: clock.now(),
        kind: KINDS[step.do],
        lane: lane.id,
        promotion: release.promotion,
        facts: { step: step.key, changes, ...aboutOf(step) },
      });
      log.info({ ...about, did: step.do, outcome: outcome.outcome }, 'effect done');
      return outcome.outcome === 'done' && isReadBack(step, stage) ? clock.now() : undefined;
    case 'refused':
      await store.ledger.append({
        at: clock.now(),
        kind: step.do === 'tell' ? 'not-told' : 'refused',
        lane: lane.id,
        promotion: release.promotion,
        key: `refused:${release.promotion}:${step.key}:${Object.values(aboutOf(step)).join()}${tellAsked === undefined ? '' : `:${tellAsked}`}`,
        facts: { step: step.key, changes, ...aboutOf(step), because: outcome.because },
      });
      log.warn({ ...about, cause: outcome.because }, 'effect refused by GitHub');
      return undefined;
    case 'later':
      return outcome.until;
    case 'unknown-outcome':
      log.warn({ ...about, cause: outcome.because }, 'outcome of the effect unknown');
      return clock.now() + SETTLE_MS;
  }
}

/** A signal is written on a deployment, and counts once it is read there. */
const isReadBack = (step: FollowUpStep, { environment }: FollowUpFacts['stage']): boolean =>
  step.do === 'report' || (step.do === 'deploy' && ciSignalsOf(environment).length > 0);

const KINDS: Record<FollowUpStep['do'], string> = {
  deploy: 'deployment-created',
  report: 'signal-reported',
  label: 'labelled',
  comment: 'commented',
  tell: 'told',
};

const conflictKey = ({ promotion }: FollowUpFacts['release'], step: FollowUpStep): string =>
  `conflict:${promotion}:${step.key}:${Object.values(aboutOf(step)).join()}`;

const aboutOf = (step: FollowUpStep): Record<string, unknown> =>
  step.do === 'tell' ? { issue: `${step.repo}#${step.issue.number}` } : {};
