import { writeCommit } from '../git/commit.ts';
import type { Person } from '../git/commit.ts';
import { isAncestor, mergeBase } from '../git/history.ts';
import { mergeTrees } from '../git/merge.ts';
import type { Oid } from '../git/storage.ts';
import { emailOf, webFlow } from './accounts.ts';
import type { Account, ForgeState, Repo } from './state.ts';

export function personOf(account: Account, at: number): Person {
  return { name: account.login, email: emailOf(account), at };
}

/** A commit GitHub makes in somebody's name: the author is the account, GitHub commits and signs. */
export function commitForAccount(
  state: ForgeState,
  repo: Repo,
  { account, tree, parents, message }: { account: Account; tree: Oid; parents: Oid[]; message: string },
): Oid {
  const at = state.clock.now();
  const author = personOf(account, at);
  return writeCommit(repo.git.objects, { tree, parents, author, committer: { ...webFlow, at }, message, signed: true });
}

/** Writes the merge of one commit into another; undefined when there is nothing to merge. No branch moves. */
export function mergeCommits(
  state: ForgeState,
  repo: Repo,
  { account, into, from, message }: { account: Account; into: Oid; from: Oid; message: string },
): { merged: Oid } | { conflicts: string[] } | undefined {
  const { objects } = repo.git;
  if (isAncestor(objects, from, into)) return undefined;
  const result = mergeTrees(objects, mergeBase(objects, into, from), into, from);
  if ('conflicts' in result) return result;
  return { merged: commitForAccount(state, repo, { account, tree: result.tree, parents: [into, from], message }) };
}
