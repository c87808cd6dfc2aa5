import type { UpdateBranchStep } from '../../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../../ports/github/effects.ts';
import type { GithubClient } from '../../client/client.ts';
import { mutate } from './mutate.ts';

const UP_TO_DATE = /no new commits on the base branch/i;
const CONFLICTING = /merge conflict/i;

/** Merges the base into the branch of the head that was judged, as GitHub's button does: GitHub signs the merge. */
export const updateBranch = (client: GithubClient, { pullRequest, head }: UpdateBranchStep): Promise<EffectOutcome> =>
  mutate(client, {
    name: 'UpdateBranch',
    field: 'updatePullRequestBranch',
    type: 'UpdatePullRequestBranchInput',
    input: { pullRequestId: pullRequest.id, expectedHeadOid: head, updateMethod: 'MERGE' },
    already: UP_TO_DATE,
    moved: CONFLICTING,
  });
