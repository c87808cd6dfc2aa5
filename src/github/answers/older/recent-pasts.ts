import type { Instant, RepoName, StageName } from '../../../core/names.ts';
import type { RawDeployment } from '../../look/environment.ts';
import type { RawPage } from '../../look/raw.ts';
import type { RawAncestor } from '../../look/snapshot/branch-commits.ts';

/**
 * A status may still come for a deployment that is long past, so that what was read of one, or that nothing was found, is no fact
 * for good. It reaches us this much later.
 */
const KEPT_MS = 10 * 60_000;

/** The deployments of an environment and the commits of its branch, newest first, as far back as they were read. */
export interface Listed {
  deployments: RawDeployment[];
  commits: RawAncestor[];
  /** Where the lists ended. */
  ends: { deployments: RawPage; commits: RawPage };
  /** How many pages it took. */
  pages: number;
}

export interface Place {
  repo: RepoName;
  stage: StageName;
}

/** What was read of environments beyond a first page lately, so that not each look reads all of it. */
export class RecentPasts {
  readonly #pasts = new Map<string, { listed: Listed; until: Instant }>();

  /** Keeps what was read live. A first page is read each time. */
  remember(place: Place, listed: Listed, now: Instant): void {
    for (const [key, { until }] of this.#pasts) if (until <= now) this.#pasts.delete(key);
    if (listed.pages > 1) this.#pasts.set(keyOf(place), { listed, until: now + KEPT_MS });
  }

  /** A first page with what is known to lie behind it; undefined where something may lie between the two. */
  behind(place: Place, newest: Listed, now: Instant): Listed | undefined {
    const past = this.#pasts.get(keyOf(place));
    if (past === undefined || past.until <= now) return undefined;
    const { listed } = past;
    const deployments = joined(newest.deployments, listed.deployments, ({ databaseId }) => databaseId);
    const commits = joined(newest.commits, listed.commits, ({ oid }) => oid);
    return deployments && commits && { ...listed, deployments, commits };
  }
}

const keyOf = ({ repo, stage }: Place): string => `${repo}:${stage}`;

/** Two lists, newest first, of which the newer one reaches back to where the older one began. */
function joined<One>(newer: One[], older: One[], idOf: (one: One) => unknown): One[] | undefined {
  const ids = new Set(newer.map(idOf));
  const [first] = older;
  if (first !== undefined && !ids.has(idOf(first))) return undefined;
  return [...newer, ...older.filter((one) => !ids.has(idOf(one)))];
}
