import { commitSha, type RepoName } from '../../../core/names.ts';
import type { MergeStep } from '../../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../../ports/github/effects.ts';
import type { GithubClient } from '../../client/client.ts';
import { split } from '../../repo-parts.ts';
import { outcomeOfFailure } from '../effect-outcome.ts';

/**
 * Merges the head that was judged. `sha` makes GitHub refuse any other (409); "Base branch was modified" is the one 405
 * that passes by itself, and the client tells it as a conflict.
 */
export async function merge(client: GithubClient, repo: RepoName, step: MergeStep): Promise<EffectOutcome> {
  const { owner, name } = split(repo);
  const words =
    step.method === 'squash' ? { commit_title: step.squash.title, commit_message: step.squash.message } : {};
  const outcome = await client.request<{ sha: string; merged: boolean }>(
    'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
    {
      owner,
      repo: name,
      pull_number: step.pullRequest.number,
      sha: step.head,
      merge_method: step.method,
      ...words,
    },
  );
  if ('failed' in outcome) return outcomeOfFailure(outcome.failed);
  return { outcome: 'done', commit: commitSha(outcome.ok.sha) };
}
