import type { RepoName } from '../../../core/names.ts';
import type {
  AutoMergeStep,
  DequeueStep,
  EnqueueStep,
  MergeStep,
  RequestStep,
  StopAutoMergeStep,
  UpdateBranchStep,
} from '../../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../../ports/github/effects.ts';
import type { GithubClient } from '../../client/client.ts';
import { autoMerge, stopAutoMerge } from './auto-merge.ts';
import { merge } from './merge.ts';
import { dequeue, enqueue } from './queue.ts';
import { request } from './request.ts';
import { updateBranch } from './update-branch.ts';

/** What brings an open pull request to its merge, or keeps it from one. */
export type MergingStep =
  MergeStep | EnqueueStep | DequeueStep | AutoMergeStep | StopAutoMergeStep | UpdateBranchStep | RequestStep;

/** Does one of these steps; each sets a state, so that none has to be counted. */
export function runMerging(client: GithubClient, repo: RepoName, step: MergingStep): Promise<EffectOutcome> {
  switch (step.do) {
    case 'merge':
      return merge(client, repo, step);
    case 'enqueue':
      return enqueue(client, step);
    case 'dequeue':
      return dequeue(client, step);
    case 'auto-merge':
      return autoMerge(client, step);
    case 'stop-auto-merge':
      return stopAutoMerge(client, step);
    case 'update-branch':
      return updateBranch(client, step);
    case 'request':
      return request(client, repo, step);
  }
}
