import { neutraliseInline } from '../text/neutralise.ts';
import { contentOnBranch, foreignWork } from './content/branch-content.ts';
import { commitMessage, type Content } from './content/content.ts';
import type { Facts, OpenPullRequest, Snapshot } from './facts.ts';
import { checksGate } from './gates/checks.ts';
import { LOOK_AGAIN_MS, type Gate } from './gates/gate.ts';
import { mergeableGate, reviewsGate } from './gates/github-requires.ts';
import { mergePolicyGate } from './gates/merge-policy.ts';
import { declinedBefore, leaveToPerson, retargeted } from './leave-to-people.ts';
import type { MergeStep, Plan, Reason } from './plan-model.ts';
import { sayGates, sayOpen } from './status/gates-status.ts';
import { publish } from './plan-publish.ts';
import { blocked, doing, isUnsure, LOOK_AGAIN_AFTER_FAILURE_MS, type Situation } from './situation.ts';

const GATES: Gate[] = [mergePolicyGate, checksGate, reviewsGate, mergeableGate];

/** Decides about the lane's one pull request. */
export function planPullRequest(situation: Situation): Plan {
  const { facts, here, content } = situation;
  const foreign = foreignWork(facts, here);
  if (here.open !== undefined) {
    if (here.open.base !== here.base.name) return retargeted(here.open, here);
    if (foreign !== undefined) return sayGates(facts, here.open, leaveToPerson(here.open, foreign));
    return content === undefined ? withdraw(situation, here.open) : keepUp(situation, here.open, content);
  }
  if (content === undefined) return { steps: [], reasons: [] };
  if (foreign !== undefined) {
    return blocked(
      'foreign-branch',
      `${facts.lane.head} holds ${foreign.author}'s commit ${foreign.commit.slice(0, 7)} and has no pull request`,
      'open a pull request from it, or delete the branch',
    );
  }
  return declinedBefore(here, content) ?? publish(situation, content);
}

function keepUp(situation: Situation, pullRequest: OpenPullRequest, content: Content): Plan {
  const { facts, here } = situation;
  const unsure = unsureOf(situation);
  if (unsure !== undefined) return sayGates(facts, pullRequest, unsure);
  const held = contentOnBranch(here, content);
  if (held !== 'same' || pullRequest.mergeable === 'conflicting') return publish(situation, content);
  if (pullRequest.bodyKey !== content.key) {
    const { number, id } = pullRequest;
    const step = {
      do: 'describe' as const,
      key: `describe:${here.repo}#${number}:${content.key}`,
      pullRequest: { number, id },
      title: content.title,
      body: content.body,
    };
    return { steps: [step], reasons: [doing('describe', `#${number} is described anew`)], wake: facts.now };
  }
  const verdicts = GATES.map((gate) =>
    gate({ now: facts.now, policy: facts.policy, here, pullRequest, entries: content.entries }),
  );
  const closed = verdicts.flatMap((verdict) => (verdict.open ? [] : [verdict]));
  if (closed.length === 0) return bringHome(situation, pullRequest, content);
  // What GitHub is still computing matters only once nothing else holds the merge; asking has begun it.
  const telling = closed.filter(({ reason }) => reason.code !== 'mergeability-unknown');
  const holding = telling.length > 0 ? telling : closed;
  const wakes = holding.flatMap((verdict) => verdict.wake ?? []);
  return sayGates(facts, pullRequest, {
    steps: [],
    reasons: holding.map((verdict) => verdict.reason),
    ...(wakes.length > 0 ? { wake: Math.min(...wakes) } : {}),
  });
}

/** A component that the pull request holds and that cannot be read now: it is neither taken out nor merged (promise 12). */
function unsureOf({ facts, here, stays }: Situation): Plan | undefined {
  const held = new Set<string>(here.branch?.lineage?.entries.map(({ component }) => component));
  const unknown = stays.find(({ about, standing, code }) => held.has(about) && isUnsure({ standing, code }));
  if (unknown === undefined) return undefined;
  const says = `${unknown.about} could not be read: ${unknown.says}`;
  const reason: Reason = { about: 'lane', standing: 'waiting', code: 'component-unknown', says };
  return { steps: [], reasons: [reason], wake: facts.now + LOOK_AGAIN_AFTER_FAILURE_MS };
}

/** Every gate is open: merged, unless GitHub wants the branch up to date first, since its checks begin again then. */
function bringHome(situation: Situation, pullRequest: OpenPullRequest, content: Content): Plan {
  const { facts, here } = situation;
  const said = sayOpen(facts, pullRequest);
  // Where GitHub requires sluice/gates it holds the merge back until it has heard that the gates are open.
  if (pullRequest.blocked) return said ?? heldByGithub(facts, pullRequest);
  const end = merge(here, pullRequest, content);
  if (pullRequest.behind && end.steps.length > 0) return publish(situation, content);
  return said === undefined ? end : { ...end, steps: [...said.steps, ...end.steps] };
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
  const { number, id, head } = pullRequest;
  const { headline, body } = commitMessage(content);
  const step: MergeStep = {
    do: 'merge',
    key: `merge:${here.repo}#${number}@${head}`,
    pullRequest: { number, id },
    head,
    method,
    squash: { title: `${headline} (#${number})`, message: body },
  };
  return { steps: [step], reasons: [doing('merge', `#${number} is merged: every gate is open`)] };
}

/** In characters; a reason can list every place where a pin might have been meant. */
const LONGEST_REASON = 1_000;

/** Reasons that leave nothing to move; every other one may pass, and the pull request waits for that. */
const FINAL = new Set(['up-to-date', 'would-move-back', 'rolled-back', 'rejected-before']);

/** Nothing left to move: closed with the reason. While anything is unsure the pull request stays as it is. */
function withdraw({ here, stays }: Situation, pullRequest: OpenPullRequest): Plan {
  if (stays.some(({ code }) => !FINAL.has(code))) return { steps: [], reasons: [] };
  const { number, id } = pullRequest;
  const key = `close:${here.repo}#${number}`;
  const body = {
    template: 'nothing-left',
    kind: 'said' as const,
    // A reason may quote a file or name an author.
    model: { reasons: stays.map(({ about, says }) => ({ about, says: neutraliseInline(says, LONGEST_REASON) })) },
    key,
  };
  const said = pullRequest.said.includes(key);
  return {
    steps: [{ do: 'close', key, pullRequest: { number, id }, ...(said ? {} : { body }) }],
    reasons: [doing('close', `#${number} is closed: nothing is left to move`)],
  };
}
