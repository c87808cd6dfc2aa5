import type { RepoName } from '../names.ts';
import { lanesOf, type Lane } from '../pipeline/lanes.ts';
import type { Component, Pipeline } from '../pipeline/pipeline.ts';
import type { Cell } from './cell/cell.ts';
import { historyPage, type HistoryPage } from './history/history.ts';
import { bypassesOf, type BypassView } from './lane/bypasses.ts';
import { laneView, type LaneView } from './lane/lane-view.ts';
import { pinnedIn, type PinnedView } from './lane/pinned.ts';
import { aimOf, carries, changesIn, concerns, factOf } from './history/ledger-facts.ts';
import { componentPath, lanePath, type Link } from './words/link.ts';
import { setLines, type SetLine } from './set/set-lines.ts';
import { rowsOf } from './overview.ts';
import type { HistoryEntry, PageFacts } from './page-facts.ts';

/** Where one component is, and how it came there. */
export interface ComponentView {
  name: string;
  pipeline: RepoName;
  url: string;
  code: Link;
  cells: Cell[];
  /** What people want of it, and what stands until it is lifted. */
  set: SetLine[];
  /** The one change that the history is about, where one was asked for. */
  change?: string;
  history: HistoryPage;
}

/** How one lane stands, and what it did. */
export interface LaneDetail {
  pipeline: RepoName;
  lane: LaneView;
  /** Where its components are pinned. */
  components: PinnedView[];
  /** Who merged what past which gate lately, newest first. */
  bypasses: BypassView[];
  /** The one change that the history is about, where one was asked for. */
  change?: string;
  history: HistoryPage;
}

/** Undefined: the pipeline has no such component. */
export function componentView(
  facts: PageFacts,
  wanted: { pipeline: string; component: string; change?: string },
  page: number,
): ComponentView | undefined {
  const pipeline = facts.pipelines.find(({ repo }) => repo === wanted.pipeline)?.pipeline;
  const component = pipeline?.components.find(({ name }) => name === wanted.component);
  if (pipeline === undefined || component === undefined) return undefined;
  const row = rowsOf(facts, pipeline).find(({ component: { name } }) => name === component.name);
  const isWanted = (entry: HistoryEntry): boolean =>
    concerns(entry, component.name) || (wanted.change !== undefined && carries(entry, wanted.change));
  const entries = toldOf(facts, wanted).filter((entry) => isWanted(entry) && belongs(entry, pipeline, component));
  return {
    name: component.name,
    pipeline: pipeline.repo,
    url: componentPath(pipeline.repo, component.name),
    code: { name: component.code, url: `${facts.web}/${component.code}` },
    cells: (row?.cells ?? []).filter((cell) => cell !== null),
    set: setLines(facts, { pipeline, component }),
    ...about(wanted),
    history: historyPage(facts, entries, page),
  };
}

/** Undefined: there is no such lane. */
export function laneDetail(
  facts: PageFacts,
  wanted: { pipeline: string; stage: string; component?: string; change?: string },
  page: number,
): LaneDetail | undefined {
  const pipeline = facts.pipelines.find(({ repo }) => repo === wanted.pipeline)?.pipeline;
  const lane = pipeline && lanesOf(pipeline).find((one) => isWanted(one, wanted));
  if (lane === undefined) return undefined;
  const entries = toldOf(facts, wanted).filter((entry) => isOf(lane, entry));
  return {
    pipeline: lane.pipeline,
    lane: laneView(facts, lane),
    components: pinnedIn(facts, lane),
    bypasses: bypassesOf(facts, lane),
    ...about(wanted),
    history: historyPage(facts, entries, page),
  };
}

const about = ({ change }: { change?: string }): { change?: string } => (change === undefined ? {} : { change });

/** What a history is told from: the newest of everything, or all there ever was of one change. */
function toldOf({ entries, carrying = entries }: PageFacts, { change }: { change?: string }): HistoryEntry[] {
  return change === undefined ? entries : carrying.filter((entry) => carries(entry, change));
}

/** An environment's history is that of its forced lanes as well; what people set is entered where they said it. */
function isOf({ id, kind, pipeline, stage }: Lane, entry: HistoryEntry): boolean {
  if (entry.kind === 'control' && entry.lane?.startsWith(`${pipeline}:`) === true)
    return changesIn(entry).some(
      (change) => (aimOf(change).stage ?? (kind === 'environment' ? stage : undefined)) === stage,
    );
  return entry.lane === id || (kind === 'environment' && entry.lane?.startsWith(`${id}/`) === true);
}

function isWanted(lane: Lane, { stage, component }: { stage: string; component?: string }): boolean {
  const path = lanePath(lane.pipeline, { stage, ...(component === undefined ? {} : { component }) });
  const own = lane.kind === 'environment' ? {} : { component: lane.components[0]?.name ?? '' };
  return lanePath(lane.pipeline, { stage: lane.stage, ...own }) === path;
}

/** GitHub's names ignore case. */
const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Two pipelines may have components of one name: an entry without a lane belongs by the repository it came from. */
function belongs(entry: HistoryEntry, pipeline: Pipeline, component: Component): boolean {
  if (entry.lane !== undefined) return entry.lane.startsWith(`${pipeline.repo}:`);
  const own = factOf(entry, 'pipeline');
  if (own !== undefined) return sameName(own, pipeline.repo);
  const from = factOf(entry, 'repo');
  const lanes = lanesOf(pipeline).filter(({ components }) => components.some(({ name }) => name === component.name));
  return from === undefined || [component.code, ...lanes.map(({ repo }) => repo)].some((repo) => sameName(repo, from));
}
