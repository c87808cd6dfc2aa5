import type { Handlers } from '../http/handler.ts';
import { dispatchHandlers } from './builds/dispatches.ts';
import { packageHandlers } from './builds/packages.ts';
import { workflowDispatchHandlers } from './builds/workflow-dispatches.ts';
import { workflowRunHandlers } from './builds/workflow-runs.ts';
import { workflowHandlers } from './builds/workflows.ts';
import { alertHandlers } from './checks/alerts.ts';
import { checkRunHandlers } from './checks/check-runs.ts';
import { checkSuiteHandlers } from './checks/check-suites.ts';
import { statusHandlers } from './checks/statuses.ts';
import { deploymentHandlers } from './deployments/deployments.ts';
import { commitHandlers } from './git/commits.ts';
import { gitObjectHandlers } from './git/objects.ts';
import { gitRefHandlers } from './git/refs.ts';
import { gitTagHandlers } from './git/tags.ts';
import { assigneeHandlers } from './issues/assignees.ts';
import { commentHandlers } from './issues/comments.ts';
import { issueHandlers } from './issues/issues.ts';
import { labelHandlers } from './issues/labels.ts';
import { timelineHandlers } from './issues/timeline.ts';
import { metaHandlers } from './meta.ts';
import { collaboratorHandlers } from './people/collaborators.ts';
import { organisationHandlers } from './people/organisations.ts';
import { teamHandlers } from './people/teams.ts';
import { userHandlers } from './people/users.ts';
import { pullContentHandlers } from './pulls/contents.ts';
import { pullHandlers } from './pulls/pulls.ts';
import { reviewRequestHandlers } from './pulls/review-requests.ts';
import { reviewHandlers } from './pulls/reviews.ts';
import { branchHandlers } from './repositories/branches.ts';
import { contentChangeHandlers } from './repositories/content-changes.ts';
import { contentHandlers } from './repositories/contents.ts';
import { mergeHandlers } from './repositories/merges.ts';
import { organisationRepoHandlers } from './repositories/organisation-repositories.ts';
import { protectionHandlers } from './repositories/protection.ts';
import { releaseHandlers } from './repositories/releases.ts';
import { repoHandlers } from './repositories/repositories.ts';

/** The operations by the ids of GitHub's description, but for those of the App itself. */
export const handlers: Handlers = {
  ...alertHandlers,
  ...assigneeHandlers,
  ...branchHandlers,
  ...checkRunHandlers,
  ...checkSuiteHandlers,
  ...collaboratorHandlers,
  ...commentHandlers,
  ...commitHandlers,
  ...contentChangeHandlers,
  ...contentHandlers,
  ...deploymentHandlers,
  ...dispatchHandlers,
  ...gitObjectHandlers,
  ...gitRefHandlers,
  ...gitTagHandlers,
  ...issueHandlers,
  ...labelHandlers,
  ...packageHandlers,
  ...pullContentHandlers,
  ...mergeHandlers,
  ...metaHandlers,
  ...organisationHandlers,
  ...organisationRepoHandlers,
  ...protectionHandlers,
  ...pullHandlers,
  ...releaseHandlers,
  ...repoHandlers,
  ...reviewHandlers,
  ...reviewRequestHandlers,
  ...statusHandlers,
  ...teamHandlers,
  ...timelineHandlers,
  ...userHandlers,
  ...workflowDispatchHandlers,
  ...workflowHandlers,
  ...workflowRunHandlers,
};
