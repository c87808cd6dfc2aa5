import type { PutLabel } from '../../core/force/label-facts.ts';
import { unheardSteps } from '../../core/force/label-words.ts';
import { subjectOf } from '../../core/force/subject.ts';
import type { Instant } from '../../core/names.ts';
import type { Pipeline, Stage } from '../../core/pipeline/pipeline.ts';
import type { LabelFact } from '../../core/promotion/snapshot.ts';
import type { Tools } from '../tools.ts';
import type { LabelsLook } from './plan-of-label.ts';
import { takeSteps } from './take-steps.ts';
import { wishesOf } from './wishes.ts';

/** An environment that a label names. */
export interface Meant {
  pipeline: Pipeline;
  stage: Stage;
}

/**
 * By whom a label was put on, and when. Where the timeline does not say so any more (an edit of the label hides what is older),
 * what was taken of it before goes on; undefined where nothing was.
 */
export async function putLabel(
  { store }: Tools,
  { said }: LabelsLook,
  { label, meant }: { label: LabelFact; meant: Meant[] },
): Promise<PutLabel | undefined> {
  const { name, by, at } = label;
  if (by !== undefined && at !== undefined) return { name, by, at };
  for (const { pipeline, stage } of meant) {
    const known = await wishesOf(store, { pipeline: pipeline.repo, said });
    const taken = known.findLast(({ wish }) => wish.stage === stage.name && (at ?? wish.at) === wish.at);
    if (taken !== undefined) return { name, by: taken.wish.by, at: taken.wish.at, isRecalled: true };
  }
  return undefined;
}

/** A label of nobody is taken off, which is said once; on what is over it is a record. Answers when to look again. */
export async function takeOffUnheard(
  tools: Tools,
  look: LabelsLook,
  { label, meant }: { label: LabelFact; meant: Meant[] },
): Promise<Instant | undefined> {
  const { pullRequest, said } = look;
  const isRelease = meant.every(({ pipeline, stage }) => subjectOf(pipeline, stage, pullRequest).is === 'release');
  if (pullRequest.state === 'closed' || (pullRequest.state === 'merged' && isRelease)) return undefined;
  tools.log.warn({ pullRequest: said, label: label.name }, 'nobody is known to have put the label on');
  return takeSteps(tools, look, unheardSteps(pullRequest, label));
}
