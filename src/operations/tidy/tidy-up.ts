import { isKnown, known } from '../../core/answer.ts';
import type { Instant, LaneId } from '../../core/names.ts';
import { pipelineOf, type Lane } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { Snapshot } from '../../core/promotion/snapshot.ts';
import { LaneBranch } from '../../core/text/branches.ts';
import { directoriesOf } from '../../core/tidy/belongings.ts';
import { planTidy, type TidyFacts, type TidyPlan } from '../../core/tidy/plan-tidy.ts';
import { removalKey, type Removal } from '../../core/tidy/removal.ts';
import type { Seen } from '../../ports/github/looks.ts';
import { WorldMoved } from '../lanes/apply.ts';
import { isKnownBroken } from '../lanes/check-policy.ts';
import { SETTLE_MS, UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import { removalOf } from './note-removals.ts';

/** A person reads the pull request in their own time, and nothing waits for it. */
const LOOK_AGAIN_MS = 24 * 60 * 60_000;

/** GitHub refused, or consent is missing: a person has to act first. */
const BLOCKED_AGAIN_MS = 6 * 60 * 60_000;

const PIPELINE_FILE = '.github/sluice.yml';

/**
 * Proposes to delete what a component left behind in a stage that no longer has it, by one pull request a lane that a person
 * reads and merges. Nothing here waits for it, and it is never opened twice.
 */
export async function tidyUp(tools: Tools, id: string): Promise<Instant | undefined> {
  const lane = id as LaneId;
  const removal = await removalOf(tools, lane);
  if (removal === undefined || (await isNoted(tools, endedKey(removal)))) return undefined;
  const pipeline = await tools.policies.pipeline(pipelineOf(lane));
  if (pipeline === undefined) return undefined;
  const lookedAt = tools.clock.now();
  const seen = (await tools.looks.look([{ lane: laneOf(removal, lane), pins: removal.pins }])).get(lane);
  if (seen === undefined) throw new Error(`the look at ${lane} brought nothing`);
  if (!(await isInForce(tools, pipeline, seen))) {
    await tools.store.attention.want(`pipeline:${pipeline.repo}`, lookedAt, 'tidying up saw another file');
    return lookedAt + UNREAD_AGAIN_MS;
  }
  const plan = planTidy(await factsOf(tools, { removal, pipeline, here: seen.here, lookedAt }));
  return carryOut(tools, { removal, lane, plan, here: seen.here, lookedAt });
}

/** A lane of the component alone, so that the look shows the branch, the pull request and the pinned files. */
function laneOf({ pipeline, stage, component, repo, branch }: Removal, id: LaneId): Lane {
  return {
    id,
    pipeline,
    stage,
    // An environment's deployments and other pull requests do not matter here.
    kind: 'manifest',
    components: [{ ...component, reads: { of: 'code' } }],
    repo,
    ...(branch === undefined ? {} : { base: branch }),
    head: LaneBranch.format({ stage, component: component.name }),
  };
}

async function isInForce(tools: Tools, pipeline: Pipeline, { policyBlob }: Seen): Promise<boolean> {
  const stored = await tools.store.pipelines.get(pipeline.repo);
  if (stored === undefined || !isKnown(policyBlob)) return false;
  const { blob } = stored;
  return policyBlob.known === blob || isKnownBroken(tools, { pipeline, blob }, policyBlob.known);
}

interface Looked {
  removal: Removal;
  pipeline: Pipeline;
  here: Seen['here'];
  lookedAt: Instant;
}

async function factsOf(tools: Tools, { removal, pipeline, here, lookedAt }: Looked): Promise<TidyFacts> {
  const { trees, web } = tools;
  const base = isKnown(here) ? here.known.base.tip : undefined;
  const below =
    base === undefined ? known(new Map()) : await trees.filesBelow(removal.repo, base, directoriesOf(removal));
  const by = await trees.lastAuthor(removal.pipeline, removal.commit, PIPELINE_FILE);
  return {
    now: lookedAt,
    web,
    removal,
    pipeline,
    proposed: await isNoted(tools, proposedKey(removal)),
    here,
    below,
    ...(isKnown(by) && by.known !== undefined ? { by: by.known } : {}),
  };
}

interface Decided {
  removal: Removal;
  lane: LaneId;
  plan: TidyPlan;
  here: Seen['here'];
  lookedAt: Instant;
}

async function carryOut(tools: Tools, decided: Decided): Promise<Instant | undefined> {
  const { removal, lane, plan, here, lookedAt } = decided;
  const { clock, effects, log } = tools;
  for (const step of plan.steps) {
    const repo = step.do === 'status' ? removal.pipeline : removal.repo;
    const outcome = await effects.run(repo, step, lookedAt);
    if (outcome.outcome === 'conflict') throw new WorldMoved(outcome.because);
    if (outcome.outcome === 'unknown-outcome') return clock.now() + SETTLE_MS;
    if (outcome.outcome === 'later') return outcome.until;
    if (outcome.outcome === 'refused') {
      log.warn({ lane, step: step.key, cause: outcome.because }, 'effect refused by GitHub');
      return clock.now() + BLOCKED_AGAIN_MS;
    }
    log.info({ lane, did: step.do, step: step.key }, 'tidied up');
    if (step.do === 'publish') await note(tools, decided, 'tidy-proposed');
    if (step.do === 'close' && isKnown(here)) await deleteBranch(tools, here.known, removal);
  }
  switch (plan.state) {
    case 'ended':
      await note(tools, decided, 'tidy-ended');
      return undefined;
    case 'doing':
    case 'open':
      // Opened by a run that died before it could say so.
      if (plan.state === 'open') await note(tools, decided, 'tidy-proposed');
      return clock.now() + LOOK_AGAIN_MS;
    case 'blocked':
      log.warn({ lane, cause: plan.says }, 'what a component left behind is not tidied up');
      return clock.now() + BLOCKED_AGAIN_MS;
    case 'unread':
      log.warn({ lane, cause: plan.says }, 'what a component left behind was not read');
      return clock.now() + UNREAD_AGAIN_MS;
  }
}

async function deleteBranch({ effects }: Tools, { repo, id, branch }: Snapshot, removal: Removal): Promise<void> {
  if (branch === undefined) return;
  const name = LaneBranch.format({ stage: removal.stage, component: removal.component.name });
  await effects.deleteBranch({ repo, id, branch: name, tip: branch.tip });
}

const proposedKey = (removal: Removal): string => `tidy-proposed:${removalKey(removal)}`;
const endedKey = (removal: Removal): string => `tidy-ended:${removalKey(removal)}`;

const isNoted = async ({ store }: Tools, key: string): Promise<boolean> =>
  (await store.ledger.read({ key, limit: 1 })).length > 0;

async function note(
  { clock, store }: Tools,
  { removal, lane, plan }: Decided,
  kind: 'tidy-proposed' | 'tidy-ended',
): Promise<void> {
  const { says, left } = plan;
  await store.ledger.append({
    at: clock.now(),
    kind,
    lane,
    key: kind === 'tidy-ended' ? endedKey(removal) : proposedKey(removal),
    facts: {
      removal: removalKey(removal),
      component: removal.component.name,
      says,
      ...(left === undefined ? {} : { left }),
    },
  });
}
