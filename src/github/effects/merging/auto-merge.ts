import type { AutoMergeStep, StopAutoMergeStep } from '../../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../../ports/github/effects.ts';
import type { GithubClient } from '../../client/client.ts';
import { mutate } from './mutate.ts';

/** Nothing is left to wait for: GitHub wants such a pull request merged, not waited for. */
const READY = /(?:clean|unstable) status/i;

/** It was never asked for, or has merged or been dropped meanwhile; the next look sees which. */
const NOT_ENABLED = /can['’]t disable auto-merge/i;

/** Lets GitHub merge the head that was judged once its requirements are met. */
export const autoMerge = (
  client: GithubClient,
  { pullRequest, head, method, squash }: AutoMergeStep,
): Promise<EffectOutcome> =>
  mutate(client, {
    name: 'AutoMerge',
    field: 'enablePullRequestAutoMerge',
    type: 'EnablePullRequestAutoMergeInput',
    input: {
      pullRequestId: pullRequest.id,
      expectedHeadOid: head,
      mergeMethod: method.toUpperCase(),
      ...(method === 'squash' ? { commitHeadline: squash.title, commitBody: squash.message } : {}),
    },
    moved: READY,
  });

/** Takes that back. */
export const stopAutoMerge = (client: GithubClient, { pullRequest }: StopAutoMergeStep): Promise<EffectOutcome> =>
  mutate(client, {
    name: 'StopAutoMerge',
    field: 'disablePullRequestAutoMerge',
    type: 'DisablePullRequestAutoMergeInput',
    input: { pullRequestId: pullRequest.id },
    moved: NOT_ENABLED,
  });
