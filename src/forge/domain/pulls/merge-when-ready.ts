import { Refusal } from '../../http/handler.ts';
import type { AutoMerge, ForgeState, Pull, Repo } from '../state.ts';
import { dropAutoMerge } from './auto-merge.ts';
import { mergePull } from './merge.ts';
import { advanceQueue } from './queue/advance.ts';
import { queueRuleOf } from './queue/entry.ts';
import { enqueue } from './queue/membership.ts';
import { isReady } from './test-merge.ts';

/**
 * What GitHub does by itself after something has changed: pull requests with automatic merge are merged once nothing holds
 * them back, and merge queues go on. It is called after every call and push, so that no way in can be forgotten.
 */
export function mergeWhatIsReady(state: ForgeState): void {
  for (const repo of state.mergingRepos) {
    while (doNext(state, repo));
    if (repo.mergeQueues.size === 0 && withWish(repo).length === 0) state.mergingRepos.delete(repo);
  }
}

/** One thing at a time, because each may change what is next. */
function doNext(state: ForgeState, repo: Repo): boolean {
  return (
    withWish(repo).some((pull) => fulfil(state, repo, pull)) ||
    [...repo.mergeQueues.keys()].some((branch) => advanceQueue(state, repo, branch))
  );
}

/** A merged pull request keeps showing the wish that merged it. */
function withWish(repo: Repo): (Pull & { autoMerge: AutoMerge })[] {
  const wished: (Pull & { autoMerge: AutoMerge })[] = [];
  for (const issue of repo.issues.values()) {
    if (issue.kind === 'pull' && hasWish(issue) && issue.merged === undefined) wished.push(issue);
  }
  return wished;
}

function hasWish(pull: Pull): pull is Pull & { autoMerge: AutoMerge } {
  return pull.autoMerge !== undefined;
}

function fulfil(state: ForgeState, repo: Repo, pull: Pull & { autoMerge: AutoMerge }): boolean {
  const { by: actor, method, title, message } = pull.autoMerge;
  if (pull.state === 'closed') {
    dropAutoMerge(state, repo, pull, { reason: 'Pull request was closed', actor: pull.closedBy ?? actor });
    return true;
  }
  if (repo.archived || !isReady(state, repo, pull)) return false;
  try {
    if (queueRuleOf(repo, pull.base) !== undefined) enqueue(state, repo, pull, { actor });
    else mergePull(state, repo, pull, { method, title, message, sha: pull.headOid, actor });
    return true;
  } catch (error) {
    // A method that was forbidden since, or commits that cannot be replayed: the wish stands until something changes.
    if (error instanceof Refusal) return false;
    throw error;
  }
}
