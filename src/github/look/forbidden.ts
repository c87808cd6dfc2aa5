import { lacking, type Unknown } from '../../core/answer.ts';
import type { GraphqlProblem } from '../client/outcome.ts';

/** What an App must be allowed to read for a field of a look; fields that are left out need no more than the code does. */
const NEEDS: Partial<Record<string, string>> = {
  deployments: 'deployments',
  open: 'pull_requests',
  past: 'pull_requests',
  others: 'pull_requests',
  lately: 'pull_requests',
  released: 'pull_requests',
  pullRequest: 'pull_requests',
  pullRequests: 'pull_requests',
  comments: 'pull_requests',
  issue: 'issues',
  issueOrPullRequest: 'issues',
  mergeQueueEntry: 'merge_queues',
  statusCheckRollup: 'checks and statuses',
  status: 'statuses',
  latestDeployment: 'deployments',
  file: 'contents',
  history: 'contents',
  object: 'contents',
};

/**
 * GitHub shows the repository and not all that was asked of it: the App was never granted it, or nobody has accepted what a newer
 * release asks for. GitHub's answer names the field and not the permission, and no waiting mends it.
 */
export function forbidden(repo: string, { path, message }: Pick<GraphqlProblem, 'path' | 'message'>): Unknown {
  const needs = path.flatMap((field) => NEEDS[field] ?? []).at(-1);
  const account = repo.split('/')[0] ?? repo;
  const what = needs === undefined ? 'all of it' : `its ${needs}`;
  const which = needs === undefined ? '' : ` (${needs}: read)`;
  return lacking(
    `the App may not read ${what} ("${message}")`,
    `an owner of ${account} accepts the App's permissions${which} in its installation; \`sluice doctor\` lists what is missing`,
  );
}

/** Whether GitHub refuses for good, rather than for now. */
export const isForbidden = ({ type }: GraphqlProblem): boolean => type === 'FORBIDDEN';
