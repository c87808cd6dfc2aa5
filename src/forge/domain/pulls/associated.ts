import { isAncestor, reachable } from '../../git/history.ts';
import type { Oid } from '../../git/storage.ts';
import { branchOid } from '../repos.ts';
import type { ForgeState, Pull, Repo } from '../state.ts';
import { changesOf } from './test-merge.ts';

/**
 * The pull requests a commit belongs to: once it is on the default branch only merged ones, before that open and
 * merged ones; those whose merge commit it is come first.
 */
export function pullsWith(state: ForgeState, repo: Repo, sha: Oid): Pull[] {
  const tip = branchOid(repo, repo.defaultBranch);
  const isOnDefault = tip !== undefined && isAncestor(repo.git.objects, sha, tip);
  const pulls: Pull[] = [];
  for (const pull of repo.issues.values()) {
    if (pull.kind !== 'pull' || (pull.merged === undefined && (isOnDefault || pull.state === 'closed'))) continue;
    if (bringsIn(repo, pull, sha) && !isHidden(state, repo, pull)) pulls.push(pull);
  }
  return pulls.sort((a, b) => Number(b.merged?.commit === sha) - Number(a.merged?.commit === sha));
}

function isHidden({ indexLag }: ForgeState, repo: Repo, { merged }: Pull): boolean {
  if (indexLag === undefined || merged === undefined || merged.at <= indexLag.since) return false;
  if (indexLag.repo !== undefined && indexLag.repo !== repo) return false;
  indexLag.hasHidden = true;
  return true;
}

function bringsIn(repo: Repo, pull: Pull, sha: Oid): boolean {
  if (pull.merged?.commit === sha || pull.headOid === sha) return true;
  return changesOf(repo, pull).commits.some(({ oid }) => oid === sha) || rebasedBy(repo, pull).has(sha);
}

const rebased = new WeakMap<Pull, ReadonlySet<Oid>>();

/** The commits that a rebase merge made on the base of those of the head; both belong to the pull request. */
function rebasedBy({ git: { objects } }: Repo, pull: Pull): ReadonlySet<Oid> {
  const { merged, baseOid } = pull;
  if (merged?.method !== 'rebase') return new Set();
  const made = rebased.get(pull) ?? new Set(reachable(objects, merged.commit, [baseOid]).map(({ oid }) => oid));
  rebased.set(pull, made);
  return made;
}
