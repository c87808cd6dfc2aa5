import { addAccount } from '../../../forge/domain/accounts.ts';
import { personOf } from '../../../forge/domain/commits.ts';
import { openPull } from '../../../forge/domain/pulls/pulls.ts';
import { branchOid, repoNamed } from '../../../forge/domain/repos.ts';
import type { ForgeState } from '../../../forge/domain/state.ts';
import { writeCommit } from '../../../forge/git/commit.ts';
import { editTree, treeOf } from '../../../forge/git/tree.ts';

/** A change of one file that somebody has proposed before the scene begins; a deed merges it, by one call. */
export interface Proposal {
  repo: string;
  /** What deeds and sights call it by. */
  branch: string;
  title: string;
  body?: string;
  path: string;
  text: string;
}

/** Opens ada's pull request with one commit. */
export function seedProposal(state: ForgeState, { repo: fullName, branch, path, text, ...words }: Proposal): void {
  const repo = repoNamed(state, fullName);
  const base = repo && branchOid(repo, repo.defaultBranch);
  if (repo === undefined || base === undefined) throw new Error(`${fullName} has nothing to propose a change to`);
  const { objects, refs } = repo.git;
  const ada = addAccount(state, 'ada', 'User');
  const author = personOf(ada, state.clock.now());
  const commit = writeCommit(objects, {
    tree: editTree(objects, treeOf(objects, base), [{ path, content: Buffer.from(text) }]),
    parents: [base],
    author,
    committer: author,
    message: words.title,
  });
  refs.compareAndSwap(`refs/heads/${branch}`, undefined, commit);
  openPull(state, repo, { ...words, head: branch, base: repo.defaultBranch, author: ada });
}
