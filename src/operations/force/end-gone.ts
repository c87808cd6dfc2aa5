import { DeployLabel } from '../../core/force/deploy-label.ts';
import type { Wish } from '../../core/force/wish.ts';
import { LISTED_MS } from '../../core/listed.ts';
import type { Tools } from '../tools.ts';
import type { LabelsLook } from './plan-of-label.ts';
import { enterEnd, environmentKey, wishesOf } from './wishes.ts';

/**
 * A label that was taken off, or off and on again, no longer asks for what it did. False: the look is from before a label was put on
 * whose wish is known, and says nothing about it.
 */
export async function endGone(tools: Tools, look: LabelsLook): Promise<boolean> {
  const { pullRequest, pipelines, said } = look;
  for (const { repo } of pipelines) {
    for (const { wish, end } of await wishesOf(tools.store, { pipeline: repo, said })) {
      const label = pullRequest.labels.find(({ name }) => DeployLabel.parse(name) === wish.stage);
      if (end !== undefined || (label !== undefined && (label.at ?? wish.at) === wish.at)) continue;
      if (isBehind(look, wish)) return false;
      const name = DeployLabel.format(wish.stage);
      await enterEnd(tools, { pipeline: repo, wish }, `the label ${name} was taken off ${said}`);
      const because = `a label was taken off ${said}`;
      await tools.store.attention.want(environmentKey(repo, wish.stage), tools.clock.now(), because);
    }
  }
  return true;
}

/** Whoever takes a label off leaves GitHub's record of when it was put on. */
const isBehind = ({ pullRequest, lookedAt }: LabelsLook, wish: Wish): boolean =>
  (pullRequest.labelledAt ?? 0) < wish.at && lookedAt < wish.at + LISTED_MS;
