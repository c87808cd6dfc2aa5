import { readCommit, writeCommit } from '../../git/commit.ts';
import { mergeTrees } from '../../git/merge.ts';
import type { Oid } from '../../git/storage.ts';
import { Refusal } from '../../http/handler.ts';
import { commitForAccount, personOf } from '../commits.ts';
import { closeThread } from '../issues/issues.ts';
import { blockersOf, protectionOf } from '../policy.ts';
import { closeByCommits, followRef } from '../push.ts';
import { branchOid, zeroOid } from '../repos.ts';
import type { Account, ForgeState, MergeMethod, Pull, Repo } from '../state.ts';
import { closingIssues, mayClose } from './keywords.ts';
import { joinMessage, mergeMessage, methodNames, squashMessage } from './messages.ts';
import { openPulls } from './open-pulls.ts';
import { changeBase, markMerged } from './pulls.ts';
import { placeOf, queueRuleOf } from './queue/entry.ts';
import { changesOf, isBehind, mergedTree } from './test-merge.ts';

export interface Merge {
  method?: MergeMethod | undefined;
  title?: string | undefined;
  message?: string | undefined;
  /** The head the caller has seen. */
  sha?: string | undefined;
  actor: Account;
}

/** Merges a pull request and returns the commit; refusals are GitHub's 405 and 409 with its words. */
export function mergePull(state: ForgeState, repo: Repo, pull: Pull, merge: Merge): Oid {
  const method = merge.method ?? 'merge';
  checkMerge(repo, pull, { sha: merge.sha, method });
  const tree = mergedTree(state, repo, pull);
  if (tree === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
  const before = pull.baseOid;
  const commit = writeMerge(state, repo, pull, { ...merge, method, tree, base: before });
  if (!repo.git.refs.compareAndSwap(`refs/heads/${pull.base}`, before, commit)) {
    throw new Refusal(405, 'Base branch was modified. Review and try the merge again.');
  }
  finishMerge(state, repo, pull, { before, commit, method, actor: merge.actor });
  return commit;
}

function checkMerge(repo: Repo, pull: Pull, { sha, method }: { sha: string | undefined; method: MergeMethod }): void {
  const refuse = (message: string) => new Refusal(405, message);
  if (pull.state === 'closed') throw refuse('Pull Request is not mergeable');
  if (sha !== undefined && sha !== pull.headOid) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (pull.draft) throw refuse('Pull Request is still a draft');
  if (placeOf(repo, pull) !== undefined) throw refuse('Pull Request is in the merge queue');
  if (queueRuleOf(repo, pull.base) !== undefined) {
    const isRuleset = protectionOf(repo, pull.base)?.ruleset === true;
    const sentence = 'Changes must be made through the merge queue';
    throw refuse(isRuleset ? `Repository rule violations found\n\n${sentence}` : sentence);
  }
  if (!repo.mergeMethods.has(method)) throw refuse(`${methodNames[method]} are not allowed on this repository.`);
  const blockers = blockersOf(repo, pull);
  if (blockers.length > 0) throw refuse(blockers.join(' '));
  if (isBehind(repo, pull)) throw refuse('Head branch is out of date with the base branch.');
}

interface Writing extends Omit<Merge, 'sha'> {
  method: MergeMethod;
  /** What is merged into. */
  base: Oid;
  /** What comes out; a rebase finds it by itself. */
  tree: Oid;
}

/** Writes the commits of a merge without moving any branch, and answers the last. */
export function writeMerge(state: ForgeState, repo: Repo, pull: Pull, merge: Writing): Oid {
  if (merge.method === 'rebase') return replay(state, repo, pull, merge);
  const isSquash = merge.method === 'squash';
  const usual = isSquash ? squashMessage(repo, pull, changesOf(repo, pull).commits) : mergeMessage(repo, pull);
  return commitForAccount(state, repo, {
    account: isSquash ? pull.author : merge.actor,
    tree: merge.tree,
    parents: isSquash ? [merge.base] : [merge.base, pull.headOid],
    message: joinMessage({ title: merge.title ?? usual.title, body: merge.message ?? usual.body }),
  });
}

/** Applies each commit of the head on top of the base; merges among them are left out, authors stay, nothing is signed. */
function replay(state: ForgeState, repo: Repo, pull: Pull, { base, actor }: Writing): Oid {
  const { objects } = repo.git;
  let tip = base;
  for (const commit of changesOf(repo, pull).commits) {
    const [parent, second] = commit.parents;
    if (second !== undefined) continue;
    const from = parent === undefined ? undefined : readCommit(objects, parent).tree;
    const result = mergeTrees(objects, from, readCommit(objects, tip).tree, commit.tree);
    if ('conflicts' in result) throw new Refusal(405, "This branch can't be rebased");
    const committer = personOf(actor, state.clock.now());
    const { author, message } = commit;
    tip = writeCommit(objects, { tree: result.tree, parents: [tip], author, committer, message });
  }
  return tip;
}

/** The push, then the closed pull request, then the issues its keywords name. */
export function finishMerge(
  state: ForgeState,
  repo: Repo,
  pull: Pull,
  { before, commit, method, actor }: { before: Oid; commit: Oid; method: MergeMethod; actor: Account },
): void {
  const closed = closingIssues(state, repo, pull);
  const push = { ref: `refs/heads/${pull.base}`, before, after: commit };
  markMerged(state, pull, { by: actor, commit, method });
  followRef(state, repo, push, actor);
  closeThread(state, repo, pull, { actor });
  for (const { repo: there, issue } of closed) {
    if (!mayClose(state, repo, there, actor)) continue;
    closeThread(state, there, issue, { actor, closer: { repo, number: pull.number } });
  }
  closeByCommits(state, repo, push, actor);
  if (repo.deletesMergedHeads === true) deleteHead(state, repo, pull, actor);
}

/**
 * What was to be merged into the head goes where the head went. A branch that is protected or wanted elsewhere stays
 * (of other pull requests from it that is unconfirmed).
 */
function deleteHead(state: ForgeState, repo: Repo, pull: Pull, actor: Account): void {
  const before = branchOid(repo, pull.head);
  const isWanted = pull.head === repo.defaultBranch || openPulls(repo).some(({ head }) => head === pull.head);
  if (before === undefined || isWanted || protectionOf(repo, pull.head) !== undefined) return;
  for (const other of openPulls(repo))
    if (other.base === pull.head) changeBase(state, repo, other, { base: pull.base, actor });
  const ref = `refs/heads/${pull.head}`;
  if (repo.git.refs.compareAndSwap(ref, before, undefined))
    followRef(state, repo, { ref, before, after: zeroOid }, actor);
}
