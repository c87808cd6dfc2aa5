import type { Hint } from '../core/hints.ts';
import { LaneBranch } from '../core/text/branches.ts';
import { checkRunHints, checkSuiteHints, statusHints } from './checks.ts';
import { workflowRunHints } from './builds.ts';
import { deploymentStatusHints } from './deployments.ts';
import { installationHints } from './installation.ts';
import { issueCommentHints } from './issue-comment.ts';
import { mergeGroupHints } from './merge-group.ts';
import { isOwnEcho, text, type Payload } from './payload.ts';
import { pullRequestHints, pullRequestReviewHints } from './pull-request.ts';
import { pushHints } from './push.ts';
import { REPORTING_EVENTS } from './reports.ts';

const TRANSLATIONS: Record<string, (payload: Payload) => Hint[]> = {
  push: pushHints,
  pull_request: pullRequestHints,
  pull_request_review: pullRequestReviewHints,
  issue_comment: issueCommentHints,
  check_run: checkRunHints,
  check_suite: checkSuiteHints,
  status: statusHints,
  workflow_run: workflowRunHints,
  deployment_status: deploymentStatusHints,
  merge_group: mergeGroupHints,
  installation: installationHints,
  installation_repositories: installationHints,
};

/** The events the App subscribes to, in `app.yml` and at the webhook door alike. */
export const EVENTS = [...Object.keys(TRANSLATIONS), ...REPORTING_EVENTS];

/**
 * What a delivery asks to be looked at. Our own pull requests, statuses and branches need no look, since the write told us;
 * a merge moves a branch that others read, and is followed up, whoever made it.
 */
export function hintsOf(delivery: { event: string; payload: Payload }, slug: string): Hint[] {
  const { event, payload } = delivery;
  const translate = Object.hasOwn(TRANSLATIONS, event) ? TRANSLATIONS[event] : undefined;
  if (translate === undefined) return [];
  const hints = translate(payload);
  return isOwnEcho(payload, slug) ? hints.filter((hint) => isWorthOwnEcho(hint, payload)).map(markOwn) : hints;
}

/** A base may bear the name of some lane's own branch: whose push it was decides there. */
const markOwn = (hint: Hint): Hint => (hint.look === 'branch' ? { ...hint, byUs: true } : hint);

function isWorthOwnEcho(hint: Hint, payload: Payload): boolean {
  // A base may be called release-2, which is also the form of an environment's own branch.
  if (hint.look === 'branch') return LaneBranch.parse(hint.branch)?.component === undefined;
  // What our own merge ends may have been waited for; a label that we take off ourselves is no news.
  if (hint.look === 'wish') return hint.hasEnded;
  if (hint.look === 'into') return !isRelease(payload);
  return hint.look === 'promotion' || hint.look === 'policy' || hint.look === 'installations';
}

/** A release of ours is looked at by its own lane; what else we propose into an environment has its gates said as anybody's. */
function isRelease(payload: Payload): boolean {
  const lane = LaneBranch.parse(text(payload, 'pull_request', 'head', 'ref') ?? '');
  return lane !== undefined && (lane.component === undefined || lane.forced === true);
}
