import { isAncestor } from '../../git/history.ts';
import type { Oid } from '../../git/storage.ts';
import { Refusal, type Caller } from '../../http/handler.ts';
import { commitForAccount } from '../commits.ts';
import { moveRefs } from '../ref-changes.ts';
import type { Account, ForgeState, Pull, Repo } from '../state.ts';
import { writeMerge } from './merge.ts';
import { mergedTree } from './test-merge.ts';

export interface BranchUpdate {
  /** The head the caller has seen. */
  head?: Oid | undefined;
  method: 'merge' | 'rebase';
  caller: Caller;
  actor: Account;
}

/** Refuses what GitHub would not bring up to date, and answers the tree that the merge would have. */
export function checkUpdate(state: ForgeState, repo: Repo, pull: Pull, head: Oid | undefined): Oid {
  if (pull.state === 'closed') throw new Refusal(422, 'Cannot update the branch of a closed pull request.');
  // GitHub writes this one with a typographic apostrophe.
  if (head !== undefined && head !== pull.headOid)
    throw new Refusal(422, 'expected head sha didn’t match current head ref.');
  if (isAncestor(repo.git.objects, pull.baseOid, pull.headOid))
    throw new Refusal(422, 'There are no new commits on the base branch.');
  const tree = mergedTree(state, repo, pull);
  if (tree === undefined) throw new Refusal(422, 'merge conflict between base and head');
  return tree;
}

/** Brings the base into the head, by a merge or by putting the head's commits on top. */
export function updateBranch(state: ForgeState, repo: Repo, pull: Pull, update: BranchUpdate): Oid {
  const { head, method, caller, actor } = update;
  const tree = checkUpdate(state, repo, pull, head);
  const after =
    method === 'rebase'
      ? writeMerge(state, repo, pull, { method, base: pull.baseOid, tree, actor })
      : commitForAccount(state, repo, {
          account: actor,
          tree,
          parents: [pull.headOid, pull.baseOid],
          message: `Merge branch '${pull.base}' into ${pull.head}`,
        });
  moveRefs(state, repo, [{ ref: `refs/heads/${pull.head}`, before: pull.headOid, after }], caller);
  return after;
}
