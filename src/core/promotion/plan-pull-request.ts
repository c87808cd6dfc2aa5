import { contentOnBranch, foreignWork } from './branch-content.ts';
import { commitMessage, editsOf, type Content } from './content.ts';
import type { Facts, OpenPullRequest, Snapshot } from './facts.ts';
import { checksGate } from './gates/checks.ts';
import { LOOK_AGAIN_MS, type Gate } from './gates/gate.ts';
import { MERGEABILITY_MS, mergeableGate, reviewsGate } from './gates/github-requires.ts';
import { mergePolicyGate } from './gates/merge-policy.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import type { MergeStep, Plan, PublishStep, Reason } from './plan-model.ts';

interface Situation {
  facts: Facts;
  here: Snapshot;
  /** What the pull request is to hold; undefined when nothing moves. */
  content: Content | undefined;
  /** Why the components that do not move stay. */
  stays: Reason[];
}

const GATES: Gate[] = [mergePolicyGate, checksGate, reviewsGate, mergeableGate];

/** Decides about the lane's one pull request. */
export function planPullRequest(situation: Situation): Plan {
  const { here, content } = situation;
  const foreign = foreignWork(here);
  if (here.open !== undefined) {
    if (here.open.base !== here.base.name) return retargeted(here.open, here);
    if (foreign !== undefined) return leaveToPerson(here.open, foreign);
    return content === undefined ? withdraw(situation, here.open) : keepUp(situation, here.open, content);
  }
  if (content === undefined) return { steps: [], reasons: [] };
  if (foreign !== undefined) {
    return blocked(
      'foreign-branch',
      `${situation.facts.lane.head} holds ${foreign.author}'s commit ${foreign.commit.slice(0, 7)} and has no pull request`,
      'open a pull request from it, or delete the branch',
    );
  }
  return declinedBefore(here, content) ?? publish(situation, content);
}

function keepUp(situation: Situation, pullRequest: OpenPullRequest, content: Content): Plan {
  const { facts, here } = situation;
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
  // GitHub wants the branch up to date: it is written anew only when nothing else is closed, since its checks begin again.
  if (closed.length === 0 && pullRequest.behind) return publish(situation, content);
  if (closed.length === 0 && pullRequest.blocked) return heldByGithub(facts, pullRequest);
  if (closed.length === 0) return merge(here, pullRequest, content);
  const wakes = closed.flatMap((verdict) => verdict.wake ?? []);
  return {
    steps: [],
    reasons: closed.map((verdict) => verdict.reason),
    ...(wakes.length > 0 ? { wake: Math.min(...wakes) } : {}),
  };
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

function publish({ facts, here }: Situation, content: Content): Plan {
  const how = howToPublish(here, content);
  const before = here.branch?.tip;
  const onto = how === 'append' && before !== undefined ? before : here.base.tip;
  const nothingToCommit = here.open === undefined && contentOnBranch(here, content) === 'same';
  const edits = nothingToCommit ? [] : editsOf(content.entries, here, how === 'append' ? 'head' : 'base');
  if (edits === undefined) throw new Error(`the pins of ${facts.lane.id} were read and cannot be written`);
  const step: PublishStep = {
    do: 'publish',
    key: `publish:${facts.lane.id}:${content.key}@${before ?? 'new'}`,
    how,
    repositoryId: here.id,
    head: facts.lane.head,
    base: here.base.name,
    onto,
    ontoTree: here.base.tree,
    ...(before === undefined ? {} : { before }),
    edits,
    commit: commitMessage(content),
    ...(here.open === undefined ? {} : { pullRequest: { number: here.open.number, id: here.open.id } }),
    title: content.title,
    body: content.body,
  };
  const says =
    here.open === undefined
      ? `a pull request is opened: ${content.title}`
      : `#${here.open.number} is brought up to date: ${content.title}`;
  const reasons = [doing(here.open === undefined ? 'open' : 'refresh', says)];
  return { steps: [step], reasons, wake: facts.now + (waitsForNothing(facts, here) ? MERGEABILITY_MS : LOOK_AGAIN_MS) };
}

/** No check and no review will send a webhook: what was published can be merged as soon as GitHub has judged it. */
const waitsForNothing = ({ policy }: Facts, { requires }: Snapshot): boolean =>
  policy.checks === 'none' && requires.checks.length === 0 && requires.approvals === 0;

/** Ours alone may be replaced; replacing is left to what an added commit cannot mend. */
function howToPublish(here: Snapshot, content: Content): PublishStep['how'] {
  if (here.branch === undefined) return 'create';
  const takesMore = editsOf(content.entries, here, 'head') !== undefined;
  if (here.open === undefined) {
    const usable = here.branch.tip === here.base.tip || contentOnBranch(here, content) === 'same';
    return usable && takesMore ? 'append' : 'rewrite';
  }
  const stale =
    here.open.mergeable === 'conflicting' || here.open.behind || contentOnBranch(here, content) === 'from-moved';
  return stale || !takesMore ? 'rewrite' : 'append';
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
const FINAL = new Set(['up-to-date', 'would-move-back', 'rolled-back']);

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

/** Promise 4. The work stays, automatic merge is off, and one comment says so. */
function leaveToPerson(pullRequest: OpenPullRequest, foreign: { commit: string; author: string }): Plan {
  const { number, id } = pullRequest;
  const key = `persons-commit:${foreign.commit}`;
  const says = `#${number} holds ${foreign.author}'s commit ${foreign.commit.slice(0, 7)}: Sluice neither pushes over it nor merges it`;
  const reason: Reason = {
    standing: 'blocked',
    about: 'lane',
    code: 'persons-commit',
    says,
    next: 'merge it yourself, or close it and delete the branch',
  };
  if (pullRequest.said.includes(key)) return { steps: [], reasons: [reason] };
  const model = { author: neutraliseInline(foreign.author), short: foreign.commit.slice(0, 7) };
  return {
    steps: [
      {
        do: 'comment',
        key,
        pullRequest: { number, id },
        body: { template: 'persons-commit', kind: 'said', model, key },
      },
    ],
    reasons: [reason],
  };
}

function retargeted(pullRequest: OpenPullRequest, here: Snapshot): Plan {
  return blocked(
    'retargeted',
    `#${pullRequest.number} was pointed at ${pullRequest.base} instead of ${here.base.name}`,
    `point it back at ${here.base.name}, or close it`,
  );
}

/** Closed by a person: that content is declined. New content opens a new pull request. */
function declinedBefore(here: Snapshot, content: Content): Plan | undefined {
  const { declined } = here;
  if (declined?.lineage === undefined) return undefined;
  const before = new Map(
    declined.lineage.entries.map((entry) => [entry.component as string, entry.code as string | undefined]),
  );
  const same = content.entries.every((entry) => before.get(entry.component) === entry.to);
  if (!same) return undefined;
  return blocked(
    'declined',
    `${declined.by} closed #${declined.number}, which moved to the same commit; it is not opened again`,
    'reopen it, or merge something newer',
  );
}

function doing(code: string, says: string): Reason {
  return { standing: 'doing', about: 'lane', code, says };
}

function blocked(code: string, says: string, next: string): Plan {
  return { steps: [], reasons: [{ standing: 'blocked', about: 'lane', code, says, next }] };
}
