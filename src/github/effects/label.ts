import type { LabelStep } from '../../core/promotion/plan-model.ts';
import type { RepoName } from '../../core/names.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { GithubClient } from '../client/client.ts';
import { split } from '../repo-parts.ts';
import { outcomeOfFailure } from './effect-outcome.ts';

/** Sets labels by their names, which makes those that the repository lacks; repeating it changes nothing. */
export async function label(client: GithubClient, repo: RepoName, step: LabelStep): Promise<EffectOutcome> {
  const { owner, name } = split(repo);
  const thread = { owner, repo: name, issue_number: step.pullRequest.number };
  if (step.add.length > 0) {
    const added = await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
      ...thread,
      labels: step.add,
    });
    if ('failed' in added) return outcomeOfFailure(added.failed);
  }
  for (const gone of step.remove) {
    const removed = await client.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', {
      ...thread,
      name: gone,
    });
    // It is not there any more: what was wanted.
    if ('failed' in removed && removed.failed.kind !== 'missing') return outcomeOfFailure(removed.failed);
  }
  return { outcome: 'done' };
}
