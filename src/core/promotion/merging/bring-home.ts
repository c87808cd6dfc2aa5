import { foreignWork } from '../content/branch-content.ts';
import type { Content } from '../content/content.ts';
import type { Facts } from '../facts.ts';
import { isApproval } from '../gates/approval.ts';
import { LOOK_AGAIN_MS } from '../gates/gate.ts';
import { MERGEABILITY_MS } from '../gates/github-requires.ts';
import type { Plan, Step } from '../plan-model.ts';
import { publish } from '../plan-publish.ts';
import { approvalsFall } from '../release/approvals-fall.ts';
import { blocked, doing, type Situation } from '../situation.ts';
import type { OpenPullRequest, Snapshot } from '../snapshot.ts';
import { sayOpen, sayOpenOnQueue } from '../status/gates-status.ts';
import { mergeOf } from './automatic.ts';

/** Every gate is open: merged, unless GitHub wants the branch up to date first, since its checks begin again then. */
export function bringHome(situation: Situation, pullRequest: OpenPullRequest, content: Content): Plan {
  const { facts, here } = situation;
  const said = sayOpen(facts, pullRequest);
  if (here.requires.mergeQueue) return enqueue(facts, pullRequest, said);
  // Where GitHub requires sluice/gates it holds the merge back until it has heard that the gates are open.
  if (pullRequest.blocked) return said ?? heldByGithub(facts, pullRequest);
  const end = merge(here, pullRequest, content);
  if (pullRequest.behind && end.steps.length > 0) return catchUp(situation, pullRequest, content);
  return said === undefined ? end : { ...end, steps: [...said.steps, ...end.steps] };
}

/** A head that people have approved, or pushed to, takes the base in; any other is made anew, which leaves one commit. */
function catchUp(situation: Situation, pullRequest: OpenPullRequest, content: Content): Plan {
  const { facts, here } = situation;
  const { number, id, head, reviewers } = pullRequest;
  const hasOthers = foreignWork(facts, here) !== undefined;
  const isApproved = reviewers.some((review) => isApproval(review, head));
  if (!hasOthers && !isApproved) return publish(situation, content);
  const why = `GitHub wants it up to date with ${here.base.name}, so ${here.base.name} is merged in`;
  const steps: Step[] = [
    ...approvalsFall(pullRequest, why),
    { do: 'update-branch', key: `update-branch:${number}@${head}`, pullRequest: { number, id }, head },
  ];
  return { steps, reasons: [doing('update-branch', `#${number}: ${why}`)], wake: facts.now + MERGEABILITY_MS };
}

/** A rule that Sluice cannot see: trying the merge would only be refused. */
function heldByGithub({ now }: Facts, { number }: OpenPullRequest): Plan {
  const says = `#${number}: every gate is open, but GitHub holds the merge back by a rule of the branch`;
  const next = 'look at the pull request: GitHub shows there what it still wants';
  return {
    steps: [],
    reasons: [{ standing: 'blocked', about: 'lane', code: 'held-by-github', says, next }],
    wake: now + LOOK_AGAIN_MS,
  };
}

function merge(here: Snapshot, pullRequest: OpenPullRequest, content: Content): Plan {
  const [method] = here.mergeMethods;
  if (method === undefined)
    return blocked('no-merge-method', `${here.repo} allows no way to merge`, 'allow one in its settings');
  return {
    steps: [{ do: 'merge', ...mergeOf(here, pullRequest, { content, method }) }],
    reasons: [doing('merge', `#${pullRequest.number} is merged: every gate is open`)],
  };
}

/** The step's key, by which the ledger knows it again. */
export const enqueueKey = ({ number, head }: Pick<OpenPullRequest, 'number' | 'head'>): string =>
  `enqueue:${number}@${head}`;

/** The queue builds and checks a head of its own, which needs our word as well. */
function enqueue(facts: Facts, pullRequest: OpenPullRequest, said: Plan | undefined): Plan {
  const { number, id, head, queued } = pullRequest;
  if (queued === undefined && facts.enqueued === head) return leftTheQueue(facts, pullRequest, said);
  if (queued === undefined) {
    const step: Step = { do: 'enqueue', key: enqueueKey(pullRequest), pullRequest: { number, id }, head };
    const reasons = [doing('enqueue', `#${number} goes into the merge queue: every gate is open`)];
    return { steps: [...(said?.steps ?? []), step], reasons, wake: facts.now + LOOK_AGAIN_MS };
  }
  const says = `#${number}: every gate is open; it is in GitHub's merge queue`;
  const reasons = [{ standing: 'waiting' as const, about: 'lane' as const, code: 'queued', says }];
  return { steps: sayOpenOnQueue(facts, queued), reasons, wake: facts.now + LOOK_AGAIN_MS };
}

/** Its checks failed there, or somebody took it out: Sluice would only put it in again for the same end. */
function leftTheQueue({ now }: Facts, { number }: OpenPullRequest, said: Plan | undefined): Plan {
  const says = `#${number}: every gate is open, but it left GitHub's merge queue without being merged`;
  const next = 'see at the pull request why the queue let it go, and put it in again there, or release a fix';
  return {
    steps: said?.steps ?? [],
    reasons: [{ standing: 'blocked', about: 'lane', code: 'left-queue', says, next }],
    wake: now + LOOK_AGAIN_MS,
  };
}
