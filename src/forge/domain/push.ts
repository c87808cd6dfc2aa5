import { readCommit } from '../git/commit.ts';
import type { Commit } from '../git/commit.ts';
import { compare, isAncestor, reachable } from '../git/history.ts';
import type { Oid } from '../git/storage.ts';
import { entryAt } from '../git/tree.ts';
import type { Caller } from '../http/handler.ts';
import { closeThread } from './issues/issues.ts';
import { missingChecks, protectionOf } from './policy.ts';
import { issuesClosedBy, mayClose } from './pulls/keywords.ts';
import { closeForDeletedBranch, followBranch } from './pulls/pulls.ts';
import { isQueuedHead, queueFolder, queueRuleOf } from './pulls/queue/entry.ts';
import { announceRef, branchOf } from './push-events.ts';
import { zeroOid } from './repos.ts';
import type { Account, ForgeState, Repo } from './state.ts';

/** One line of a push: forty zeros before mean create, forty zeros after mean delete. */
export interface RefCommand {
  ref: string;
  before: Oid;
  after: Oid;
}

/** Which refs the caller may not change so, with the reason git shows. Objects of a git push may not be there yet. */
export function checkPush(
  _state: ForgeState,
  repo: Repo,
  commands: readonly RefCommand[],
  caller: Caller,
): Map<string, string> {
  const refused = new Map<string, string>();
  for (const command of commands) {
    const reason = refusalOf(repo, command, caller);
    if (reason !== undefined) refused.set(command.ref, reason);
  }
  return refused;
}

function refusalOf(repo: Repo, command: RefCommand, caller: Caller): string | undefined {
  if (repo.archived) return 'Repository was archived so is read-only.';
  if (command.ref.startsWith('refs/pull/')) return 'deny updating a hidden ref';
  if (isProtected(repo, command) || isOfQueue(repo, command)) return 'protected branch hook declined';
  if (command.after === zeroOid && branchOf(command.ref) === repo.defaultBranch)
    return `refusing to delete the current branch: ${command.ref}`;
  return changesWorkflows(repo, command, caller) ? workflowsRefused : undefined;
}

/** The queue's own branches are for nobody else; a branch that is queued stays as it is until it has left the queue. */
function isOfQueue(repo: Repo, { ref }: RefCommand): boolean {
  const branch = branchOf(ref);
  return branch !== undefined && (branch.startsWith(queueFolder) || isQueuedHead(repo, branch));
}

/** Protected branches take no deletion, no rewriting, and no commit that lacks what a merge would need. */
function isProtected(repo: Repo, { ref, before, after }: RefCommand): boolean {
  const branch = branchOf(ref);
  const protection = branch === undefined ? undefined : protectionOf(repo, branch);
  if (protection === undefined || before === zeroOid) return false;
  if (after === zeroOid || protection.requiredApprovals > 0) return true;
  if (branch !== undefined && queueRuleOf(repo, branch) !== undefined) return true;
  if (missingChecks(repo, protection, after) !== undefined) return true;
  return repo.git.objects.has(after) && !isAncestor(repo.git.objects, before, after);
}

/** The folder that an App needs a permission of its own for. */
export const workflowsFolder = '.github/workflows';
export const workflowsRefused = `refusing to allow a GitHub App to create or update workflow in \`${workflowsFolder}\` without \`workflows\` permission`;

/** People need no more than their role. */
export function mayChangeWorkflows(caller: Caller): boolean {
  return caller.kind !== 'installation' || caller.permissions['workflows'] === 'write';
}

function changesWorkflows(repo: Repo, command: RefCommand, caller: Caller): boolean {
  if (mayChangeWorkflows(caller)) return false;
  const { objects } = repo.git;
  if (command.after === zeroOid || objects.read(command.after)?.type !== 'commit') return false;
  const known = command.before === zeroOid ? repo.git.refs.read(`refs/heads/${repo.defaultBranch}`) : command.before;
  const before = known === undefined ? undefined : entryAt(objects, known, workflowsFolder)?.oid;
  return entryAt(objects, command.after, workflowsFolder)?.oid !== before;
}

/** What follows from refs that have moved: events, pull requests that follow, issues that commits close. */
export function applyPush(state: ForgeState, repo: Repo, commands: readonly RefCommand[], caller: Caller): void {
  if (caller.kind === 'anonymous') throw new Error('nobody pushes anonymously');
  for (const command of commands) {
    followRef(state, repo, command, caller.account);
    closeByCommits(state, repo, command, caller.account);
  }
}

/** The events of one moved ref, and the pull requests that follow it. */
export function followRef(state: ForgeState, repo: Repo, command: RefCommand, actor: Account): void {
  const { ref, before, after } = command;
  repo.pushedAt = state.clock.now();
  announceRef(state, repo, { ...command, commits: newCommits(repo, command), actor });
  const branch = branchOf(ref);
  if (branch === undefined || before === zeroOid) return;
  if (after === zeroOid) closeForDeletedBranch(state, repo, branch, actor);
  else followBranch(state, repo, { branch, before, after, actor });
}

/** What a push brings, oldest first: for a new branch only commits that no other branch has. */
function newCommits(repo: Repo, { ref, before, after }: RefCommand): Commit[] {
  const { objects, refs } = repo.git;
  if (after === zeroOid || branchOf(ref) === undefined) return [];
  if (before !== zeroOid) return compare(objects, before, after).commits;
  const others = [...refs.list('refs/heads/')].filter(([name]) => name !== ref).map(([, oid]) => oid);
  return others.includes(after) ? [] : reachable(objects, after, others).toReversed();
}

/** Keywords in commit messages that reach the default branch close issues. */
export function closeByCommits(state: ForgeState, repo: Repo, command: RefCommand, actor: Account): void {
  if (branchOf(command.ref) !== repo.defaultBranch || command.before === zeroOid) return;
  for (const { oid } of newCommits(repo, command)) {
    const { message } = readCommit(repo.git.objects, oid);
    for (const { repo: there, issue } of issuesClosedBy(state, repo, message, { isMarkdown: false })) {
      if (mayClose(state, repo, there, actor))
        closeThread(state, there, issue, { actor, closer: { repo, commit: oid } });
    }
  }
}
