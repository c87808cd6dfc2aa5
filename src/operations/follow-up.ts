import { isKnown } from '../core/answer.ts';
import { promotionId, repoName, type Instant, type LaneId, type PromotionId } from '../core/names.ts';
import { Lineage } from '../core/text/trailers.ts';
import type { PromotionState } from '../ports/github/looks.ts';
import { SETTLE_MS, type Tools } from './tools.ts';

/**
 * What comes after a promotion's end, on a key of its own so that it never holds the lane: the merge is entered in the
 * ledger with the lineage read back from git, and the Sluice branch is tidied away.
 */
export async function followUp(tools: Tools, id: PromotionId): Promise<Instant | undefined> {
  const [repo = '', number = ''] = id.split('#');
  const answer = await tools.looks.promotion(repoName(repo), Number(number));
  if (!isKnown(answer)) {
    tools.log.warn({ promotion: id, cause: answer.unknown }, 'promotion not read');
    return tools.clock.now() + SETTLE_MS;
  }
  const promotion = answer.known;
  const lineage = promotion.message === undefined ? undefined : Lineage.parse(promotion.message);
  if (promotion.state === 'open' || lineage === undefined) return undefined;
  const lane = laneOf(lineage);
  if (!(await isOfLane(tools, lane, promotion))) return undefined;
  await record(tools, promotion, { lane, lineage });
  await tools.store.attention.want(`lane:${lane}`, tools.clock.now(), `${id} was ${promotion.state}`);
  return tidyBranch(tools, promotion);
}

/** The same branch may be merged elsewhere by a person's own pull request; only the lane's base makes it the lane's. */
async function isOfLane({ policies }: Tools, id: LaneId, promotion: PromotionState): Promise<boolean> {
  const governed = await policies.lane(id);
  if (governed === undefined) return false;
  const { lane } = governed;
  const isHere = lane.repo.toLowerCase() === promotion.repo.toLowerCase() && lane.head === promotion.headBranch;
  return isHere && promotion.base === (lane.base ?? promotion.defaultBranch);
}

async function record(
  tools: Tools,
  promotion: PromotionState,
  read: { lane: LaneId; lineage: Lineage },
): Promise<void> {
  const id = promotionId(promotion.repo, promotion.number);
  const { merged, state } = promotion;
  const appended = await tools.store.ledger.append({
    at: tools.clock.now(),
    kind: state,
    lane: read.lane,
    promotion: id,
    key: `${state}:${id}`,
    facts: { entries: read.lineage.entries, pipeline: read.lineage.pipeline, ...(merged === undefined ? {} : merged) },
  });
  if (appended)
    tools.log.info({ promotion: id, lane: read.lane, by: merged?.by, commit: merged?.commit }, 'promotion ended');
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
      tools.log.warn(
        { repo: promotion.repo, branch: promotion.headBranch, cause: ended.because },
        'merged branch not deleted',
      );
      return undefined;
    default:
      return undefined;
  }
}

function laneOf({ lane, pipeline }: Lineage): LaneId {
  const component = lane.component === undefined ? '' : `/${lane.component}`;
  return `${pipeline.repo}:${lane.stage}${component}` as LaneId;
}
