import { readCommit } from '../git/commit.ts';
import type { Commit } from '../git/commit.ts';
import { diffTrees } from '../git/diff.ts';
import { isAncestor, reachable } from '../git/history.ts';
import type { Objects, Oid } from '../git/storage.ts';
import { entryAt, FOLDER } from '../git/tree.ts';
import type { Caller } from '../http/handler.ts';
import { registerWorkflows, workflowsFolder } from './builds/workflows.ts';
import { closeThread } from './issues/issues.ts';
import { missingChecks, protectionOf } from './policy.ts';
import { issuesClosedBy, mayClose } from './pulls/keywords.ts';
import { closeForDeletedBranch, followBranch } from './pulls/pulls.ts';
import { isQueuedHead, queueFolder, queueRuleOf } from './pulls/queue/entry.ts';
import { announceRef, branchOf, unsaidRefs } from './push-events.ts';
import { zeroOid } from './repos.ts';
import type { Account, ForgeState, Repo } from './state.ts';

/** One line of a push: forty zeros before mean create, forty zeros after mean delete. */
export interface RefCommand {
  ref: string;
  before: Oid;
  after: Oid;
}

/** Why a ref may not change so. */
export interface PushRefusal {
  /** What git shows beside the ref. */
  reason: string;
  /** What git shows above it as the words of the remote. */
  remote?: string;
}

/** Which refs the caller may not change so. */
export function checkPush(
  _state: ForgeState,
  repo: Repo,
  commands: readonly RefCommand[],
  caller: Caller,
): Map<string, PushRefusal> {
  const refused = new Map<string, PushRefusal>();
  for (const command of commands) {
    const refusal = refusalOf(repo, command, caller);
    if (refusal !== undefined) refused.set(command.ref, refusal);
  }
  return refused;
}

function refusalOf(repo: Repo, command: RefCommand, caller: Caller): PushRefusal | undefined {
  const { ref, after } = command;
  if (repo.archived) return { reason: 'Repository was archived so is read-only.' };
  if (ref.startsWith('refs/pull/')) return { reason: 'deny updating a hidden ref' };
  const causes = protectionAgainst(repo, command);
  if (causes.length > 0) return { reason: 'protected branch hook declined', remote: protectionWords(ref, causes) };
  if (isOfQueue(repo, command)) return { reason: 'protected branch hook declined' };
  if (after === zeroOid && branchOf(ref) === repo.defaultBranch)
    return { reason: `refusing to delete the current branch: ${ref}` };
  const workflow = workflowChanged(repo, command, caller);
  return workflow === undefined ? undefined : { reason: refusalForWorkflow(workflow) };
}

/** As pushes that were refused show it in the reports of many. */
function protectionWords(ref: string, causes: readonly string[]): string {
  const lines = [
    `error: GH006: Protected branch update failed for ${ref}.`,
    '',
    ...causes.map((cause) => `- ${cause}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The queue's own branches are for nobody else; a branch that is queued stays as it is until it has left the queue. */
function isOfQueue(repo: Repo, { ref }: RefCommand): boolean {
  const branch = branchOf(ref);
  return branch !== undefined && (branch.startsWith(queueFolder) || isQueuedHead(repo, branch));
}

/** Protected branches take no deletion, no rewriting, and no commit that lacks what a merge would need. In GitHub's words. */
function protectionAgainst(repo: Repo, { ref, before, after }: RefCommand): string[] {
  const branch = branchOf(ref);
  const protection = branch === undefined ? undefined : protectionOf(repo, branch);
  if (branch === undefined || protection === undefined || before === zeroOid) return [];
  if (after === zeroOid) return ['Cannot delete a protected branch'];
  const { objects } = repo.git;
  const checks = missingChecks(repo, protection, after);
  const isForced = objects.has(after) && !isAncestor(objects, before, after);
  return [
    ...(protection.requiredApprovals > 0 ? ['Changes must be made through a pull request.'] : []),
    ...(queueRuleOf(repo, branch) !== undefined ? ['Changes must be made through the merge queue'] : []),
    ...(checks !== undefined ? [checks] : []),
    ...(isForced ? ['Cannot force-push to this branch'] : []),
  ];
}

const refusalForWorkflow = (path: string): string =>
  `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`;
export const workflowsRefused = refusalForWorkflow(workflowsFolder);

/** People need no more than their role. */
export function mayChangeWorkflows(caller: Caller): boolean {
  return caller.kind !== 'installation' || caller.permissions['workflows'] === 'write';
}

/** The first workflow file that a push adds or changes without leave; taking one away needs none. */
function workflowChanged(repo: Repo, { before, after }: RefCommand, caller: Caller): string | undefined {
  if (mayChangeWorkflows(caller)) return undefined;
  const { objects } = repo.git;
  if (after === zeroOid || objects.read(after)?.type !== 'commit') return undefined;
  const known = before === zeroOid ? repo.git.refs.read(`refs/heads/${repo.defaultBranch}`) : before;
  const [old, young] = [known, after].map((oid) => (oid === undefined ? undefined : folderAt(objects, oid)));
  if (young === undefined || old === young) return undefined;
  const changed = diffTrees(objects, old, young).find(({ status }) => status !== 'removed');
  return changed && `${workflowsFolder}/${changed.path}`;
}

function folderAt(objects: Objects, commit: Oid): Oid | undefined {
  const entry = entryAt(objects, commit, workflowsFolder);
  return entry?.mode === FOLDER ? entry.oid : undefined;
}

/** What follows from refs that have moved: events, pull requests that follow, issues that commits close. */
export function applyPush(state: ForgeState, repo: Repo, commands: readonly RefCommand[], caller: Caller): void {
  if (caller.kind === 'anonymous') throw new Error('nobody pushes anonymously');
  const unsaid = unsaidRefs(commands.map(({ ref }) => ref));
  for (const [index, command] of commands.entries()) {
    const later = commands.slice(index + 1);
    followRef(state, repo, { ...command, later, isUnsaid: unsaid.has(command.ref) }, caller.account);
    closeByCommits(state, repo, command, caller.account);
  }
}

/** A ref that has moved, together with others perhaps. */
type MovedRef = RefCommand & {
  isUnsaid?: boolean;
  /** Those that are told of after it: as far as this one is concerned they have not moved. */
  later?: readonly RefCommand[];
};

/** The events of one moved ref, and the pull requests that follow it. */
export function followRef(state: ForgeState, repo: Repo, command: MovedRef, actor: Account): void {
  const { ref, before, after, isUnsaid = false } = command;
  repo.pushedAt = state.clock.now();
  if (!isUnsaid) announceRef(state, repo, { ref, before, after, commits: newCommits(repo, command), actor });
  const branch = branchOf(ref);
  if (branch === repo.defaultBranch && changesWorkflows(repo, command)) registerWorkflows(state, repo);
  if (branch === undefined || before === zeroOid) return;
  if (after === zeroOid) closeForDeletedBranch(state, repo, branch, actor);
  else followBranch(state, repo, { branch, before, after, actor });
}

function changesWorkflows({ git: { objects } }: Repo, { before, after }: RefCommand): boolean {
  const [old, young] = [before, after].map((oid) => (oid === zeroOid ? undefined : folderAt(objects, oid)));
  return old !== young;
}

/** What a push brings, oldest first: for a new branch only commits that no other branch has. */
function newCommits(repo: Repo, { ref, before, after, later = [] }: MovedRef): Commit[] {
  const { objects, refs } = repo.git;
  if (after === zeroOid || branchOf(ref) === undefined) return [];
  if (before !== zeroOid) return reachable(objects, after, [before]).toReversed();
  const known = refs.list('refs/heads/');
  for (const command of [{ ref, before }, ...later]) {
    if (command.before === zeroOid) known.delete(command.ref);
    else if (branchOf(command.ref) !== undefined) known.set(command.ref, command.before);
  }
  const others = [...known.values()];
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
