import type { BranchName, CommitSha, LaneId, RepoName, StageName } from '../names.ts';
import { laneId, repoOf } from '../pipeline/lanes.ts';
import { fillPlaceholders, type Component, type Pipeline, type PinRule, type Stage } from '../pipeline/pipeline.ts';

/** A component that a stage no longer has, as the pipeline file before described it. It is kept in the ledger, as JSON. */
export interface Removal {
  pipeline: RepoName;
  /** The commit of the default branch that the new file was read at. */
  commit: CommitSha;
  stage: StageName;
  component: Component;
  repo: RepoName;
  branch?: BranchName;
  pins: PinRule[];
  /** The repository is the component's alone, with everything in it. */
  ownRepository: boolean;
  /** Files in the same place that the file before named for other components or stages. */
  others: string[];
}

/** What a new pipeline file takes out of the stages that it keeps. A stage that is gone as a whole is its people's to clear away. */
export function removalsBetween(before: Pipeline, after: Pipeline): Removal[] {
  return before.stages.flatMap((stage) => {
    if (!after.stages.some(({ name }) => name === stage.name)) return [];
    return before.components
      .filter(({ name }) => stage.components.includes(name) && !isIn(after, { stage: stage.name, component: { name } }))
      .map((component) => removalOf({ before, after, stage, component }));
  });
}

/** Whether a pipeline has the component in the stage. */
export const isIn = (
  { stages }: Pipeline,
  { stage, component }: { stage: StageName; component: Pick<Component, 'name'> },
): boolean => stages.some(({ name, components }) => name === stage && components.includes(component.name));

/** The lane of a component that has left: in an environment it is the only one of a single component. */
export const laneOfRemoval = ({ pipeline, stage, component }: Removal): LaneId =>
  laneId(pipeline, { stage, component: component.name });

/** One removal of one pipeline file; a component that comes back and leaves again is another. */
export const removalKey = (removal: Removal): string =>
  `component-removed:${removal.pipeline}@${removal.commit}:${removal.stage}/${removal.component.name}`;

/** The files with pins in one place of a pipeline, but for those that `passes` leaves out. */
export function filesOf(
  { components, stages }: Pipeline,
  place: { repo: RepoName; branch?: BranchName },
  passes: (stage: StageName, component: Component['name']) => boolean = () => true,
): string[] {
  const files = stages.flatMap((stage) =>
    components
      .filter(({ name }) => stage.components.includes(name) && passes(stage.name, name))
      .filter(({ name }) => isSamePlace(stage, repoOf(stage, name), place))
      .flatMap(({ name }) => stage.pins.map(({ file }) => fillPlaceholders(file, name))),
  );
  return [...new Set(files)];
}

interface Removed {
  before: Pipeline;
  after: Pipeline;
  stage: Stage;
  component: Component;
}

function removalOf({ before, after, stage, component }: Removed): Removal {
  const repo = repoOf(stage, component.name);
  const place = { repo, ...(stage.branch === undefined ? {} : { branch: stage.branch }) };
  return {
    pipeline: after.repo,
    commit: after.commit,
    stage: stage.name,
    component,
    ...place,
    pins: stage.pins,
    ownRepository: stage.repo.includes('{component}'),
    others: filesOf(before, place, (name, of) => name !== stage.name || of !== component.name),
  };
}

/** GitHub's names ignore case; a branch that is not named is the default branch, which may be the named one. */
const isSamePlace = (stage: Stage, repo: RepoName, place: { repo: RepoName; branch?: BranchName }): boolean =>
  repo.toLowerCase() === place.repo.toLowerCase() &&
  (stage.branch === undefined || place.branch === undefined || stage.branch === place.branch);
