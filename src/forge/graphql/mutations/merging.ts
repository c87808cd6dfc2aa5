import { changesOf } from '../../domain/pulls/test-merge.ts';
import { disableAutoMerge, enableAutoMerge } from '../../domain/pulls/auto-merge.ts';
import { mergePull } from '../../domain/pulls/merge.ts';
import { dequeue, enqueue } from '../../domain/pulls/queue/membership.ts';
import { updateBranch } from '../../domain/pulls/update-branch.ts';
import { workflowsFolder } from '../../domain/builds/workflows.ts';
import { mayChangeWorkflows, workflowsRefused } from '../../domain/push.ts';
import type { MergeMethod, Pull, Repo } from '../../domain/state.ts';
import { mustWrite } from '../access.ts';
import type { Fields, Graph, View } from '../graph.ts';
import { pullOf } from '../lookup.ts';
import { GraphqlRefusal } from '../refusal.ts';
import type { Input } from './input.ts';

/** What a merge is to be, now or later. */
interface MergeInput {
  pullRequestId: string;
  commitHeadline?: string | null;
  commitBody?: string | null;
  mergeMethod?: Uppercase<MergeMethod> | null;
  expectedHeadOid?: string | null;
}

interface EnqueueInput {
  pullRequestId: string;
  jump?: boolean | null;
  expectedHeadOid?: string | null;
}

interface UpdateBranchInput {
  pullRequestId: string;
  expectedHeadOid?: string | null;
  updateMethod?: 'MERGE' | 'REBASE' | null;
}

/** The merge, and those that GitHub does later, by itself: automatic merge and merge queues. */
export function mergingMutations(graph: Graph): Fields {
  const { view } = graph;
  const { state } = view;
  const actor = view.caller.account;
  return {
    mergePullRequest: ({ input }: Input<MergeInput>) => {
      const { repo, pull } = mergeable(view, input.pullRequestId, 'MergePullRequest');
      checkWorkflows(view, repo, pull);
      mergePull(state, repo, pull, { ...wishOf(input), sha: input.expectedHeadOid ?? undefined, actor });
      return { pullRequest: graph.pull(repo, pull), actor: graph.actor(actor) };
    },
    enablePullRequestAutoMerge: ({ input }: Input<MergeInput>) => {
      const { repo, pull } = mergeable(view, input.pullRequestId, 'EnablePullRequestAutoMerge');
      checkWorkflows(view, repo, pull);
      enableAutoMerge(state, repo, pull, { ...wishOf(input), head: input.expectedHeadOid ?? undefined, actor });
      return { pullRequest: graph.pull(repo, pull), actor: graph.actor(actor) };
    },
    disablePullRequestAutoMerge: ({ input }: Input<{ pullRequestId: string }>) => {
      const { repo, pull } = mergeable(view, input.pullRequestId, 'DisablePullRequestAutoMerge');
      disableAutoMerge(state, repo, pull, actor);
      return { pullRequest: graph.pull(repo, pull), actor: graph.actor(actor) };
    },
    enqueuePullRequest: ({ input }: Input<EnqueueInput>) => {
      const { repo, pull } = mergeable(view, input.pullRequestId, 'EnqueuePullRequest');
      checkWorkflows(view, repo, pull);
      const head = input.expectedHeadOid ?? undefined;
      const entry = enqueue(state, repo, pull, { head, jump: input.jump ?? false, actor });
      return { mergeQueueEntry: graph.queueEntry(repo, pull.base, entry) };
    },
    dequeuePullRequest: ({ input }: Input<{ id: string }>) => {
      const { repo, pull } = mergeable(view, input.id, 'DequeuePullRequest');
      const entry = dequeue(state, repo, pull, { reason: 'MANUAL', actor });
      return { mergeQueueEntry: graph.queueEntry(repo, pull.base, entry) };
    },
  };
}

function wishOf({ mergeMethod, commitHeadline, commitBody }: MergeInput) {
  return {
    method: (mergeMethod ?? 'MERGE').toLowerCase() as MergeMethod,
    title: commitHeadline ?? undefined,
    message: commitBody ?? undefined,
  };
}

/** The base comes into the branch of a pull request. */
export function branchUpdateMutations(graph: Graph): Fields {
  const { view } = graph;
  return {
    updatePullRequestBranch: ({ input }: Input<UpdateBranchInput>) => {
      const { repo, pull } = mergeable(view, input.pullRequestId, 'UpdatePullRequestBranch');
      updateBranch(view.state, repo, pull, {
        head: input.expectedHeadOid ?? undefined,
        method: input.updateMethod === 'REBASE' ? 'rebase' : 'merge',
        caller: view.caller,
        actor: view.caller.account,
      });
      return { pullRequest: graph.pull(repo, pull) };
    },
  };
}

/** Merging takes both permissions of an App, whoever does it in the end. */
function mergeable(view: View, id: string, mutation: string): { repo: Repo; pull: Pull } {
  const found = pullOf(view, id);
  for (const permission of ['pull_requests', 'contents'])
    mustWrite(view, found.repo, { permissions: [permission], role: 'write', mutation });
  return found;
}

/** A merge brings what a push would: workflows need the App's permission for them on this way too. */
function checkWorkflows({ caller }: View, repo: Repo, pull: Pull): void {
  if (mayChangeWorkflows(caller) || pull.state === 'closed') return;
  const isTouched = changesOf(repo, pull).files.some(({ path }) => path.startsWith(`${workflowsFolder}/`));
  if (isTouched) throw new GraphqlRefusal('FORBIDDEN', workflowsRefused);
}
