import type { ControlIssueStep } from '../../core/controls/control-issue.ts';
import type { RepoName } from '../../core/names.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { GithubClient } from '../client/client.ts';
import { split } from '../repo-parts.ts';
import { outcomeOfFailure } from './effect-outcome.ts';
import { doOnce, type OnceOnly } from './once.ts';

/** Replaces the text of the control issue, which sets a state; or makes the issue, once, since issues have no key at GitHub. */
export function keepIssue(
  client: GithubClient,
  { repo, step, body, once }: { repo: RepoName; step: ControlIssueStep; body: string; once: OnceOnly },
): Promise<EffectOutcome> {
  if (step.issue !== undefined) return rewrite(client, { repo, number: step.issue.number, body });
  return doOnce(once, step.key, (sending) => create(sending, { repo, step, body }));
}

async function rewrite(
  client: GithubClient,
  { repo, number, body }: { repo: RepoName; number: number; body: string },
): Promise<EffectOutcome> {
  const { owner, name } = split(repo);
  const thread = { owner, repo: name, issue_number: number };
  const outcome = await client.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...thread, body });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}

/** A label that the repository has not is made with it. */
async function create(
  client: GithubClient,
  { repo, step, body }: { repo: RepoName; step: ControlIssueStep; body: string },
): Promise<EffectOutcome> {
  const { owner, name } = split(repo);
  const { title, labels } = step;
  const wanted = { owner, repo: name, title, labels, body };
  const outcome = await client.request<{ number: number }>('POST /repos/{owner}/{repo}/issues', wanted);
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done', issue: outcome.ok.number };
}
