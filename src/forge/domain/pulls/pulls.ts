import { isAncestor } from '../../git/history.ts';
import type { Oid } from '../../git/storage.ts';
import { Refusal } from '../../http/handler.ts';
import { announce } from '../issues/announce.ts';
import { closeThread, editText, reopenThread, startThread } from '../issues/issues.ts';
import { checkBody, checkText, checkTitle } from '../issues/text.ts';
import { branchOid, mayPush } from '../repos.ts';
import type { Account, ForgeState, Pull, Repo } from '../state.ts';
import { dropAutoMerge } from './auto-merge.ts';
import { openPulls } from './open-pulls.ts';
import { dismissStale } from './reviews.ts';

export interface NewPull {
  title: string | undefined;
  body?: string | null;
  /** `branch` or `owner:branch`. */
  head: string;
  base: string;
  draft?: boolean;
  author: Account;
}

function invalid(error: { field?: string; code: string; message?: string }): Refusal {
  return new Refusal(422, 'Validation Failed', { errors: [{ resource: 'PullRequest', ...error }] });
}

function headBranch(repo: Repo, head: string): string {
  const [owner, branch] = head.includes(':') ? (head.split(':', 2) as [string, string]) : [repo.owner.login, head];
  if (owner.toLowerCase() !== repo.owner.login.toLowerCase()) throw invalid({ field: 'head', code: 'invalid' });
  return branch;
}

/** Refuses a pull request that GitHub would not open, with its words. */
function checkSides(repo: Repo, head: string, base: string): { headOid: Oid; baseOid: Oid } {
  const baseOid = branchOid(repo, base);
  const headOid = branchOid(repo, head);
  if (baseOid === undefined) throw invalid({ field: 'base', code: 'invalid' });
  if (headOid === undefined) throw invalid({ field: 'head', code: 'invalid' });
  if (openPulls(repo).some((pull) => pull.head === head && pull.base === base)) {
    throw invalid({ code: 'custom', message: `A pull request already exists for ${repo.owner.login}:${head}.` });
  }
  if (isAncestor(repo.git.objects, headOid, baseOid)) {
    throw invalid({ code: 'custom', message: `No commits between ${base} and ${head}` });
  }
  return { headOid, baseOid };
}

/** `refs/pull/N/head` follows the head, so that git clients can fetch it. */
function followHead(repo: Repo, pull: Pull): void {
  const name = `refs/pull/${pull.number}/head`;
  repo.git.refs.compareAndSwap(name, repo.git.refs.read(name), pull.headOid);
}

/** Opens a pull request. */
export function openPull(state: ForgeState, repo: Repo, spec: NewPull): Pull {
  const title = checkTitle(spec.title, 'PullRequest');
  checkBody(spec.body, 'PullRequest');
  const head = headBranch(repo, spec.head);
  const sides = checkSides(repo, head, spec.base);
  const thread = startThread(state, repo, { title, body: spec.body ?? null, author: spec.author });
  const pull: Pull = {
    kind: 'pull',
    ...thread,
    pullId: state.nextId(),
    draft: spec.draft ?? false,
    base: spec.base,
    head,
    ...sides,
    reviews: [],
    reviewRequests: [],
    mergeabilityKnownAt: Infinity,
  };
  repo.issues.set(pull.number, pull);
  followHead(repo, pull);
  announce(state, repo, pull, { action: 'opened', sender: spec.author });
  return pull;
}

export interface PullEdit {
  title?: string | undefined;
  body?: string | null | undefined;
  base?: string | undefined;
  state?: 'open' | 'closed' | undefined;
  actor: Account;
}

/** Changes a pull request: its text, its base, whether it is open. */
export function editPull(state: ForgeState, repo: Repo, pull: Pull, edit: PullEdit): void {
  checkText(edit, 'PullRequest');
  const isReopened = edit.state === 'open' && pull.state === 'closed';
  if (isReopened) checkReopening(repo, pull);
  if (edit.base !== undefined && edit.base !== pull.base)
    changeBase(state, repo, pull, { base: edit.base, actor: edit.actor });
  editText(state, repo, pull, edit);
  if (edit.state === 'closed') closeThread(state, repo, pull, { actor: edit.actor });
  if (isReopened) reopenPull(state, repo, pull, edit.actor);
}

/** Points a pull request at another branch; throws GitHub's refusal. */
export function changeBase(
  state: ForgeState,
  repo: Repo,
  pull: Pull,
  { base, actor }: { base: string; actor: Account },
): void {
  const oid = branchOid(repo, base);
  if (oid === undefined) {
    throw invalid({ message: `Proposed base branch '${base}' was not found`, field: 'base', code: 'invalid' });
  }
  if (pull.state === 'closed')
    throw invalid({
      message: 'Cannot change the base branch of a closed pull request.',
      field: 'base',
      code: 'invalid',
    });
  const changes = { base: { ref: { from: pull.base }, sha: { from: pull.baseOid } } };
  pull.base = base;
  pull.baseOid = oid;
  pull.mergeabilityKnownAt = Infinity;
  pull.updatedAt = state.clock.now();
  announce(state, repo, pull, { action: 'edited', sender: actor, fields: { changes } });
  dropAutoMerge(state, repo, pull, { reason: 'Base branch was changed', actor });
}

/** Opens a closed pull request again, where GitHub would. */
export function reopenPull(state: ForgeState, repo: Repo, pull: Pull, actor: Account): void {
  if (pull.state === 'open') return;
  const sides = checkReopening(repo, pull);
  Object.assign(pull, { ...sides, mergeabilityKnownAt: Infinity });
  followHead(repo, pull);
  reopenThread(state, repo, pull, actor);
}

/** Refuses what GitHub would not open again, in its words. */
export function checkReopening(repo: Repo, pull: Pull): { headOid: Oid; baseOid: Oid } {
  const refuse = (why: string) =>
    invalid({ field: 'state', code: 'invalid', message: `state cannot be changed. ${why}` });
  if (pull.merged !== undefined) throw refuse('The pull request cannot be reopened because it was merged.');
  const headOid = branchOid(repo, pull.head);
  const baseOid = branchOid(repo, pull.base);
  if (headOid === undefined) throw refuse(`The ${pull.head} branch has been deleted.`);
  if (baseOid === undefined) throw refuse(`The ${pull.base} branch has been deleted.`);
  if (openPulls(repo).some((other) => other.head === pull.head && other.base === pull.base)) {
    throw refuse(`There is already an open pull request from ${pull.head} to ${pull.base}.`);
  }
  if (!isAncestor(repo.git.objects, pull.headOid, headOid)) {
    throw refuse(`The ${pull.head} branch was force-pushed or recreated.`);
  }
  if (isAncestor(repo.git.objects, headOid, baseOid))
    throw refuse(`There are no new commits on the ${pull.head} branch.`);
  return { headOid, baseOid };
}

/**
 * What a moved branch does to the open pull requests around it. A head that has nothing left to bring closes its
 * pull request; a base that has come to hold the head marks it merged.
 */
export function followBranch(
  state: ForgeState,
  repo: Repo,
  { branch, before, after, actor }: { branch: string; before: Oid; after: Oid; actor: Account },
): void {
  for (const pull of openPulls(repo)) {
    // Its own merge is what moves the base just now.
    if (pull.merged !== undefined) continue;
    if (pull.base === branch) moveBase(state, repo, pull, { after, actor });
    else if (pull.head === branch) moveHead(state, repo, pull, { before, after, actor });
  }
}

function moveHead(state: ForgeState, repo: Repo, pull: Pull, move: { before: Oid; after: Oid; actor: Account }): void {
  const { before, after, actor } = move;
  pull.headOid = after;
  pull.mergeabilityKnownAt = Infinity;
  pull.updatedAt = state.clock.now();
  followHead(repo, pull);
  announce(state, repo, pull, { action: 'synchronize', sender: actor, fields: { before, after } });
  if (!mayPush(state, repo, actor)) {
    const reason = 'Head branch was pushed to by a user without write access';
    dropAutoMerge(state, repo, pull, { reason, actor });
  }
  dismissStale(state, repo, pull, actor);
  if (isAncestor(repo.git.objects, after, pull.baseOid)) closeThread(state, repo, pull, { actor });
}

function moveBase(state: ForgeState, repo: Repo, pull: Pull, { after, actor }: { after: Oid; actor: Account }): void {
  if (isAncestor(repo.git.objects, pull.headOid, after)) {
    markMerged(state, pull, { by: actor, commit: after, method: 'merge' });
    closeThread(state, repo, pull, { actor });
    return;
  }
  pull.baseOid = after;
  pull.mergeabilityKnownAt = Infinity;
}

/** Records the merge; closing and its event follow. */
export function markMerged(state: ForgeState, pull: Pull, merged: Omit<NonNullable<Pull['merged']>, 'at'>): void {
  const at = state.clock.now();
  pull.merged = { ...merged, at };
  pull.timeline.push({ id: state.nextId(), kind: 'merged', actor: merged.by, at });
}

/** A deleted branch closes the pull requests from it and into it. */
export function closeForDeletedBranch(state: ForgeState, repo: Repo, branch: string, actor: Account): void {
  for (const pull of openPulls(repo)) {
    if (pull.head === branch || pull.base === branch) closeThread(state, repo, pull, { actor });
  }
}
