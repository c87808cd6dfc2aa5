import { branchName, componentName, isPlainName, stageName } from '../names.ts';
import type { BranchName, ComponentName, StageName } from '../names.ts';

/**
 * What a Sluice branch says about its lane: a component's lane in a docker or manifest stage (`sluice/<stage>/<component>`),
 * an environment's standing lane (`release-<stage>`), or a component's forced lane there (`force/<stage>/<component>`).
 */
export type LaneBranch =
  | { stage: StageName; component: ComponentName; forced?: true }
  | { stage: StageName; component?: undefined; forced?: undefined };

function format(lane: LaneBranch): BranchName {
  if (lane.component === undefined) return branchName(`release-${lane.stage}`);
  return branchName(`${lane.forced ? 'force' : 'sluice'}/${lane.stage}/${lane.component}`);
}

function parse(branch: string): LaneBranch | undefined {
  if (branch.startsWith('release-')) {
    const stage = branch.slice('release-'.length);
    return isPlainName(stage) ? { stage: stageName(stage) } : undefined;
  }
  const [room, stage = '', component = '', ...more] = branch.split('/');
  if (more.length > 0 || !isPlainName(stage) || !isPlainName(component)) return undefined;
  const lane = { stage: stageName(stage), component: componentName(component) };
  if (room === 'sluice') return lane;
  return room === 'force' ? { ...lane, forced: true } : undefined;
}

/** The branch of a lane, and back. A name that only looks like one is a person's branch: whose it is, the commits tell. */
export const LaneBranch = { format, parse };
