import type { Content } from '../content/content.ts';
import { commitMessage } from '../content/content.ts';
import type { Plan, Reason, Step } from '../plan-model.ts';
import type { MergeMethod, OpenPullRequest, Snapshot } from '../snapshot.ts';
import type { StagePolicy } from '../facts.ts';

/** GitHub is told to leave the merge alone: a gate is closed that GitHub knows nothing of. */
export function halted(pullRequest: OpenPullRequest, plan: Plan): Plan {
  const { number, id, head, autoMerge, queued } = pullRequest;
  const stops: Step[] = [];
  if (queued !== undefined)
    stops.push({ do: 'dequeue', key: `dequeue:${number}@${head}`, pullRequest: { number, id } });
  if (autoMerge)
    stops.push({ do: 'stop-auto-merge', key: `stop-auto-merge:${number}@${head}`, pullRequest: { number, id } });
  return stops.length === 0 ? plan : { ...plan, steps: [...stops, ...plan.steps] };
}

/**
 * Whether GitHub may be left to merge: checks are the one closed gate, and GitHub requires each of them, so that it cannot merge
 * before Sluice would.
 */
export function mayAutoMerge(policy: StagePolicy, { requires, autoMergeAllowed }: Snapshot, closed: Reason[]): boolean {
  const [only, ...more] = closed;
  if (only?.code !== 'check-pending' || more.length > 0 || !autoMergeAllowed || requires.mergeQueue) return false;
  const needed = policy.checks === 'none' ? [] : policy.checks;
  return needed.length > 0 && needed.every((check) => requires.checks.includes(check));
}

/** The step that lets GitHub merge the judged head itself. */
export function autoMergeStep(here: Snapshot, pullRequest: OpenPullRequest, content: Content): Step | undefined {
  const [method] = here.mergeMethods;
  if (method === undefined || pullRequest.autoMerge) return undefined;
  return { do: 'auto-merge', ...mergeOf(here, pullRequest, { content, method }) };
}

/** What a merge of the judged head says. */
export function mergeOf(
  here: Snapshot,
  { number, id, head }: OpenPullRequest,
  { content, method }: { content: Content; method: MergeMethod },
) {
  const { headline, body } = commitMessage(content);
  return {
    key: `merge:${here.repo}#${number}@${head}`,
    pullRequest: { number, id },
    head,
    method,
    squash: { title: `${headline} (#${number})`, message: body },
  };
}
