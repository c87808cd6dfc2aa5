import type { LaneId, RepoName } from '../../core/names.ts';
import { loadPipeline } from '../../core/pipeline/load-pipeline.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { laneOfRemoval, removalKey, removalsBetween, type Removal } from '../../core/tidy/removal.ts';
import type { LedgerEntry } from '../../ports/store/ledger.ts';
import type { StoredPipeline } from '../../ports/store/pipelines.ts';
import type { Tools } from '../tools.ts';
import { tidyKey } from './left-branch.ts';

/** Removals of one pipeline that are looked at; older ones than these have long ended. */
const MOST_REMOVALS = 500;

/**
 * Enters what a new pipeline file takes out of its stages, before that file is in force: afterwards nobody could tell. What the
 * file before meant is kept with it, since it is gone when the tidying is done.
 */
export async function noteRemovals(
  { clock, log, store }: Tools,
  stored: StoredPipeline | undefined,
  pipeline: Pipeline,
): Promise<void> {
  if (stored === undefined) return;
  const before = loadPipeline(stored.text, stored);
  if ('problems' in before) return;
  for (const removal of removalsBetween(before.pipeline, pipeline)) {
    const lane = laneOfRemoval(removal);
    const facts = { ...removal };
    await store.ledger.append({ at: clock.now(), kind: 'component-removed', lane, key: removalKey(removal), facts });
    log.info({ lane, commit: removal.commit }, 'component left a stage');
  }
}

/**
 * Wants every removal tidied that has not ended: at each load, so that a crash after the entry loses none. It is due before the
 * lanes are: one whose component has come back would find the pull request on its branch, and say less of why it closes it.
 */
export async function wantTidyUps({ clock, store }: Tools, pipeline: RepoName): Promise<void> {
  const noted = await store.ledger.read({ pipeline, kind: 'component-removed', limit: MOST_REMOVALS });
  if (noted.length === 0) return;
  const ended = await store.ledger.read({ pipeline, kind: 'tidy-ended', limit: MOST_REMOVALS });
  const keys = new Set(ended.map(({ facts }) => facts['removal']));
  for (const [lane, removal] of newestOf(noted)) {
    if (!keys.has(removalKey(removal)))
      await store.attention.want(tidyKey(lane), clock.now() - 1, `${removal.component.name} left ${removal.stage}`);
  }
}

/** The newest removal of a lane. */
export async function removalOf({ store }: Tools, lane: LaneId): Promise<Removal | undefined> {
  return newestOf(await store.ledger.read({ lane, kind: 'component-removed', limit: 1 })).get(lane);
}

const newestOf = (entries: LedgerEntry[]): Map<LaneId, Removal> =>
  new Map(entries.flatMap(({ lane, facts }) => (lane === undefined ? [] : [[lane, facts as unknown as Removal]])));
