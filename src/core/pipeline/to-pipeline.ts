import { DEFAULT_STYLE, type ChangelogStyle } from '../changelog/changelog-style.ts';
import type { BranchName, CommitSha, ComponentName, RepoName, StageName } from '../names.ts';
import type { CiSignal } from './ci-signal.ts';
import { parseDuration } from './file/duration.ts';
import type { PipelineFileV1 } from './file/schema.ts';
import {
  fillPlaceholders,
  type Component,
  type DeploySignal,
  type EnvironmentPolicy,
  type GatePolicy,
  type IssuePolicy,
  type Pipeline,
  type PinRule,
  type Stage,
  type Upstream,
} from './pipeline.ts';

type ComponentFile = PipelineFileV1['components'][string];
type StageFile = PipelineFileV1['stages'][string];
/** With what the file leaves to the whole of it filled in. */
type SettledStage = StageFile & { production: boolean };
type PinFile = StageFile['pins'][number];
type GateFile = NonNullable<StageFile['gates']>[number];
type SignalFile = NonNullable<StageFile['deployed-by']>[number];

const DEFAULT_TAG = '{commit}';
const DEFAULT_DEPLOYED_WITHIN = '30m';

/** The pipeline that a file without a mistake describes, in the order of the file. */
export function toPipeline(file: PipelineFileV1, at: { repo: RepoName; commit: CommitSha }): Pipeline {
  const components = Object.entries(file.components).map(([name, settings]) =>
    toComponent(name as ComponentName, { ...prefabOf(file, settings), ...settings }),
  );
  const names = components.map(({ name }) => name);
  const copied = copiedStages(file);
  const stages = Object.entries(file.stages).map(([name, stage]) => {
    const production = stage.production ?? !copied.has(name);
    return toStage(name as StageName, { ...stage, production }, names);
  });
  return { ...at, components, stages, issues: toIssues(file.issues), changelog: toStyle(file.changelog) };
}

/** The stages that another one copies from. */
const copiedStages = ({ stages }: PipelineFileV1): Set<string> =>
  new Set(
    Object.values(stages).flatMap(({ from }) => {
      if (from === undefined) return [];
      const upstream = toUpstream(from);
      return 'all' in upstream ? upstream.all : upstream.any;
    }),
  );

const prefabOf = ({ prefabs }: PipelineFileV1, { like }: ComponentFile): ComponentFile =>
  (like === undefined ? undefined : prefabs?.[like]) ?? {};

function toComponent(name: ComponentName, settings: ComponentFile): Component {
  const { code = '', image, tag = DEFAULT_TAG, build, owners = [] } = settings;
  const { repo, paths } = typeof code === 'string' ? { repo: code, paths: undefined } : code;
  const signal = build === undefined ? undefined : toSignal(build);
  return {
    name,
    code: fillPlaceholders(repo, name) as RepoName,
    ...(paths === undefined ? {} : { paths }),
    ...(image === undefined ? {} : { image: fillPlaceholders(image, name) }),
    tag,
    ...(signal === undefined ? {} : { build: signal }),
    owners,
  };
}

/** The schema has seen to it that there is exactly one of the two. */
const toSignal = ({ workflow, status = '' }: NonNullable<ComponentFile['build']>): CiSignal =>
  workflow === undefined ? { status } : { workflow };

function toStage(name: StageName, stage: SettledStage, all: ComponentName[]): Stage {
  const from = stage.from === undefined ? undefined : toUpstream(stage.from);
  return {
    name,
    kind: stage.kind,
    ...(from === undefined ? {} : { from }),
    repo: stage.repo,
    ...(stage.branch === undefined ? {} : { branch: stage.branch as BranchName }),
    components: (stage.components ?? all) as ComponentName[],
    pins: stage.pins.map(toPin),
    checks: stage.checks ?? 'none',
    merge: stage.merge,
    ...(stage.kind === 'environment' ? { environment: toEnvironment(stage) } : {}),
  };
}

function toUpstream(from: NonNullable<StageFile['from']>): Upstream {
  if (typeof from === 'string') return { all: [from as StageName] };
  return from.all === undefined ? { any: (from.any ?? []) as StageName[] } : { all: from.all as StageName[] };
}

const toPin = ({ file, arg, image, pointer, marker, pattern, places, holds }: PinFile): PinRule => ({
  file,
  ...(arg === undefined ? {} : { arg }),
  ...(image === undefined ? {} : { image }),
  ...(pointer === undefined ? {} : { pointer }),
  ...(marker === undefined ? {} : { marker }),
  ...(pattern === undefined ? {} : { pattern }),
  ...(places === undefined ? {} : { places }),
  holds,
});

const toEnvironment = (stage: SettledStage): EnvironmentPolicy => ({
  release: stage.release ?? 'on-change',
  copy: stage.copy ?? 'per-component',
  together: (stage.together ?? []) as ComponentName[][],
  gates: (stage.gates ?? []).map(toGate),
  verify: (stage.verify ?? []).map(toGate),
  force: stage.force ?? [],
  deployments: stage.deployments ?? 'whole',
  deployedBy: (stage['deployed-by'] ?? ['deployment-status' as const]).map(toDeploySignal),
  deployedWithin: milliseconds(stage['deployed-within'] ?? DEFAULT_DEPLOYED_WITHIN),
  ...(stage.announce === undefined ? {} : { announce: stage.announce }),
  production: stage.production,
});

/** The schema has seen to it that there is exactly one of the three. */
function toGate({ soak, approvals, window }: GateFile): GatePolicy {
  if (approvals !== undefined) return { approvals: { count: approvals.count, from: approvals.from ?? [] } };
  return window === undefined ? { soak: milliseconds(soak ?? '') } : { window };
}

const milliseconds = (duration: string): number => parseDuration(duration) ?? 0;

function toDeploySignal(signal: SignalFile): DeploySignal {
  if (signal === 'deployment-status') return { signal };
  const { workflow, status = '' } = signal;
  return workflow === undefined ? { signal: 'status', context: status } : { signal: 'workflow', workflow };
}

function toIssues({
  'closed-by-merge': closedByMerge = 'leave',
  labels = {},
}: PipelineFileV1['issues'] = {}): IssuePolicy {
  return {
    closedByMerge: closedByMerge === 'leave' ? 'leave' : { reopenUntil: closedByMerge['reopen-until'] as StageName },
    labels: Object.entries(labels).map(([label, { becomes, close, when }]) => ({
      label,
      when: when as StageName,
      ...(becomes === undefined ? {} : { becomes }),
      close: close ?? false,
    })),
  };
}

/** Kinds of the file's take the place of all of Sluice's own. */
const toStyle = ({ kinds, trackers = {} }: NonNullable<PipelineFileV1['changelog']> = {}): ChangelogStyle => ({
  kinds:
    kinds?.map(({ title, labels = [], types = [], breaking }) => ({
      title,
      labels,
      types,
      ...(breaking === undefined ? {} : { breaking }),
    })) ?? DEFAULT_STYLE.kinds,
  trackers: Object.entries(trackers).map(([project, url]) => ({ project, url })),
});
