import type { ChangelogStyle } from '../changelog/changelog-style.ts';
import type { BranchName, CommitSha, ComponentName, RepoName, StageName } from '../names.ts';
import type { CiSignal } from './ci-signal.ts';

/** A pipeline file that loaded: what is released, through which stages, under which policy. */
export interface Pipeline {
  repo: RepoName;
  /** The commit of the default branch the file was read at. */
  commit: CommitSha;
  components: Component[];
  stages: Stage[];
  issues: IssuePolicy;
  changelog: ChangelogStyle;
}

/** A releasable unit: a code repository, or paths in one, and the image built from it. */
export interface Component {
  name: ComponentName;
  /** Merges to its default branch start the flow. */
  code: RepoName;
  /** The paths of the code repository that are this component's, as globs; undefined: all of it. */
  paths?: string[];
  /** The repository its images are pushed to: `registry.acme.dev/payments`. */
  image?: string;
  /** The tag of the image that was made from a commit: `{commit}` and `{short}` (its first seven characters) stand for it. */
  tag: string;
  /** What tells that an image was built, besides a report. */
  build?: CiSignal;
  /** Logins and teams, `@acme/payments`: named where a deployment of theirs failed. */
  owners: string[];
}

export type StageKind = 'docker' | 'manifest' | 'environment';

/** A named step whose repositories hold pins. */
export interface Stage {
  name: StageName;
  kind: StageKind;
  /** The stages that it copies from; undefined: the code repositories. */
  from?: Upstream;
  /** `owner/name`, where `{component}` stands for the component's name (docker and manifest stages). */
  repo: string;
  /** The branch that pull requests go into; the repository's default branch where the file names none. */
  branch?: BranchName;
  components: ComponentName[];
  pins: PinRule[];
  /** Checks that must have succeeded on the head; `none` says that there are none on purpose. */
  checks: string[] | 'none';
  merge: MergePolicy;
  /** Undefined for docker and manifest stages. */
  environment?: EnvironmentPolicy;
}

/** Every one of the stages has to have proven a reference, or any one of them. */
export type Upstream = { all: StageName[] } | { any: StageName[] };

/**
 * `when-green`: Sluice merges when every check succeeded; `after-approval`: and people with write permission approved;
 * `by-hand`: Sluice only keeps it ready.
 */
export type MergePolicy = 'when-green' | 'after-approval' | 'by-hand';

export interface PinRule {
  /** Path inside the stage's repository; `{component}` stands for the component's name. */
  file: string;
  /** The Dockerfile `ARG` whose default is the pin. */
  arg?: string;
  /** The image whose reference in the file is the pin; without any of the other ways the component's own. */
  image?: string;
  /** A path through the file's document. */
  pointer?: string;
  /** The text of a comment on the pin's line. */
  marker?: string;
  /** A regular expression (RE2) whose named groups are the pin. */
  pattern?: string;
  /** How many places of the file the pin is, all of which hold the same; one if absent. */
  places?: number;
  /** `commit`: of the code repository; `digest`: of the image. */
  holds: 'commit' | 'digest';
}

/** How an environment is released, and what tells that it was deployed. */
export interface EnvironmentPolicy {
  release: 'on-change' | { schedule: string; timezone: string };
  /** `snapshot`: all pins of the newest fully proven commit, or nothing. */
  copy: 'per-component' | 'snapshot';
  /** Sets of components that move only as they ran together. */
  together: ComponentName[][];
  gates: GatePolicy[];
  /** What must hold here before others may copy. */
  verify: GatePolicy[];
  /** Teams, `@acme/release-managers`; empty: whoever may maintain the stage's repository. */
  force: string[];
  deployments: 'whole' | 'per-component';
  deployedBy: DeploySignal[];
  /** Milliseconds after which silence is a named block. */
  deployedWithin: number;
  /** Whether an issue gets a new comment when it arrives here; undefined: where nobody copies from. */
  announce?: boolean;
  /** Whether a part of GitHub's limits is kept for its work; where the file is silent, it is where nobody copies from. */
  production: boolean;
}

/** Instants are minutes of a week in the time zone, kept as the file spells them. */
export type GatePolicy =
  { soak: number } | { approvals: { count: number; from: string[] } } | { window: { allow: string; timezone: string } };

export type DeploySignal =
  { signal: 'deployment-status' } | { signal: 'workflow'; workflow: string } | { signal: 'status'; context: string };

/** What is done about issues, by the pipeline's `issues`. */
export interface IssuePolicy {
  /** GitHub itself closes an issue when a change that fixes it is merged. */
  closedByMerge: 'leave' | { reopenUntil: StageName };
  labels: LabelRule[];
}

/** An issue that carries `label` when its change is verified in `when` loses it for `becomes`, or is closed. */
export interface LabelRule {
  label: string;
  when: StageName;
  becomes?: string;
  close: boolean;
}

/** `text` with `{component}` replaced: the one placeholder of repositories and files. */
export const fillPlaceholders = (text: string, component: ComponentName): string =>
  text.replaceAll('{component}', component);

/** The tag that an image made from a commit is expected to bear. */
export const tagFor = ({ tag }: Pick<Component, 'tag'>, commit: CommitSha): string =>
  tag.replaceAll('{commit}', commit).replaceAll('{short}', commit.slice(0, 7));
