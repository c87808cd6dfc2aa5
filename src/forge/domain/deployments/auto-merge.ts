import { isAncestor, mergeBase } from '../../git/history.ts';
import { mergeTrees } from '../../git/merge.ts';
import type { Oid } from '../../git/storage.ts';
import { Refusal } from '../../http/handler.ts';
import type { Caller } from '../../http/handler.ts';
import { commitForAccount } from '../commits.ts';
import { moveRefs } from '../ref-changes.ts';
import { branchOid } from '../repos.ts';
import type { ForgeState, Repo } from '../state.ts';

interface Target {
  ref: string;
  sha: Oid;
  caller: Exclude<Caller, { kind: 'anonymous' }>;
}

/** Merges the default branch into a ref that lacks some of it, and says so in GitHub's words; undefined when it lacks nothing. */
export function bringUpToDate(state: ForgeState, repo: Repo, { ref, sha, caller }: Target): string | undefined {
  const { objects } = repo.git;
  const main = branchOid(repo, repo.defaultBranch);
  if (main === undefined || isAncestor(objects, main, sha)) return undefined;
  const result = mergeTrees(objects, mergeBase(objects, main, sha), sha, main);
  // Only a branch can take the merge: for a commit or a tag that is behind, it is a conflict too.
  if ('conflicts' in result || branchOid(repo, ref) === undefined)
    throw new Refusal(409, `Conflict merging ${repo.defaultBranch} into ${ref}.`);
  const message = `Auto-merged ${repo.defaultBranch} into ${ref} on deployment.`;
  const { account } = caller;
  const after = commitForAccount(state, repo, { account, tree: result.tree, parents: [sha, main], message });
  moveRefs(state, repo, [{ ref: `refs/heads/${ref}`, before: sha, after }], caller);
  return message;
}
