import type { Handlers } from '../http/handler.ts';
import { dispatchHandlers } from './builds/dispatches.ts';
import { workflowRunHandlers } from './builds/workflow-runs.ts';
import { checkHandlers } from './checks.ts';
import { commitHandlers } from './commits.ts';
import { contentHandlers } from './contents.ts';
import { deploymentHandlers } from './deployments/deployments.ts';
import { gitObjectHandlers } from './git-objects.ts';
import { gitRefHandlers } from './git-refs.ts';
import { commentHandlers } from './issues/comments.ts';
import { issueHandlers } from './issues/issues.ts';
import { labelHandlers } from './issues/labels.ts';
import { collaboratorHandlers } from './people/collaborators.ts';
import { teamHandlers } from './people/teams.ts';
import { userHandlers } from './people/users.ts';
import { pullHandlers } from './pulls.ts';
import { repoHandlers } from './repos.ts';
import { reviewRequestHandlers } from './reviews/review-requests.ts';
import { reviewHandlers } from './reviews/reviews.ts';

/** The operations on repositories, by the ids of GitHub's description; those of the App itself are beside. */
export const handlers: Handlers = {
  ...checkHandlers,
  ...collaboratorHandlers,
  ...commentHandlers,
  ...commitHandlers,
  ...contentHandlers,
  ...deploymentHandlers,
  ...dispatchHandlers,
  ...gitObjectHandlers,
  ...gitRefHandlers,
  ...issueHandlers,
  ...labelHandlers,
  ...pullHandlers,
  ...reviewHandlers,
  ...reviewRequestHandlers,
  ...repoHandlers,
  ...teamHandlers,
  ...userHandlers,
  ...workflowRunHandlers,
};
