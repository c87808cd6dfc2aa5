import type { RepoName } from '../names.ts';
import { permissionLines, type PermissionLine } from '../permissions/permission-lines.ts';
import { lanesOf } from '../pipeline/lanes.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { shortCommit } from '../text/phrases.ts';
import { printable } from '../text/printable.ts';
import { cellOf, type Cell } from './cell/cell.ts';
import { historyLine, type HistoryLine } from './history/history.ts';
import { laneView, laneWords, type LaneView } from './lane/lane-view.ts';
import { factOf } from './history/ledger-facts.ts';
import { banners, type Banner } from './set/banners.ts';
import { stageHead, type StageHead } from './stage-head.ts';
import { weatherViews, type WeatherView } from './trouble/github-weather.ts';
import { stuckViews, type StuckView } from './trouble/stuck.ts';
import { componentPath, type Link } from './words/link.ts';
import type { HistoryEntry, PageFacts, PagePipeline } from './page-facts.ts';

/** What runs where, and what everything waits for. */
export interface Overview {
  pipelines: PipelineView[];
  /** What Sluice gave up on, the longest first. */
  stuck: StuckView[];
  /** How many more there are of those. */
  stuckMore: number;
  /** What is the matter with GitHub; empty while all is well. */
  github: WeatherView[];
}

export interface PipelineView {
  name: RepoName;
  /** The pipeline's repository. */
  url: string;
  /** In the order of the file. */
  stages: StageHead[];
  /** What keeps everything where it is. */
  banners: Banner[];
  rows: Row[];
  lanes: LaneView[];
  /** How many lanes are in each state, those that ask for something first; none that is empty. */
  counts: { state: LaneView['state']; says: string; count: number }[];
  /** Reports of images that were not believed, newest first. */
  refused: (HistoryLine & { component?: string; from: string })[];
  /** What is wrong with a newer file. */
  problems: string[];
  /** What the App lacks in the accounts of this pipeline's repositories. */
  permissions: PermissionLine[];
  /** The stored file no longer loads, and nothing moves. */
  rests: boolean;
}

export interface Row {
  component: Link;
  /** One a stage; null where the component does not go through it. */
  cells: (Cell | null)[];
}

/** Older refusals are on the pages of the components. */
const REFUSALS = 5;

const STATES = ['blocked', 'doing', 'waiting', 'unseen', 'resting'] as const;

/** Every pipeline as a table of components by stages, with its lanes. */
export function overview(facts: PageFacts): Overview {
  const { shown, more } = stuckViews(facts);
  return {
    pipelines: facts.pipelines.map((one) => pipelineView(facts, one)),
    stuck: shown,
    stuckMore: more,
    github: weatherViews(facts.github, facts.now),
  };
}

function pipelineView(facts: PageFacts, one: PagePipeline): PipelineView {
  const { repo, pipeline, problems } = one;
  const lanes = pipeline === undefined ? [] : lanesOf(pipeline).map((lane) => laneView(facts, lane));
  return {
    name: repo,
    url: `${facts.web}/${repo}`,
    stages: (pipeline?.stages ?? []).map((stage) => stageHead(stage, lanes)),
    banners: banners(facts, one),
    rows: pipeline === undefined ? [] : rowsOf(facts, pipeline),
    lanes,
    counts: countsOf(lanes),
    refused: pipeline === undefined ? [] : refusedOf(facts, pipeline),
    problems: problems.map(printable),
    permissions: permissionLines(facts.permissions, accountsOf(one)),
    rests: pipeline === undefined,
  };
}

/** Who owns what the pipeline reads and writes. */
function accountsOf({ repo, pipeline }: PagePipeline): string[] {
  const lanes = pipeline === undefined ? [] : lanesOf(pipeline);
  const repos = [repo, ...lanes.flatMap((lane) => [lane.repo, ...lane.components.map(({ code }) => code)])];
  return [...new Set(repos.map((name) => name.split('/')[0] ?? ''))];
}

/** One row a component, one cell a stage. */
export const rowsOf = (facts: PageFacts, pipeline: Pipeline): Row[] =>
  pipeline.components.map((component) => ({
    component: { name: component.name, url: componentPath(pipeline.repo, component.name) },
    cells: pipeline.stages.map((stage) => cellOf(facts, { pipeline, stage, component }) ?? null),
  }));

const countsOf = (lanes: LaneView[]): PipelineView['counts'] =>
  STATES.flatMap((state) => {
    const count = lanes.filter((lane) => lane.state === state).length;
    return count === 0 ? [] : [{ state, says: laneWords[state], count }];
  });

function refusedOf(facts: PageFacts, pipeline: Pipeline): PipelineView['refused'] {
  return facts.entries
    .filter((entry) => entry.kind === 'artifact-refused' && isAbout(entry, pipeline))
    .slice(-REFUSALS)
    .toReversed()
    .map((entry) => {
      const component = factOf(entry, 'component');
      const commit = factOf(entry, 'commit');
      return {
        ...historyLine(entry, facts),
        ...(component === undefined ? {} : { component: printable(component) }),
        from: printable(
          [factOf(entry, 'repo') ?? '', ...(commit === undefined ? [] : [shortCommit(commit)])].join(' '),
        ),
      };
    });
}

/** A report that was understood names its pipeline; another is known by the repository that sent it. */
function isAbout(entry: HistoryEntry, pipeline: Pipeline): boolean {
  const named = factOf(entry, 'pipeline');
  if (named !== undefined) return named === pipeline.repo;
  const repo = factOf(entry, 'repo')?.toLowerCase();
  return lanesOf(pipeline).some((lane) =>
    [lane.repo, ...lane.components.map(({ code }) => code)].some((name) => name.toLowerCase() === repo),
  );
}
