import type { Scene } from '../scene.ts';
import { chain } from './chain.ts';
import { declined } from './declined.ts';
import { failedDeployment } from './failed-deployment.ts';
import { force } from './force.ts';
import { goingBack } from './going-back.ts';
import { holds } from './holds.ts';
import { oneHop } from './one-hop.ts';
import { personsCommit } from './persons-commit.ts';
import { pipelineChange } from './pipeline-change.ts';
import { pushWhileMerging } from './push-while-merging.ts';
import { pushWhileRefreshing } from './push-while-refreshing.ts';

/** Every scene, and how often seeds that may pick do so: what costs much to play is picked less. */
export const SCENES: readonly { scene: Scene; weight: number }[] = [
  { scene: oneHop, weight: 100 },
  { scene: pushWhileMerging, weight: 50 },
  { scene: pushWhileRefreshing, weight: 4 },
  { scene: personsCommit, weight: 4 },
  { scene: failedDeployment, weight: 2 },
  { scene: pipelineChange, weight: 2 },
  { scene: declined, weight: 3 },
  { scene: holds, weight: 3 },
  { scene: goingBack, weight: 2 },
  { scene: force, weight: 3 },
  { scene: chain, weight: 1 },
];
