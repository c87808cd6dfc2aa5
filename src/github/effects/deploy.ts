import type { DeployStep } from '../../core/environments/follow-up-model.ts';
import type { RepoName } from '../../core/names.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import { split } from '../repo-parts.ts';
import { outcomeOfFailure } from './effect-outcome.ts';
import { doOnce, type OnceOnly } from './once.ts';

/**
 * Creates a deployment of a full commit. GitHub's defaults would merge the default branch into it and ask for every check
 * (REST reference, create a deployment); GraphQL takes no commit.
 */
export function deploy(repo: RepoName, step: DeployStep, once: OnceOnly): Promise<EffectOutcome> {
  const { owner, name } = split(repo);
  return doOnce(once, step.key, async (client) => {
    const outcome = await client.request<{ id?: number }>('POST /repos/{owner}/{repo}/deployments', {
      owner,
      repo: name,
      ref: step.commit,
      environment: step.environment,
      ...(step.task === undefined ? {} : { task: step.task }),
      description: step.description,
      payload: step.payload,
      auto_merge: false,
      required_contexts: [],
      transient_environment: false,
      production_environment: step.environment === 'production',
    });
    return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
  });
}
