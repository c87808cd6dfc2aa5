import type { BranchName, ComponentName, LaneId, RepoName, StageName } from '../names.ts';
import { LaneBranch } from '../text/branches.ts';
import {
  fillPlaceholders,
  type Component,
  type Pipeline,
  type PinRule,
  type Stage,
  type StageKind,
} from './pipeline.ts';

/** Where one pull request lives: one repository, one base branch, one Sluice branch, at most one open pull request. */
export interface Lane {
  id: LaneId;
  pipeline: RepoName;
  stage: StageName;
  kind: StageKind;
  components: LaneComponent[];
  repo: RepoName;
  /** Undefined: the repository's default branch. */
  base?: BranchName;
  head: BranchName;
  /** One component goes to an environment ahead of everything else. */
  forced?: true;
}

/** A component in a lane, and where the lane learns what its pin is to hold next. */
export interface LaneComponent extends Component {
  reads: Reading;
}

export type Reading =
  /** The newest commit of the component's code repository. */
  | { of: 'code' }
  /** The newest image built from a branch: the docker repository's, or the code repository's where nothing lies between. */
  | { of: 'builds'; repo: RepoName; branch?: BranchName }
  /** What the stages before have proven. */
  | { of: 'stages'; how: 'all' | 'any'; stages: [StageReading, ...StageReading[]] };

/** A stage that a component is copied from. */
export interface StageReading {
  stage: StageName;
  kind: StageKind;
  repo: RepoName;
  branch?: BranchName;
  pins: PinRule[];
  /** Milliseconds that a reference must have run there before others may copy it. */
  verifiedFor: number;
}

/** Where a component's images are built: the docker stage's repository, or its code repository. */
export interface BuildPlace {
  repo: RepoName;
  branch?: BranchName;
  /** The docker stage whose pin names the code commit; undefined: the commit built is the code commit. */
  stage?: Stage;
}

/** Every lane of a pipeline, in the order of the file: one a component, for an environment one for all of them. */
export function lanesOf(pipeline: Pipeline): Lane[] {
  return pipeline.stages.flatMap((stage) => {
    const components = pipeline.components
      .filter((component) => stage.components.includes(component.name))
      .map((component) => ({ ...component, reads: readingOf(pipeline, stage, component) }));
    if (stage.kind === 'environment') return components.length === 0 ? [] : [laneOf(pipeline, stage, components)];
    return components.map((component) => laneOf(pipeline, stage, [component]));
  });
}

function laneOf(pipeline: Pipeline, stage: Stage, components: LaneComponent[]): Lane {
  const [first] = components;
  const only = stage.kind === 'environment' || first === undefined ? undefined : first.name;
  return {
    id: laneId(pipeline.repo, { stage: stage.name, ...(only === undefined ? {} : { component: only }) }),
    pipeline: pipeline.repo,
    stage: stage.name,
    kind: stage.kind,
    components,
    repo: repoOf(stage, only ?? ('' as ComponentName)),
    ...(stage.branch === undefined ? {} : { base: stage.branch }),
    head: LaneBranch.format({ stage: stage.name, ...(only === undefined ? {} : { component: only }) }),
  };
}

/** The lane by which one component goes to an environment ahead of everything else. It reads builds, from whatever stage. */
export function forcedLaneOf(pipeline: Pipeline, stage: Stage, name: ComponentName): Lane | undefined {
  const component = pipeline.components.find((candidate) => candidate.name === name);
  if (component === undefined || stage.kind !== 'environment' || !stage.components.includes(name)) return undefined;
  return {
    ...laneOf(pipeline, stage, [{ ...component, reads: earliestReading(pipeline, stage, component) }]),
    id: laneId(pipeline.repo, { stage: stage.name, component: name }),
    head: LaneBranch.format({ stage: stage.name, component: name, forced: true }),
    forced: true,
  };
}

/**
 * `owner/repo:stage/component`, or `owner/repo:stage` for an environment's standing lane. A component's lane in an environment is
 * a forced one.
 */
export const laneId = (pipeline: RepoName, lane: { stage: StageName; component?: ComponentName }): LaneId =>
  `${pipeline}:${lane.stage}${lane.component === undefined ? '' : `/${lane.component}`}` as LaneId;

/** The repository of a stage for one component. */
export const repoOf = ({ repo }: Stage, component: ComponentName): RepoName =>
  fillPlaceholders(repo, component) as RepoName;

/** The stages that a component comes from, in the order of the file; one that it does not go through is passed over. */
export function stagesBefore(pipeline: Pipeline, stage: Stage, component: ComponentName): Stage[] {
  const names = stage.from === undefined ? [] : 'all' in stage.from ? stage.from.all : stage.from.any;
  const before = names.flatMap((name) => {
    const candidate = pipeline.stages.find((other) => other.name === name);
    if (candidate === undefined || candidate.components.includes(component)) return candidate ?? [];
    return stagesBefore(pipeline, candidate, component);
  });
  return [...new Set(before)];
}

/** Where the images of a component come from. */
export function buildPlaceOf(pipeline: Pipeline, component: Component): BuildPlace {
  const stage = pipeline.stages.find(
    (candidate) => candidate.kind === 'docker' && candidate.components.includes(component.name),
  );
  if (stage === undefined) return { repo: component.code };
  return {
    repo: repoOf(stage, component.name),
    ...(stage.branch === undefined ? {} : { branch: stage.branch }),
    stage,
  };
}

function readingOf(pipeline: Pipeline, stage: Stage, component: Component): Reading {
  const [first, ...more] = stagesBefore(pipeline, stage, component.name).filter(({ kind }) => kind !== 'docker');
  if (first === undefined) return earliestReading(pipeline, stage, component);
  const how = stage.from !== undefined && 'any' in stage.from ? 'any' : 'all';
  const readings = more.map((before) => stageReading(before, component));
  return { of: 'stages', how, stages: [stageReading(first, component), ...readings] };
}

function earliestReading(pipeline: Pipeline, stage: Stage, component: Component): Reading {
  if (stage.pins.every((pin) => pin.holds === 'commit')) return { of: 'code' };
  const { repo, branch } = buildPlaceOf(pipeline, component);
  return { of: 'builds', repo, ...(branch === undefined ? {} : { branch }) };
}

function stageReading(before: Stage, { name }: Component): StageReading {
  const soaks = (before.environment?.verify ?? []).flatMap((gate) => ('soak' in gate ? [gate.soak] : []));
  return {
    stage: before.name,
    kind: before.kind,
    repo: repoOf(before, name),
    ...(before.branch === undefined ? {} : { branch: before.branch }),
    pins: before.pins,
    verifiedFor: Math.max(0, ...soaks),
  };
}

/** The stages that copy from one. */
export const readersOf = (pipeline: Pipeline, stage: StageName): Stage[] =>
  pipeline.stages.filter(({ from }) => from !== undefined && ('all' in from ? from.all : from.any).includes(stage));

/** The pipeline's repository that a lane id names. */
export const pipelineOf = (lane: LaneId): RepoName => lane.slice(0, lane.indexOf(':')) as RepoName;
