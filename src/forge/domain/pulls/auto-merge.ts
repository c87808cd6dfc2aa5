import type { Oid } from '../../git/storage.ts';
import { Refusal } from '../../http/handler.ts';
import { announce } from '../issues/announce.ts';
import type { Account, ForgeState, MergeMethod, Pull, Repo } from '../state.ts';
import { methodNames } from './messages.ts';
import { queueRuleOf } from './queue/entry.ts';
import { isReady, mergeStateNow } from './test-merge.ts';

export interface AutoMergeWish {
  method: MergeMethod;
  title?: string | undefined;
  message?: string | undefined;
  /** The head the caller has seen. */
  head?: Oid | undefined;
  actor: Account;
}

/** GitHub puts the subject before every sentence about a pull request, also where the sentence has it. */
function refuse(sentence: string): Refusal {
  return new Refusal(422, `Pull request ${sentence}`);
}

/** Asks for a merge as soon as nothing holds the pull request back; what could be merged now is refused. */
export function enableAutoMerge(state: ForgeState, repo: Repo, pull: Pull, wish: AutoMergeWish): void {
  checkWish(state, repo, pull, wish);
  const { actor: by, method, title, message } = wish;
  const wasEnabled = pull.autoMerge !== undefined;
  pull.autoMerge = {
    by,
    at: state.clock.now(),
    method,
    ...(title !== undefined && { title }),
    ...(message !== undefined && { message }),
  };
  state.mergingRepos.add(repo);
  if (!wasEnabled) announce(state, repo, pull, { action: 'auto_merge_enabled', sender: by });
}

function checkWish(state: ForgeState, repo: Repo, pull: Pull, { method, head }: AutoMergeWish): void {
  if (!repo.autoMergeAllowed) throw refuse('Auto merge is not allowed for this repository');
  if (pull.state === 'closed') throw refuse('Pull request is closed');
  if (head !== undefined && head !== pull.headOid)
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  // A queue has its own method, and takes what could be merged at once.
  if (queueRuleOf(repo, pull.base) !== undefined) return;
  if (!repo.mergeMethods.has(method)) throw refuse(`${methodNames[method]} are not allowed on this repository.`);
  if (isReady(state, repo, pull))
    throw refuse(`Pull request is in ${mergeStateNow(state, repo, pull).toLowerCase()} status`);
}

/** Takes the wish back. */
export function disableAutoMerge(state: ForgeState, repo: Repo, pull: Pull, actor: Account): void {
  if (pull.autoMerge === undefined || pull.state === 'closed')
    throw refuse("Can't disable auto-merge for this pull request.");
  dropAutoMerge(state, repo, pull, { reason: 'Manually disabled by user', actor });
}

/** Ends the wish, if there is one, and says why. */
export function dropAutoMerge(
  state: ForgeState,
  repo: Repo,
  pull: Pull,
  { reason, actor }: { reason: string; actor: Account },
): void {
  if (pull.autoMerge === undefined) return;
  delete pull.autoMerge;
  announce(state, repo, pull, { action: 'auto_merge_disabled', sender: actor, fields: { reason } });
}
