import type { Answer } from '../answer.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import type { Controls } from '../controls/controls.ts';
import type { Wish } from '../force/wish.ts';
import type { Instant, LaneId, PromotionId, RepoName } from '../names.ts';
import type { PermissionReport } from '../permissions/permission-gaps.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Standing } from '../promotion/standing.ts';
import type { GithubWeather } from './trouble/github-weather.ts';

/** Everything that the page is made of; nothing is read from GitHub for it. */
export interface PageFacts {
  now: Instant;
  /** Where people read GitHub, without a slash at the end. */
  web: string;
  pipelines: PagePipeline[];
  standings: Standing[];
  /** Of the ledger, newest last. */
  entries: HistoryEntry[];
  /** Of the one change that a history is about: all there is, and some that only look like it. Newest last. */
  carrying?: HistoryEntry[];
  /** What Sluice gave up on until it is woken. */
  parked: { key: string; cause: string; since: Instant; tries: number }[];
  /** How GitHub does, where this process knows. */
  github?: GithubWeather;
  /** What lies between the two commits that were asked for, where that was found out before. */
  changelog?: Changelog;
  /** What the last check of the App's permissions brought; read for the overview alone. */
  permissions?: PermissionReport;
}

/** A pipeline in force. */
export interface PagePipeline {
  repo: RepoName;
  /** Undefined: this release refuses the file that an older one had put in force, and the pipeline rests. */
  pipeline?: Pipeline;
  /** What is wrong with a newer file, which is not in force for that. */
  problems: string[];
  /** What people hold and freeze; undefined where nobody asked. */
  controls?: Answer<Controls>;
  /** What people want in an environment ahead of everything else and have not got yet, oldest first. */
  wishes?: Wish[];
}

/** One line of the ledger. */
export interface HistoryEntry {
  at: Instant;
  kind: string;
  lane?: LaneId;
  promotion?: PromotionId;
  facts: Record<string, unknown>;
}
