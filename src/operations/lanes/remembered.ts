import { known, type Answer } from '../../core/answer.ts';
import { NO_CONTROLS, type Controls, type Order } from '../../core/controls/controls.ts';
import type { Wish } from '../../core/force/wish.ts';
import {
  promotionId,
  type Instant,
  type LaneId,
  type PromotionId,
  type RepoName,
  type StageName,
} from '../../core/names.ts';
import { forcedLaneOf, laneId, stagesBefore } from '../../core/pipeline/lanes.ts';
import type { Facts } from '../../core/promotion/facts.ts';
import { enqueueKey } from '../../core/promotion/merging/bring-home.ts';
import type { Snapshot } from '../../core/promotion/snapshot.ts';
import type { Ledger } from '../../ports/store/ledger.ts';
import type { Standings } from '../../ports/store/standings.ts';
import type { GovernedLane } from './policies.ts';

/** What is known of a lane that its look at GitHub does not show. */
export interface Remembers {
  ledger: Pick<Ledger, 'read'>;
  standings: Pick<Standings, 'get'>;
  controls(pipeline: RepoName): Promise<Answer<Controls>>;
  orders(promotion: PromotionId): Promise<Order[]>;
  wishes(place: { pipeline: RepoName; stage: StageName }): Promise<Wish[]>;
}

/** For doors that keep nothing. */
export const nothingRemembered: Remembers = {
  ledger: { read: () => Promise.resolve([]) },
  standings: { get: () => Promise.resolve(undefined) },
  controls: () => Promise.resolve(known(NO_CONTROLS)),
  orders: () => Promise.resolve([]),
  wishes: () => Promise.resolve([]),
};

type Recalled = Pick<Facts, 'controls' | 'orders' | 'enqueued' | 'since' | 'served' | 'wishes' | 'passes'>;

/** Orders, ticks, holds and wishes, as far as they concern the lane. */
export async function recall(
  remembers: Remembers,
  governed: GovernedLane,
  here: Snapshot | undefined,
): Promise<Recalled> {
  const { lane, pipeline } = governed;
  const orders = here?.open === undefined ? [] : await ordersLeft(remembers, lane.repo, here.open.number);
  const queue = here === undefined ? {} : await enqueuedHead(remembers, here);
  // A pipeline without environments has no control issue, and nothing that could be held.
  const controls = pipeline.stages.some(({ kind }) => kind === 'environment')
    ? await remembers.controls(pipeline.repo)
    : known(NO_CONTROLS);
  if (lane.kind !== 'environment') return { controls, orders, ...queue, wishes: [], passes: [] };
  const standing = laneId(pipeline.repo, { stage: lane.stage });
  const [since, tick] = await Promise.all([newest(remembers, standing, 'seen'), newest(remembers, standing, 'tick')]);
  const served = since === undefined ? undefined : Math.max(since, tick ?? since);
  const wishes = lane.forced === true ? await remembers.wishes({ pipeline: pipeline.repo, stage: lane.stage }) : [];
  return {
    controls,
    orders,
    ...queue,
    ...(since === undefined ? {} : { since }),
    ...(served === undefined ? {} : { served }),
    wishes,
    passes: lane.forced === true ? await passesOf(remembers, governed) : [],
  };
}

async function newest({ ledger }: Remembers, lane: LaneId, kind: string): Promise<Instant | undefined> {
  const [entry] = await ledger.read({ lane, kind, limit: 1 });
  const at = entry?.facts['at'];
  return typeof at === 'number' ? at : undefined;
}

/** Entries about one pull request among which the last word about the queue is; what is older is forgotten, and tried again. */
const RECENT_ENTRIES = 50;

/** GitHub shows of a pull request only whether it is in the queue, not that it has been. */
async function enqueuedHead(
  { ledger }: Remembers,
  { repo, open, requires }: Snapshot,
): Promise<Pick<Facts, 'enqueued'>> {
  if (open === undefined || open.queued !== undefined || !requires.mergeQueue) return {};
  const entries = await ledger.read({ promotion: promotionId(repo, open.number), limit: RECENT_ENTRIES });
  const last = entries.findLast(({ kind }) => kind === 'handed-over' || kind === 'taken-back');
  return last?.facts['step'] === enqueueKey(open) ? { enqueued: open.head } : {};
}

/** What was done about an order is not done again, however long its head stays. */
async function ordersLeft(remembers: Remembers, repo: RepoName, number: number): Promise<Order[]> {
  const promotion = promotionId(repo, number);
  const orders = await remembers.orders(promotion);
  if (orders.length === 0) return [];
  const obeyed = await remembers.ledger.read({ promotion, kind: 'obeyed', limit: 20 });
  return orders.filter(
    (order) =>
      !obeyed.some(({ facts, at }) => facts['do'] === order.do && facts['head'] === order.head && at >= order.at),
  );
}

/** The environments that a forced component is carried past, with what each ran at its last look. */
async function passesOf({ standings }: Remembers, { lane, stage, pipeline }: GovernedLane): Promise<Facts['passes']> {
  const [component] = lane.components;
  if (component === undefined) return [];
  const passed = new Map<StageName, string | undefined>();
  const queue = stagesBefore(pipeline, stage, component.name);
  for (let before = queue.shift(); before !== undefined; before = queue.shift()) {
    if (before.kind !== 'environment' || passed.has(before.name)) continue;
    const seen = await standings.get(laneId(pipeline.repo, { stage: before.name }));
    passed.set(before.name, seen?.components.find(({ name }) => name === component.name)?.runs?.value);
    queue.push(...stagesBefore(pipeline, before, component.name));
  }
  return [...passed].map(([name, runs]) => ({ stage: name, ...(runs === undefined ? {} : { runs }) }));
}

/** The forced lanes of an environment that somebody wants something of now. */
export function forcedLanes({ pipeline, stage, blob }: GovernedLane, wishes: Wish[]): GovernedLane[] {
  const names = new Set(wishes.filter((wish) => wish.stage === stage.name).map(({ component }) => component));
  return [...names].flatMap((name) => {
    const lane = forcedLaneOf(pipeline, stage, name);
    return lane === undefined ? [] : [{ lane, stage, pipeline, blob }];
  });
}
