import { neutraliseInline } from '../../text/neutralise.ts';
import type { Facts } from '../facts.ts';
import type { Plan, Reason } from '../plan-model.ts';
import { doing, isUnsure, withWake, type Situation } from '../situation.ts';
import type { OpenPullRequest } from '../snapshot.ts';
import { sayGates } from '../status/gates-status.ts';
import { halted } from './automatic.ts';
import { behindUntil, SOURCE_BEHIND } from './source-behind.ts';

/** In characters; a reason can list every place where a pin might have been meant. */
const LONGEST_REASON = 1_000;

/** Reasons that leave nothing to move; every other one may pass, and the pull request waits for that. */
const FINAL = new Set([
  'up-to-date',
  'newer-not-ready',
  'would-move-back',
  'rolled-back',
  'rejected-before',
  'withdrawn',
  'held',
  'next-release',
  'together',
  'snapshot',
  'not-proven',
  'soaking',
  'wish-ended',
]);

/** Nothing left to move: closed with the reason. While anything is unsure the pull request stays as it is. */
export function withdraw(situation: Situation, pullRequest: OpenPullRequest): Plan {
  const { facts, here, stays } = situation;
  const held = new Set<string>(here.branch?.lineage?.entries.map(({ component }) => component));
  const moved = facts.lane.kind === 'environment' ? stays.filter((reason) => held.has(reason.about)) : stays;
  // A lineage may name only what the pipeline has no more.
  const about = moved.length === 0 ? stays : moved;
  const unsettled = stays.find(isUnsure) ?? about.find(({ code }) => !FINAL.has(code));
  if (unsettled !== undefined) return leave(facts, pullRequest, unsettled);
  const until = behindUntil(situation);
  if (until !== undefined) return withWake(waitForSource(facts, pullRequest), until);
  const { number, id } = pullRequest;
  const key = `close:${here.repo}#${number}`;
  const body = {
    template: 'nothing-left',
    kind: 'said' as const,
    // A reason may quote a file or name an author.
    model: {
      reasons: about.map((reason) => ({ about: reason.about, says: neutraliseInline(reason.says, LONGEST_REASON) })),
    },
    key,
  };
  const said = pullRequest.said.includes(key);
  return {
    steps: [{ do: 'close', key, pullRequest: { number, id }, ...(said ? {} : { body }) }],
    reasons: [doing('close', `#${number} is closed: nothing is left to move`)],
  };
}

/** Neither closed nor merged, since the source may have what the look does not show. */
function waitForSource(facts: Facts, pullRequest: OpenPullRequest): Plan {
  const { number } = pullRequest;
  const says = `GitHub shows nothing newer that could go than what #${number} replaces; it may be behind, so #${number} is not closed within ten minutes of its last commit`;
  const reason: Reason = { about: 'lane', standing: 'waiting', code: SOURCE_BEHIND, says };
  return sayGates(facts, pullRequest, halted(pullRequest, { steps: [], reasons: [reason] }));
}

/** Neither closed nor merged (promise 12). Why is said of the component already; the head says it too. */
function leave(facts: Facts, pullRequest: OpenPullRequest, why: Reason): Plan {
  const says = `${why.about} could not be judged: ${why.says}`;
  const plan = sayGates(facts, pullRequest, halted(pullRequest, { steps: [], reasons: [{ ...why, says }] }));
  return { ...plan, reasons: [] };
}
