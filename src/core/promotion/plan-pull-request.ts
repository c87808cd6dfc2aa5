import { contentOnBranch, foreignWork } from './content/branch-content.ts';
import type { Content } from './content/content.ts';
import { declinedBefore, leaveToPerson, retargeted } from './release/leave-to-people.ts';
import { halted } from './merging/automatic.ts';
import { judgeGates } from './merging/judge-gates.ts';
import { withdraw } from './merging/withdraw.ts';
import { editsOf } from './moves/edited-files.ts';
import { TOO_FAR_BACK } from './offers/far-back.ts';
import type { Plan, Reason } from './plan-model.ts';
import { publish, publishOver } from './plan-publish.ts';
import { obeyed } from './release/obeyed.ts';
import { standOf } from './release/persons-work.ts';
import { blocked, doing, isUnsure, LOOK_AGAIN_AFTER_FAILURE_MS, type Decided, type Situation } from './situation.ts';
import type { BranchCommit, OpenPullRequest } from './snapshot.ts';
import { sayGates } from './status/gates-status.ts';

/** Decides about the lane's one pull request. */
export function planPullRequest(situation: Situation): Decided {
  const { facts, here, content } = situation;
  const foreign = foreignWork(facts, here);
  if (here.open !== undefined) {
    if (here.open.base !== here.base.name) return retargeted(here.open, here);
    if (foreign !== undefined) return overPersonsWork(situation, here.open, foreign);
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

/** Promise 4: what a person pushed stays, until somebody who may says what becomes of it. */
function overPersonsWork(situation: Situation, pullRequest: OpenPullRequest, foreign: BranchCommit): Decided {
  const { facts, here, content } = situation;
  const stand = standOf(facts, here, pullRequest);
  if (content === undefined || stand === 'open')
    return sayGates(facts, pullRequest, halted(pullRequest, leaveToPerson(facts, pullRequest, foreign)));
  // GitHub would go on to merge what nobody has judged yet.
  if (stand === 'rebuild') {
    const rebuilt = publish(situation, content, 'rewrite');
    return halted(pullRequest, { ...rebuilt, notes: obeyed(situation, pullRequest, 'rebuild') });
  }
  if (stand === 'resume' || contentOnBranch(here, content) === 'same')
    return judgeGates(situation, { pullRequest, content });
  const behind =
    contentOnBranch(here, content) === 'from-moved' ||
    pullRequest.mergeable === 'conflicting' ||
    editsOf(content.entries, here, 'head') === undefined;
  return behind
    ? sayGates(facts, pullRequest, halted(pullRequest, cannotAdopt(pullRequest)))
    : halted(pullRequest, publish(situation, content, 'append'));
}

const cannotAdopt = ({ number }: OpenPullRequest): Plan =>
  blocked(
    'adopted-behind',
    `#${number} holds a person's commits, and what it moves has changed under them`,
    '`/sluice rebuild` discards them, or merge or close it yourself',
  );

function keepUp(situation: Situation, pullRequest: OpenPullRequest, content: Content): Decided {
  const { facts, here } = situation;
  const unsure = unsureOf(situation);
  if (unsure !== undefined) return sayGates(facts, pullRequest, halted(pullRequest, unsure));
  const held = contentOnBranch(here, content);
  if (held !== 'same' || pullRequest.mergeable === 'conflicting')
    return halted(pullRequest, publishOver(situation, pullRequest, content));
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
  return judgeGates(situation, { pullRequest, content });
}

/** A component that the pull request holds and that cannot be read now: it is neither taken out nor merged (promise 12). */
function unsureOf({ facts, here, stays }: Situation): Plan | undefined {
  const held = new Set<string>(here.branch?.lineage?.entries.map(({ component }) => component));
  const unknown = stays.find(
    ({ about, standing, code }) => held.has(about) && (code === TOO_FAR_BACK || isUnsure({ standing, code })),
  );
  if (unknown === undefined) return undefined;
  const says = `${unknown.about} could not be read: ${unknown.says}`;
  const reason: Reason = { about: 'lane', standing: 'waiting', code: 'component-unknown', says };
  return { steps: [], reasons: [reason], wake: facts.now + LOOK_AGAIN_AFTER_FAILURE_MS };
}
