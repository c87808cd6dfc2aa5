import { DeployLabel } from '../core/force/deploy-label.ts';
import type { Hint } from '../core/hints.ts';
import { LaneBranch } from '../core/text/branches.ts';
import { mergedPullRequest } from './merged-pull-request.ts';
import { at, repositoryOf, text, type Payload } from './payload.ts';

/** What may bring another `.github/sluice.yml` into a pull request, or another base. */
const MAY_CHANGE_FILES = new Set(['opened', 'synchronize', 'reopened', 'edited', 'ready_for_review']);

/** A pull request changed. Only those from a Sluice branch of the same repository are ours to look at. */
export function pullRequestHints(payload: Payload): Hint[] {
  const repo = repositoryOf(payload);
  const head = text(payload, 'pull_request', 'head', 'ref');
  const number = at(payload, 'pull_request', 'number');
  if (repo === undefined || head === undefined || typeof number !== 'number') return [];
  const action = text(payload, 'action') ?? 'changed';
  const because = `pull request ${repo}#${number} ${action}`;
  const fromFork = at(payload, 'pull_request', 'head', 'repo', 'id') !== at(payload, 'repository', 'id');
  const hints: Hint[] = [];
  if (!fromFork && LaneBranch.parse(head) !== undefined) {
    hints.push({ look: 'pull-request', repo, head, because });
    if (action === 'closed') hints.push({ look: 'promotion', repo, number, head, because });
  }
  if (asksForRelease(payload, action))
    hints.push({ look: 'wish', repo, number, hasEnded: action === 'closed', because });
  const base = text(payload, 'pull_request', 'base', 'ref');
  if (base !== undefined && action !== 'closed') hints.push({ look: 'into', repo, base, because });
  if (base === text(payload, 'repository', 'default_branch') && MAY_CHANGE_FILES.has(action))
    hints.push({ look: 'proposal', repo, number, isNew: action !== 'synchronize', because });
  if (action === 'closed' && at(payload, 'pull_request', 'merged') === true && base !== undefined) {
    const isDefault = base === text(payload, 'repository', 'default_branch');
    const merged = mergedPullRequest(payload);
    hints.push({ look: 'branch', repo, branch: base, isDefault, ...(merged && { merged }), because });
  }
  return hints;
}

/** A label that asks for a release was put on or taken off, or its pull request has ended, or was reviewed after that. */
function asksForRelease(payload: Payload, action: string): boolean {
  const labels = at(payload, 'pull_request', 'labels');
  const isOfAll = action === 'closed' || (action === 'reviewed' && text(payload, 'pull_request', 'state') === 'closed');
  const named = isOfAll ? (Array.isArray(labels) ? labels : []) : [at(payload, 'label')];
  return (
    (isOfAll || action === 'labeled' || action === 'unlabeled') &&
    named.some((label) => DeployLabel.parse(text(label, 'name') ?? '') !== undefined)
  );
}

export function pullRequestReviewHints(payload: Payload): Hint[] {
  return pullRequestHints({ ...payload, action: 'reviewed' });
}
