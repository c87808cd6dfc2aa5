import type { DequeueStep, EnqueueStep } from '../../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../../ports/github/effects.ts';
import type { GithubClient } from '../../client/client.ts';
import { mutate } from './mutate.ts';

/** GitHub's words where it is what was wanted already. */
const QUEUED = /already (?:in the (?:merge )?queue|queued)/i;
const NOT_QUEUED = /not in (?:the|a) (?:merge )?queue/i;

/** Hands the head that was judged to the merge queue of its base; GitHub refuses any other. */
export const enqueue = (client: GithubClient, { pullRequest, head }: EnqueueStep): Promise<EffectOutcome> =>
  mutate(client, {
    name: 'Enqueue',
    field: 'enqueuePullRequest',
    type: 'EnqueuePullRequestInput',
    input: { pullRequestId: pullRequest.id, expectedHeadOid: head },
    already: QUEUED,
  });

/** Takes a pull request out of the queue; GitHub wants its own id for that, not the entry's. */
export const dequeue = (client: GithubClient, { pullRequest }: DequeueStep): Promise<EffectOutcome> =>
  mutate(client, {
    name: 'Dequeue',
    field: 'dequeuePullRequest',
    type: 'DequeuePullRequestInput',
    input: { id: pullRequest.id },
    already: NOT_QUEUED,
  });
