import { labelWishes, WishRecord } from '../../core/force/wish-record.ts';
import type { KnownWish, WishEnd } from '../../core/force/label-facts.ts';
import type { Wish } from '../../core/force/wish.ts';
import type { PromotionId, RepoName, StageName } from '../../core/names.ts';
import { laneId } from '../../core/pipeline/lanes.ts';
import type { Ledger } from '../../ports/store/ledger.ts';
import type { Tools } from '../tools.ts';

/** Wishes of one pipeline that the ledger is asked for, newest first; an older one has long been forgotten by its people too. */
const MOST_WISHES = 200;
/** Their ends, among those of others. */
const MOST_ENDS = 1_000;

/** The attention of a pull request whose labels ask for something. */
export const wishKey = (said: PromotionId): string => `wish:${said}`;

/** The attention of the lane of an environment. */
export const environmentKey = (pipeline: RepoName, stage: StageName): string => `lane:${laneId(pipeline, { stage })}`;

interface LedgerTools {
  ledger: Pick<Ledger, 'read'>;
}

/** What people want in an environment ahead of everything else, and what is neither there yet nor given up; newest last. */
export async function activeWishes(
  { ledger }: LedgerTools,
  { pipeline, stage }: { pipeline: RepoName; stage: StageName },
): Promise<Wish[]> {
  const entries = await ledger.read({ pipeline, kind: 'wish', limit: MOST_WISHES });
  const wishes = entries.flatMap(({ facts }) => WishRecord.parse(facts) ?? []).filter((wish) => wish.stage === stage);
  if (wishes.length === 0) return [];
  const [ended, served] = await Promise.all([
    ledger.read({ pipeline, kind: 'wish-ended', limit: MOST_ENDS }),
    ledger.read({ pipeline, kind: 'wish-served', limit: MOST_ENDS }),
  ]);
  const over = new Set([...ended, ...served].map(({ facts }) => facts['wish']));
  return wishes.filter(({ id }) => !over.has(id));
}

/** The pull requests whose labels the ledger knows to ask for something still. */
export async function labelledStill(
  tools: LedgerTools,
  pipeline: RepoName,
  stages: StageName[],
): Promise<PromotionId[]> {
  const wishes = (await Promise.all(stages.map((stage) => activeWishes(tools, { pipeline, stage })))).flat();
  return [...new Set(wishes.filter(isByLabel).map(({ said }) => said))];
}

/** The wishes that labels of one pull request made in one pipeline, and what became of them; newest last. */
export async function wishesOf(
  { ledger }: LedgerTools,
  { pipeline, said }: { pipeline: RepoName; said: PromotionId },
): Promise<KnownWish[]> {
  const entries = await ledger.read({ promotion: said, pipeline, kind: 'wish', limit: MOST_WISHES });
  const wishes = entries.flatMap(({ facts }) => WishRecord.parse(facts) ?? []).filter(isByLabel);
  return Promise.all(
    wishes.map(async (wish) => {
      const end = await endOf({ ledger }, wish);
      return { wish, ...(end === undefined ? {} : { end }) };
    }),
  );
}

async function endOf({ ledger }: LedgerTools, { id }: Wish): Promise<WishEnd | undefined> {
  const [served] = await ledger.read({ key: `wish-served:${id}`, limit: 1 });
  if (served?.promotion !== undefined) return { how: 'served', by: served.promotion };
  const [ended] = await ledger.read({ key: `wish-ended:${id}`, limit: 1 });
  if (ended === undefined) return undefined;
  const because = ended.facts['because'];
  return { how: 'ended', because: typeof because === 'string' ? because : 'it was given up' };
}

const isByLabel = ({ id, said }: Wish): boolean => id.startsWith(labelWishes(said));

/** Enters what somebody wants, once; false when it was entered before. */
export const enterWish = (
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  pipeline: RepoName,
  wish: Wish,
): Promise<boolean> =>
  store.ledger.append({
    at: clock.now(),
    kind: 'wish',
    lane: laneId(pipeline, wish),
    promotion: wish.said,
    key: wish.id,
    facts: WishRecord.format(wish),
  });

/** A wish, and the pipeline that it was made in. */
export interface PlacedWish {
  pipeline: RepoName;
  wish: Wish;
}

type EnteringTools = Pick<Tools, 'clock' | 'log' | 'store'>;

/**
 * It is given up, or the environment has it already; where a pull request of its own has brought it, it is served. Where a label
 * made it, that is said there and the label goes.
 */
export async function endWish(
  tools: EnteringTools,
  placed: PlacedWish & { lately?: PromotionId | undefined },
  because: string,
): Promise<void> {
  const by = await broughtBy(tools, placed);
  if (by !== undefined) return serveWish(tools, placed, by);
  if (await enterEnd(tools, placed, because)) await wantLabel(tools, placed.wish, because);
}

/** The pull request of its lane that was merged since the wish was entered: by Sluice, or `lately` by a person, after Sluice wrote it. */
async function broughtBy(
  { store }: EnteringTools,
  { pipeline, wish, lately }: PlacedWish & { lately?: PromotionId | undefined },
): Promise<PromotionId | undefined> {
  const [entered] = await store.ledger.read({ key: wish.id, limit: 1 });
  const since = entered?.at ?? wish.at;
  for (const kind of ['merge-done', 'proposed', 'refreshed']) {
    const [newest] = await store.ledger.read({ lane: laneId(pipeline, wish), kind, limit: 1 });
    if (newest === undefined || newest.at < since) continue;
    if (kind === 'merge-done' || newest.promotion === lately) return newest.promotion;
  }
  return undefined;
}

/** Enters that it is given up; false when it was entered before. */
export async function enterEnd(
  { clock, log, store }: EnteringTools,
  { pipeline, wish }: PlacedWish,
  because: string,
): Promise<boolean> {
  const lane = laneId(pipeline, wish);
  const isNew = await store.ledger.append({
    at: clock.now(),
    kind: 'wish-ended',
    lane,
    promotion: wish.said,
    key: `wish-ended:${wish.id}`,
    facts: { v: 1, wish: wish.id, because },
  });
  if (isNew) log.info({ wish: wish.id, lane, because }, 'wish ended');
  return isNew;
}

/** A promotion has brought it. Where a label made it, that is said there and the label goes. */
export async function serveWish(
  tools: EnteringTools,
  { pipeline, wish }: PlacedWish,
  promotion: PromotionId,
): Promise<void> {
  const { clock, log, store } = tools;
  const lane = laneId(pipeline, wish);
  const isNew = await store.ledger.append({
    at: clock.now(),
    kind: 'wish-served',
    lane,
    promotion,
    key: `wish-served:${wish.id}`,
    facts: { v: 1, wish: wish.id, promotion },
  });
  if (!isNew) return;
  log.info({ wish: wish.id, lane, promotion }, 'wish served');
  await wantLabel(tools, wish, `${promotion} has brought it`);
}

async function wantLabel({ clock, store }: EnteringTools, wish: Wish, because: string): Promise<void> {
  if (isByLabel(wish)) await store.attention.want(wishKey(wish.said), clock.now(), because);
}
