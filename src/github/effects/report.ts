import type { ReportStep } from '../../core/environments/follow-up-model.ts';
import type { RepoName } from '../../core/names.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import { split } from '../repo-parts.ts';
import { outcomeOfFailure } from './effect-outcome.ts';
import { doOnce, type OnceOnly } from './once.ts';

/** Says how a deployment of our own went. GitHub marks earlier ones of the environment inactive by itself (`auto_inactive`). */
export function report(repo: RepoName, step: ReportStep, once: OnceOnly): Promise<EffectOutcome> {
  const { owner, name } = split(repo);
  return doOnce(once, step.key, async (client) => {
    const outcome = await client.request<{ id?: number }>(
      'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
      {
        owner,
        repo: name,
        deployment_id: step.deployment,
        state: step.state,
        description: step.description,
        ...(step.url === undefined ? {} : { log_url: step.url }),
      },
    );
    return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
  });
}
