import type { Oid } from '../../git/storage.ts';
import { Refusal } from '../../http/handler.ts';
import type { Caller } from '../../http/handler.ts';
import { mergeCommits } from '../commits.ts';
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
  const main = branchOid(repo, repo.defaultBranch);
  if (main === undefined) return undefined;
  const message = `Auto-merged ${repo.defaultBranch} into ${ref} on deployment.`;
  const result = mergeCommits(state, repo, { account: caller.account, into: sha, from: main, message });
  if (result === undefined) return undefined;
  // Only a branch can take the merge: for a commit or a tag that is behind, it is a conflict too.
  if ('conflicts' in result || branchOid(repo, ref) === undefined)
    throw new Refusal(409, `Conflict merging ${repo.defaultBranch} into ${ref}.`);
  moveRefs(state, repo, [{ ref: `refs/heads/${ref}`, before: sha, after: result.merged }], caller);
  return message;
}
