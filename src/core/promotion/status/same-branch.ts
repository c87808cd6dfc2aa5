import type { StageName } from '../../names.ts';
import { lanesOf, type Lane } from '../../pipeline/lanes.ts';
import { fillPlaceholders, type Pipeline } from '../../pipeline/pipeline.ts';

/** An environment with the files that its pins are in. */
export interface PinnedStage {
  stage: StageName;
  paths: string[];
}

/** The environments whose branch is the lane's, its own among them, in the order of the file. */
export function sameBranch(pipeline: Pipeline, { repo, base }: Lane): PinnedStage[] {
  const lanes = lanesOf(pipeline).filter((lane) => lane.kind === 'environment');
  return lanes
    .filter((lane) => lane.repo.toLowerCase() === repo.toLowerCase() && lane.base === base)
    .map(({ stage, components }) => {
      const pins = pipeline.stages.find(({ name }) => name === stage)?.pins ?? [];
      const paths = components.flatMap(({ name }) => pins.map(({ file }) => fillPlaceholders(file, name)));
      return { stage, paths: [...new Set(paths)] };
    });
}
