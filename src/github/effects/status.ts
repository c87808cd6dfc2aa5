import type { RepoName } from '../../core/names.ts';
import type { StatusStep } from '../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { GithubClient } from '../client/client.ts';
import { split } from '../repo-parts.ts';
import { outcomeOfFailure } from './effect-outcome.ts';

/** Sets a commit status. GraphQL has no mutation for it; the newest of a context counts, so that a repetition does no harm. */
export async function setStatus(client: GithubClient, repo: RepoName, step: StatusStep): Promise<EffectOutcome> {
  const { owner, name } = split(repo);
  const outcome = await client.request<{ id: number }>('POST /repos/{owner}/{repo}/statuses/{sha}', {
    owner,
    repo: name,
    sha: step.commit,
    state: step.state,
    context: step.context,
    description: step.description,
    ...(step.url === undefined ? {} : { target_url: step.url }),
  });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}
