import type { CommitSha } from '../../names.ts';
import { statusLine } from '../../text/status-line.ts';
import type { Facts } from '../facts.ts';
import type { GatesStatus, OpenPullRequest } from '../snapshot.ts';
import { MERGEABILITY_MS } from '../gates/github-requires.ts';
import type { Plan, StatusStep } from '../plan-model.ts';
import { doing } from '../situation.ts';

/** The commit status that tells people, and branch rules, whether Sluice's gates are open. */
export const GATES_CONTEXT = 'sluice/gates';

/** Nothing has to be awaited of Sluice: said on the head before it is merged. */
const OPEN: GatesStatus = { state: 'success', description: 'Every gate is open.' };

/** Adds to a plan that waits what the head of a release should say: the first reason why it is not merged. */
export function sayGates(facts: Facts, pullRequest: OpenPullRequest, plan: Plan): Plan {
  const [first] = plan.reasons;
  // What GitHub is about to know by itself is not worth a status that the next look replaces.
  if (facts.lane.kind !== 'environment' || first === undefined || first.code === 'mergeability-unknown') return plan;
  const wanted: GatesStatus = {
    state: 'pending',
    description: statusLine(first.says.replace(`#${pullRequest.number}: `, '').replace(`#${pullRequest.number} `, '')),
  };
  const step = statusStep(pullRequest.head, pullRequest.gates, wanted);
  return step === undefined ? plan : { ...plan, steps: [...plan.steps, step] };
}

/** What is left to say before the merge; undefined when the head says so already, or its stage says nothing. */
export function sayOpen(facts: Facts, pullRequest: OpenPullRequest): Plan | undefined {
  if (facts.lane.kind !== 'environment') return undefined;
  const step = statusStep(pullRequest.head, pullRequest.gates, OPEN);
  if (step === undefined) return undefined;
  const reasons = [doing('gates-open', `#${pullRequest.number}: every gate is open`)];
  return { steps: [step], reasons, wake: facts.now + MERGEABILITY_MS };
}

/** GitHub merges by itself once the checks that it requires have succeeded: nothing has to be awaited of Sluice. */
export function sayWaitingForGithub(facts: Facts, pullRequest: OpenPullRequest, plan: Plan): Plan {
  if (facts.lane.kind !== 'environment') return plan;
  const wanted: GatesStatus = {
    state: 'success',
    description: 'Every gate is open but the checks, and GitHub waits for those.',
  };
  const step = statusStep(pullRequest.head, pullRequest.gates, wanted);
  return step === undefined ? plan : { ...plan, steps: [step, ...plan.steps] };
}

/** The same word on the head that the merge queue made. */
export function sayOpenOnQueue(facts: Facts, { head, gates }: NonNullable<OpenPullRequest['queued']>): StatusStep[] {
  if (facts.lane.kind !== 'environment' || head === undefined) return [];
  return [statusStep(head, gates, OPEN) ?? []].flat();
}

/** Undefined when the commit says it already. */
export function statusStep(
  commit: CommitSha,
  said: GatesStatus | undefined,
  wanted: GatesStatus,
): StatusStep | undefined {
  if (said?.state === wanted.state && said.description === wanted.description) return undefined;
  return {
    do: 'status',
    key: `status:${GATES_CONTEXT}@${commit}:${wanted.state}:${wanted.description}`,
    commit,
    context: GATES_CONTEXT,
    ...wanted,
  };
}
