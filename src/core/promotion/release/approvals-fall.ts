import { neutraliseInline } from '../../text/neutralise.ts';
import { isApproval } from '../gates/approval.ts';
import type { CommentStep } from '../plan-model.ts';
import type { OpenPullRequest } from '../snapshot.ts';

/** One comment on a head that is replaced after people have seen it: why, and whose approvals fall. `why`: a sentence without its end. */
export function approvalsFall(pullRequest: OpenPullRequest, why: string): CommentStep[] {
  const { number, id, head, said, reviewers } = pullRequest;
  const key = `head-changed:${head}`;
  if (said.includes(key)) return [];
  const fallen = reviewers.filter((review) => isApproval(review, head)).map(({ by }) => neutraliseInline(by));
  const model = { why: neutraliseInline(why, 1_000), fallen };
  return [
    { do: 'comment', key, pullRequest: { number, id }, body: { template: 'head-changed', kind: 'said', model, key } },
  ];
}
