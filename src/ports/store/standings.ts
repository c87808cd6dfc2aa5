import type { LaneId, RepoName } from '../../core/names.ts';
import type { Standing } from '../../core/promotion/standing.ts';

/** How each lane stood when it was looked at last: what the page shows. It can always be looked at anew. */
export interface Standings {
  /** Replaces what was known of the lane, unless that is newer. */
  put(standing: Standing): Promise<void>;
  get(lane: LaneId): Promise<Standing | undefined>;
  /** Of one pipeline or of all, by lane id. */
  all(pipeline?: RepoName): Promise<Standing[]>;
  /** Forgets lanes of the pipeline that are not among these. */
  keepOnly(pipeline: RepoName, lanes: LaneId[]): Promise<void>;
}
