import { isKnown } from '../../core/answer.ts';
import { repoName, type CommitSha, type Instant, type PromotionId } from '../../core/names.ts';
import { isJoiningFile } from '../../core/pipeline/joining/joining-file.ts';
import { loadPipeline } from '../../core/pipeline/load-pipeline.ts';
import { reviewPolicy, type PolicyReview } from '../../core/pipeline/review-policy.ts';
import type { EditStep, CommentStep, StatusStep } from '../../core/promotion/plan-model.ts';
import type { PolicyProposal } from '../../ports/github/looks.ts';
import { readAgainAt, SETTLE_MS, type Tools } from '../tools.ts';
import { readClaims } from './read-claims.ts';
import { PIPELINE_CONTEXT } from './load-pipeline-file.ts';

/**
 * Checks the pipeline file that a pull request would bring, and says what is wrong with it where its author looks: in a
 * status, and in one comment that is edited as the file changes.
 */
export async function reviewProposal(tools: Tools, id: string): Promise<Instant | undefined> {
  const [repo = '', number = ''] = id.split('#');
  const answer = await tools.looks.proposal(repoName(repo), Number(number));
  if (!isKnown(answer)) {
    tools.log.warn({ pullRequest: id, cause: answer.unknown }, 'pull request not read');
    return readAgainAt(answer, tools.clock.now());
  }
  const proposal = answer.known;
  if (!proposal.open || !proposal.intoDefault) return undefined;
  if (!isConcerned(proposal)) {
    await tools.store.cache.put(othersKey(id, proposal.head), true);
    return undefined;
  }
  const lookedAt = tools.clock.now();
  await tools.store.intentions.intend(`proposal:${id}`, lookedAt);
  const review = await reviewOf(tools, proposal);
  for (const step of [...statusOf(proposal, review), ...commentOf(proposal, review)]) {
    const outcome = await tools.effects.run(proposal.repo, step, lookedAt);
    if (outcome.outcome === 'later') return outcome.until;
    if (outcome.outcome === 'unknown-outcome' || outcome.outcome === 'conflict') return tools.clock.now() + SETTLE_MS;
    if (outcome.outcome === 'refused')
      tools.log.warn({ pullRequest: id, cause: outcome.because }, 'review of a pipeline file not said');
  }
  return undefined;
}

/**
 * Whether a pull request with this head was looked at and leaves the pipeline file alone: its branch may only be older than the file
 * that is in force.
 */
export async function isOfOthers({ store }: Tools, id: PromotionId, head: CommitSha): Promise<boolean> {
  const key = othersKey(id, head);
  return (await store.cache.get([key])).has(key);
}

const othersKey = (id: string, head: CommitSha): string => `proposal-of-others:${id}@${head}`;

/** The file as it would be read, and what the repositories that it names say about it. */
async function reviewOf(tools: Tools, { repo, head, text }: PolicyProposal): Promise<PolicyReview> {
  const at = { repo, commit: head };
  const loaded = text === undefined || isJoiningFile(text) ? undefined : loadPipeline(text, at);
  const claims = loaded === undefined || 'problems' in loaded ? [] : await readClaims(tools, loaded.pipeline);
  return reviewPolicy(text, at, claims);
}

/** One that took its change back is told so, where a comment stands that says otherwise. */
const isConcerned = ({ changesFile, comment }: PolicyProposal): boolean => changesFile || comment !== undefined;

function statusOf(proposal: PolicyProposal, { isGood, summary }: PolicyReview): StatusStep[] {
  const state = isGood ? 'success' : 'failure';
  if (proposal.status?.state === state && proposal.status.description === summary) return [];
  const key = `status:${PIPELINE_CONTEXT}@${proposal.head}:${state}:${summary}`;
  return [{ do: 'status', key, commit: proposal.head, context: PIPELINE_CONTEXT, state, description: summary }];
}

/** A good file needs no words, unless a comment stands there that says otherwise. */
function commentOf(proposal: PolicyProposal, { isGood, key, body }: PolicyReview): (CommentStep | EditStep)[] {
  const { comment, number, id } = proposal;
  if (comment?.key === key || (comment === undefined && isGood)) return [];
  if (comment === undefined) return [{ do: 'comment', key, pullRequest: { number, id }, body }];
  return [{ do: 'edit', key, pullRequest: { number, id }, comment: comment.id, body }];
}
