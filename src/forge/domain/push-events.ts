import { readCommit } from '../git/commit.ts';
import type { Commit } from '../git/commit.ts';
import { isAncestor } from '../git/history.ts';
import type { Oid } from '../git/storage.ts';
import { emailOf } from './accounts.ts';
import { pushCommitJson } from './json/commit.ts';
import { emit } from './json/event.ts';
import { repoHtml } from './json/repository.ts';
import { peel, zeroOid } from './repos.ts';
import type { Account, ForgeState, Repo } from './state.ts';

/** GitHub lists at most so many commits in a push. */
const mostCommits = 2048;

/** "Events will not be created" for the tags or the branches of one push when there are more of them than this. */
const mostTags = 3;
const mostBranches = 5000;

/** The refs of one push that GitHub says nothing of, because too many of their kind moved at once. */
export function unsaidRefs(refs: readonly string[]): Set<string> {
  const tags = refs.filter((ref) => tagOf(ref) !== undefined);
  const branches = refs.filter((ref) => branchOf(ref) !== undefined);
  return new Set([...(tags.length > mostTags ? tags : []), ...(branches.length > mostBranches ? branches : [])]);
}

export function branchOf(ref: string): string | undefined {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
}

function tagOf(ref: string): string | undefined {
  return ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : undefined;
}

interface MovedRef {
  ref: string;
  before: Oid;
  after: Oid;
  commits: Commit[];
  actor: Account;
}

/** `create` or `delete` where a branch or tag came or went, and the `push`. */
export function announceRef(state: ForgeState, repo: Repo, moved: MovedRef): void {
  const { ref, before, after, actor } = moved;
  const branch = branchOf(ref);
  const name = branch ?? tagOf(ref);
  if (name === undefined) return;
  const about = { ref: name, ref_type: branch === undefined ? 'tag' : 'branch', pusher_type: 'user' };
  const created = { ...about, master_branch: repo.defaultBranch, description: null };
  if (before === zeroOid) emit(state, { event: 'create', repo, sender: actor, fields: created });
  if (after === zeroOid) emit(state, { event: 'delete', repo, sender: actor, fields: about });
  emit(state, { event: 'push', repo, sender: actor, fields: pushFields(state, repo, moved) });
}

function pushFields(state: ForgeState, repo: Repo, { ref, before, after, commits, actor }: MovedRef) {
  const { origin } = state;
  const { objects } = repo.git;
  const tip = after === zeroOid ? undefined : peel(repo, after);
  const isMove = before !== zeroOid && after !== zeroOid;
  const html = repoHtml(repo, origin);
  return {
    ref,
    before,
    after,
    created: before === zeroOid,
    deleted: after === zeroOid,
    forced: isMove && branchOf(ref) !== undefined && !isAncestor(objects, before, after),
    base_ref: null,
    compare: isMove
      ? `${html}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`
      : `${html}/commit/${after.slice(0, 12)}`,
    commits: commits.slice(-mostCommits).map((commit) => pushCommitJson(state, repo, commit, origin)),
    head_commit: tip === undefined ? null : pushCommitJson(state, repo, readCommit(objects, tip), origin),
    pusher: { name: actor.login, email: emailOf(actor) },
  };
}
