import { isKnown } from '../../core/answer.ts';
import type { Snapshot } from '../../core/promotion/snapshot.ts';
import { mergedBranchOf } from '../../core/tidy/left-branch.ts';
import { laneId } from '../../core/pipeline/lanes.ts';
import { noteCommands } from '../commands/wanted.ts';
import { noteMerge } from '../follow-up/note-merge.ts';
import { enterOver } from '../force/unfinished.ts';
import type { Decision } from '../lanes/decide.ts';
import type { GovernedLane } from '../lanes/policies.ts';
import { isWished, leftOf, tidyKey, unfinishedMerge } from '../tidy/left-branch.ts';
import type { Tools } from '../tools.ts';

/**
 * What a sweep makes of a forced lane: its environment's lane is wanted where there is something to do, since it is worked with
 * it; a merge that nobody told of is followed up, and what it left behind is tidied away.
 */
export async function takeForcedNote(tools: Tools, governed: GovernedLane, decision: Decision | 'asks'): Promise<void> {
  const { clock, store } = tools;
  const { lane, pipeline, blob } = governed;
  const environment = `lane:${laneId(pipeline.repo, { stage: lane.stage })}`;
  const want = (key: string, because: string): Promise<void> => store.attention.want(key, clock.now(), because);
  if (decision === 'asks') return want(environment, 'the sweep found something to move ahead');
  const { facts, plan, policyBlob } = decision;
  // The environment's own lane, in the same sweep, sees to another pipeline file.
  if (isKnown(policyBlob) && policyBlob.known !== blob) return;
  await noteMerge(tools, governed, decision);
  await noteCommands(tools, decision);
  if (plan.steps.length > 0) return want(environment, 'the sweep found something to do ahead');
  if (plan.wake !== undefined) await store.attention.want(environment, plan.wake, 'the sweep saw a forced lane wait');
  if (leftOf(decision) !== undefined) return want(tidyKey(lane.id), 'the sweep saw a branch that is left behind');
  const unfinished = await unfinishedMerge(tools, decision);
  if (unfinished !== undefined) return want(`promotion:${unfinished}`, 'the sweep saw the branch of its merge');
  if (isKnown(facts.here) && !isWished(facts) && isAtRest(facts.here.known)) await enterOver(tools, governed);
}

/** A branch that is left to people, or by them, is none of Sluice's business. */
const isAtRest = (here: Snapshot): boolean => here.open === undefined && mergedBranchOf(here) === undefined;
