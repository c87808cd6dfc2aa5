import { isAncestor } from '../../git/history.ts';
import type { Oid } from '../../git/storage.ts';
import { branchOid } from '../repos.ts';
import type { Pull, Repo } from '../state.ts';
import { changesOf } from './test-merge.ts';

/**
 * The pull requests a commit belongs to: once it is on the default branch only merged ones, before that open and
 * merged ones; those whose merge commit it is come first.
 */
export function pullsWith(repo: Repo, sha: Oid): Pull[] {
  const tip = branchOid(repo, repo.defaultBranch);
  const isOnDefault = tip !== undefined && isAncestor(repo.git.objects, sha, tip);
  const pulls: Pull[] = [];
  for (const pull of repo.issues.values()) {
    if (pull.kind !== 'pull' || (pull.merged === undefined && (isOnDefault || pull.state === 'closed'))) continue;
    if (bringsIn(repo, pull, sha)) pulls.push(pull);
  }
  return pulls.sort((a, b) => Number(b.merged?.commit === sha) - Number(a.merged?.commit === sha));
}

/** A rebase merge leaves the base with other commits than the head had; only the last one is known to be its. */
function bringsIn(repo: Repo, pull: Pull, sha: Oid): boolean {
  if (pull.merged?.commit === sha || pull.headOid === sha) return true;
  return changesOf(repo, pull).commits.some(({ oid }) => oid === sha);
}
