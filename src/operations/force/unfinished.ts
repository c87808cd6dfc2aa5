import type { LaneId } from '../../core/names.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { WishRecord } from '../../core/force/wish-record.ts';
import type { GovernedLane } from '../lanes/policies.ts';
import type { Tools } from '../tools.ts';

/** Wishes of one pipeline that are looked at, newest first: what older ones left, a sweep has long seen. */
const MOST_WISHES = 200;

/** What the ledger remembers of a forced lane of which nothing is left: no wish, no pull request, no branch. */
const KIND = 'forced-lane-over';

/** A forced lane's own history has to be this old before its absence is believed: GitHub's lists lag behind (milliseconds). */
const SHOWN_MS = 30 * 60_000;

/** The forced lanes of the pipelines since whose newest wish no sweep has seen that nothing of them is left. */
export async function unfinishedForced(tools: Tools, pipelines: Pipeline[]): Promise<GovernedLane[]> {
  const { policies, store } = tools;
  const lanes = [];
  for (const { repo: pipeline } of pipelines) {
    const newest = newestWishes(await store.ledger.read({ pipeline, kind: 'wish', limit: MOST_WISHES }));
    if (newest.size === 0) continue;
    const over = await store.ledger.read({ pipeline, kind: KIND, limit: MOST_WISHES });
    const ids = new Set(over.map(({ facts }) => facts['wish']));
    for (const [lane, wish] of newest)
      if (!ids.has(wish)) lanes.push(...[await policies.forcedLane(lane)].filter((one) => one !== undefined));
  }
  return lanes;
}

/** Enters that nothing is left of a forced lane, unless its last deeds may not show yet. */
export async function enterOver({ clock, store }: Tools, { lane }: GovernedLane): Promise<void> {
  const [newest] = await store.ledger.read({ lane: lane.id, limit: 1 });
  if (newest === undefined || clock.now() - newest.at < SHOWN_MS) return;
  const wish = newestWishes(await store.ledger.read({ lane: lane.id, kind: 'wish', limit: 1 })).get(lane.id);
  if (wish === undefined) return;
  await store.ledger.append({
    at: clock.now(),
    kind: KIND,
    lane: lane.id,
    key: `${KIND}:${wish}`,
    facts: { v: 1, wish },
  });
}

/** The newest wish of each lane, by its id. */
const newestWishes = (entries: { lane?: LaneId; facts: Record<string, unknown> }[]): Map<LaneId, string> =>
  new Map(
    entries.flatMap(({ lane, facts }): [LaneId, string][] => {
      const id = WishRecord.parse(facts)?.id;
      return lane === undefined || id === undefined ? [] : [[lane, id]];
    }),
  );
