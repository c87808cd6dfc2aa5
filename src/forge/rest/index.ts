import type { Handlers } from '../http/handler.ts';
import { checkHandlers } from './checks.ts';
import { commitHandlers } from './commits.ts';
import { contentHandlers } from './contents.ts';
import { gitObjectHandlers } from './git-objects.ts';
import { gitRefHandlers } from './git-refs.ts';
import { issueHandlers } from './issues.ts';
import { pullHandlers } from './pulls.ts';
import { repoHandlers } from './repos.ts';

/** The operations on repositories, by the ids of GitHub's description; those of the App itself are beside. */
export const handlers: Handlers = {
  ...checkHandlers,
  ...commitHandlers,
  ...contentHandlers,
  ...gitObjectHandlers,
  ...gitRefHandlers,
  ...issueHandlers,
  ...pullHandlers,
  ...repoHandlers,
};
