import { isKnown, known, type Answer } from '../core/answer.ts';
import { promotionId, repoName, type Instant, type LaneId, type PromotionId, type StageName } from '../core/names.ts';
import { changesOf } from '../core/promotion/change-id.ts';
import { laneId, type Lane } from '../core/pipeline/lanes.ts';
import { Lineage } from '../core/text/trailers.ts';
import type { PromotionState } from '../ports/github/looks.ts';
import { answerWishes } from './follow-up/answer-wishes.ts';
import { followUpRelease } from './follow-up/follow-up-release.ts';
import type { GovernedLane } from './lanes/policies.ts';
import { readAgainAt, SETTLE_MS, type Tools } from './tools.ts';
import { refusalOf } from './tidy/left-branch.ts';

/**
 * What comes after a promotion's end, on a key of its own so that it never holds the lane: the merge is entered in the
 * ledger with the lineage read back from git, the Sluice branch is tidied away, and a release of an environment is followed to
 * its deployment and to the people who wait for it.
 */
export async function followUp(tools: Tools, id: PromotionId): Promise<Instant | undefined> {
  const lookedAt = tools.clock.now();
  const seen = await seePromotion(tools, id);
  if (!isKnown(seen)) {
    tools.log.warn({ promotion: id, cause: seen.unknown }, 'promotion not read');
    return seen.lasting === true ? readAgainAt(seen, tools.clock.now()) : tools.clock.now() + SETTLE_MS;
  }
  const { promotion, ended } = seen.known;
  if (ended === undefined) return untilItShows(tools, id, promotion);
  const { governed, lineage, forced } = ended;
  const lane = governed.lane.id;
  const isNew = await record(tools, promotion, { lane, lineage });
  if (isNew || promotion.state === 'closed')
    await tools.store.attention.want(`lane:${lane}`, tools.clock.now(), `${id} was ${promotion.state}`);
  const asked =
    forced === undefined
      ? undefined
      : await answerWishes(tools, { forced, pipeline: governed.pipeline, promotion, lineage });
  const tidied = await tidyBranch(tools, promotion);
  const followed = await followUpRelease(tools, { governed, promotion, entries: lineage.entries, lookedAt });
  const wakes = [asked, tidied, followed].filter((at) => at !== undefined);
  return wakes.length === 0 ? undefined : Math.min(...wakes);
}

/** What Sluice merged itself and GitHub still shows as open is looked at again: of a forced lane nobody else would do so. */
async function untilItShows(
  { clock, store }: Tools,
  id: PromotionId,
  { state }: PromotionState,
): Promise<Instant | undefined> {
  if (state !== 'open') return undefined;
  const [merged] = await store.ledger.read({ promotion: id, kind: 'merge-done', limit: 1 });
  return merged === undefined ? undefined : clock.now() + SETTLE_MS;
}

/**
 * Enters how a promotion ended, and does nothing more: what a ledger that begins anew has to know of earlier releases before it
 * follows up any of them. Answers whether it is one of a lane in force.
 */
export async function enterEnd(tools: Tools, id: PromotionId): Promise<Answer<boolean>> {
  const [repo = '', number = ''] = id.split('#');
  // Without its environment: that it was merged is known where the App may not read deployments too.
  const seen = await tools.looks.promotion(repoName(repo), Number(number));
  if (!isKnown(seen)) return seen;
  const ended = await endOf(tools, seen.known);
  if (ended === undefined) return known(false);
  await record(tools, seen.known, { lane: ended.governed.lane.id, lineage: ended.lineage });
  return known(true);
}

interface Ended {
  governed: GovernedLane;
  lineage: Lineage;
  /** The lane that brought it to the environment ahead of everything else. */
  forced?: Lane;
}

interface SeenPromotion {
  promotion: PromotionState;
  /** Undefined while it is open, and for what is no promotion of a lane in force. */
  ended?: Ended;
}

/** Which environment is to be read with it, the ledger knows from an earlier time; else the pull request tells. */
async function seePromotion(tools: Tools, id: PromotionId): Promise<Answer<SeenPromotion>> {
  const [repo = '', number = ''] = id.split('#');
  const [merged] = await tools.store.ledger.read({ promotion: id, kind: 'merged', limit: 1 });
  const expected = merged?.lane === undefined ? undefined : environmentIn(await tools.policies.lane(merged.lane));
  const first = await tools.looks.promotion(repoName(repo), Number(number), expected);
  if (!isKnown(first)) return first;
  const ended = await endOf(tools, first.known);
  const environment = first.known.state === 'merged' ? environmentIn(ended?.governed) : undefined;
  if (ended === undefined || environment === undefined || environment === expected)
    return known({ promotion: first.known, ...(ended === undefined ? {} : { ended }) });
  const again = await tools.looks.promotion(repoName(repo), Number(number), environment);
  return isKnown(again) ? known({ promotion: again.known, ended }) : again;
}

const environmentIn = (governed: GovernedLane | undefined): StageName | undefined =>
  governed?.lane.kind === 'environment' ? governed.lane.stage : undefined;

/** The same branch may be merged elsewhere by a person's own pull request; only the lane's base makes it the lane's. */
async function endOf({ policies }: Tools, promotion: PromotionState): Promise<Ended | undefined> {
  const lineage = promotion.message === undefined ? undefined : Lineage.parse(promotion.message);
  if (promotion.state === 'open' || lineage === undefined) return undefined;
  const from = laneId(lineage.pipeline.repo, lineage.lane);
  const forced = await policies.forcedLane(from);
  // What a forced lane brought is a release of its environment like any other.
  const governed = await policies.lane(
    forced === undefined ? from : laneId(forced.pipeline.repo, { stage: forced.stage.name }),
  );
  if (governed === undefined) return undefined;
  const { repo, base, head } = forced?.lane ?? governed.lane;
  const isHere = repo.toLowerCase() === promotion.repo.toLowerCase() && head === promotion.headBranch;
  if (!isHere || promotion.base !== (base ?? promotion.defaultBranch)) return undefined;
  return { governed, lineage, ...(forced === undefined ? {} : { forced: forced.lane }) };
}

/** False when it was entered before. */
async function record(
  tools: Tools,
  promotion: PromotionState,
  read: { lane: LaneId; lineage: Lineage },
): Promise<boolean> {
  const id = promotionId(promotion.repo, promotion.number);
  const { merged, state } = promotion;
  const changes = changesOf(read.lineage.entries);
  const appended = await tools.store.ledger.append({
    at: tools.clock.now(),
    kind: state,
    lane: read.lane,
    promotion: id,
    key: `${state}:${id}`,
    facts: {
      entries: read.lineage.entries,
      pipeline: read.lineage.pipeline,
      changes,
      ...(merged === undefined ? {} : merged),
    },
  });
  if (appended)
    tools.log.info(
      { promotion: id, lane: read.lane, by: merged?.by, commit: merged?.commit, changes },
      'promotion ended',
    );
  return appended;
}

/** A closed pull request keeps its branch, so that it can be reopened; a merged one has no use for it. */
async function tidyBranch(tools: Tools, promotion: PromotionState): Promise<Instant | undefined> {
  if (promotion.state !== 'merged' || promotion.branch?.tip !== promotion.head) return undefined;
  const ended = await tools.effects.deleteBranch({
    repo: promotion.repo,
    id: promotion.repositoryId,
    branch: promotion.headBranch,
    tip: promotion.head,
  });
  switch (ended.outcome) {
    case 'unknown-outcome':
      return tools.clock.now() + SETTLE_MS;
    case 'later':
      return ended.until;
    case 'refused':
      await noteRefusal(tools, promotion, ended.because);
      return undefined;
    default:
      return undefined;
  }
}

/** The sweep sees the branch again, and asks once a day. */
async function noteRefusal(
  { clock, log, store }: Tools,
  { repo, number, headBranch: branch }: PromotionState,
  because: string,
): Promise<void> {
  const [promotion, now] = [promotionId(repo, number), clock.now()];
  const key = refusalOf(promotion, now);
  await store.ledger.append({
    at: now,
    kind: 'refused',
    promotion,
    key,
    facts: { step: 'delete-branch', branch, because },
  });
  log.warn({ repo, branch, cause: because }, 'merged branch not deleted');
}
