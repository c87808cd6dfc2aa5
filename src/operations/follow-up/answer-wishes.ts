import { isKnown, known, type Answer } from '../../core/answer.ts';
import type { Wish } from '../../core/force/wish.ts';
import { promotionId, type CommitSha, type Instant, type RepoName } from '../../core/names.ts';
import { buildPlaceOf, type Lane } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { answerTo, type RangeQuestion } from '../../core/promotion/questions.ts';
import type { Lineage, LineageEntry } from '../../core/text/trailers.ts';
import type { PromotionState } from '../../ports/github/looks.ts';
import { answerQuestions } from '../lanes/answer-questions.ts';
import { activeWishes, serveWish } from '../force/wishes.ts';
import { UNREAD_AGAIN_MS, type Tools } from '../tools.ts';

export interface ForcedRelease {
  /** The lane that brought it. */
  forced: Lane;
  pipeline: Pipeline;
  promotion: PromotionState;
  lineage: Lineage;
}

/**
 * What a merged pull request of a forced lane brought, nobody waits for any more. Answers when to look again, where that could
 * not be read.
 */
export async function answerWishes(tools: Tools, release: ForcedRelease): Promise<Instant | undefined> {
  const { forced, pipeline, promotion, lineage } = release;
  if (promotion.state !== 'merged') return undefined;
  const wishes = await activeWishes(tools.store, { pipeline: pipeline.repo, stage: forced.stage });
  let unread = false;
  for (const wish of wishes) {
    const entry = lineage.entries.find(({ component }) => component === wish.component);
    if (entry === undefined) continue;
    const brings = await isBrought(tools, { wish, entry, pipeline });
    unread ||= !isKnown(brings);
    if (isKnown(brings) && brings.known)
      await serveWish(tools, { pipeline: pipeline.repo, wish }, promotionId(promotion.repo, promotion.number));
  }
  return unread ? tools.clock.now() + UNREAD_AGAIN_MS : undefined;
}

interface Brought {
  wish: Wish;
  entry: LineageEntry;
  pipeline: Pipeline;
}

function isBrought(tools: Tools, { wish: { wants, component }, entry, pipeline }: Brought): Promise<Answer<boolean>> {
  const value = 'back' in wants ? wants.back.value : wants.carry.value;
  if (value !== undefined) return Promise.resolve(known(value === entry.digest || value === entry.code));
  const policy = pipeline.components.find(({ name }) => name === component);
  if ('back' in wants || policy === undefined) return Promise.resolve(known(false));
  const { of, commit } = wants.carry;
  return of === 'built'
    ? contains(tools, { repo: buildPlaceOf(pipeline, policy).repo, commit, tip: entry.built })
    : contains(tools, { repo: policy.code, commit, tip: entry.code });
}

async function contains(
  tools: Tools,
  { repo, commit, tip }: { repo: RepoName; commit: CommitSha; tip: CommitSha | undefined },
): Promise<Answer<boolean>> {
  if (tip === undefined || tip === commit) return known(tip === commit);
  const question: RangeQuestion = { ask: 'range', repo, from: commit, to: tip };
  const answer = answerTo(await answerQuestions(tools.answering, [question]), question);
  if (answer === undefined) throw new Error(`nobody answered whether ${tip} contains ${commit}`);
  return isKnown(answer) ? known(answer.known.classification === 'forward') : answer;
}
