import type { BranchName, CommitSha, ComponentName, LaneId, RepoName, StageName } from '../names.ts';
import { LaneBranch } from '../text/branches.ts';

/** A pipeline file that loaded: what is released, through which stages, under which policy. */
export interface Pipeline {
  repo: RepoName;
  /** The commit of the default branch the file was read at. */
  commit: CommitSha;
  components: Component[];
  stages: Stage[];
}

export interface Component {
  name: ComponentName;
  /** Merges to its default branch start the flow. */
  code: RepoName;
}

/** A named step whose repositories hold pins. */
export interface Stage {
  name: StageName;
  kind: 'docker';
  /** `owner/name`, where `{component}` stands for the component's name. */
  repo: string;
  /** The branch that pull requests go into; the repository's default branch where the file names none. */
  branch?: BranchName;
  components: ComponentName[];
  pins: PinRule[];
  /** Checks that must have succeeded on the head; `none` says that there are none on purpose. */
  checks: string[] | 'none';
  merge: MergePolicy;
}

/** `when-green`: Sluice merges when every check succeeded; `by-hand`: Sluice only keeps it ready. */
export type MergePolicy = 'when-green' | 'by-hand';

export interface PinRule {
  /** Path inside the stage's repository; `{component}` stands for the component's name. */
  file: string;
  /** The Dockerfile `ARG` whose default is the pin. */
  arg: string;
  holds: 'commit';
}

/** Where one pull request lives: one repository, one base branch, one Sluice branch, at most one open pull request. */
export interface Lane {
  id: LaneId;
  pipeline: RepoName;
  stage: StageName;
  components: Component[];
  repo: RepoName;
  /** Undefined: the repository's default branch. */
  base?: BranchName;
  head: BranchName;
}

/** `text` with `{component}` replaced: the one placeholder of docker stages. */
export const fillPlaceholders = (text: string, component: ComponentName): string =>
  text.replaceAll('{component}', component);

/** Every lane of a pipeline, in the order of the file: a docker stage has one lane per component. */
export function lanesOf(pipeline: Pipeline): Lane[] {
  return pipeline.stages.flatMap((stage) =>
    pipeline.components
      .filter((component) => stage.components.includes(component.name))
      .map((component) => ({
        id: `${pipeline.repo}:${stage.name}/${component.name}` as LaneId,
        pipeline: pipeline.repo,
        stage: stage.name,
        components: [component],
        repo: fillPlaceholders(stage.repo, component.name) as RepoName,
        ...(stage.branch === undefined ? {} : { base: stage.branch }),
        head: LaneBranch.format({ stage: stage.name, component: component.name }),
      })),
  );
}

/** The pipeline's repository that a lane id names. */
export const pipelineOf = (lane: LaneId): RepoName => lane.slice(0, lane.indexOf(':')) as RepoName;
