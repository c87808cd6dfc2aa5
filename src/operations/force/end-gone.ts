import { DeployLabel } from '../../core/force/deploy-label.ts';
import type { Wish } from '../../core/force/wish.ts';
import { LISTED_MS } from '../../core/listed.ts';
import type { RepoName, StageName } from '../../core/names.ts';
import { laneId } from '../../core/pipeline/lanes.ts';
import type { Tools } from '../tools.ts';
import type { LabelsLook } from './plan-of-label.ts';
import { enterEnd, wishesOf } from './wishes.ts';

/** The attention of the lane of an environment. */
export const environmentKey = (pipeline: RepoName, stage: StageName): string => `lane:${laneId(pipeline, { stage })}`;

/**
 * A label that was taken off, or off and on again, no longer asks for what it did. `behind`: the look is from before a label was put
 * on whose wish is known, and says nothing about it.
 */
export async function endGone(tools: Tools, look: LabelsLook): Promise<'ended' | 'behind'> {
  const { pullRequest, pipelines, said } = look;
  for (const { repo } of pipelines) {
    for (const { wish, end } of await wishesOf(tools.store, { pipeline: repo, said })) {
      const label = pullRequest.labels.find(({ name }) => DeployLabel.parse(name) === wish.stage);
      if (end !== undefined || (label !== undefined && (label.at ?? wish.at) === wish.at)) continue;
      if (isBehind(look, wish)) return 'behind';
      const name = DeployLabel.format(wish.stage);
      await enterEnd(tools, { pipeline: repo, wish }, `the label ${name} was taken off ${said}`);
      const because = `a label was taken off ${said}`;
      await tools.store.attention.want(environmentKey(repo, wish.stage), tools.clock.now(), because);
    }
  }
  return 'ended';
}

/** Whoever takes a label off leaves GitHub's record of when it was put on. */
const isBehind = ({ pullRequest, lookedAt }: LabelsLook, wish: Wish): boolean =>
  (pullRequest.labelledAt ?? 0) < wish.at && lookedAt < wish.at + LISTED_MS;
