import type { Stage } from '../../pipeline/pipeline.ts';
import type { Reason } from '../../promotion/plan-model.ts';
import type { Standing } from '../../promotion/standing.ts';
import { list, plural } from '../../text/phrases.ts';
import { gateClosedBy } from './gate-of-reason.ts';
import { closedFor, NOT_ASKED, OPEN, type GateFacts, type GateName, type GateView } from './gate-view.ts';

/** A plan that judged the gates says which is closed; one of these it says where none is. */
const ALL_OPEN = [
  'merge',
  'enqueue',
  'queued',
  'gates-open',
  'update-branch',
  'no-merge-method',
  'held-by-github',
  'left-queue',
];

/** Whether a look judged the gates of the lane's pull request; else it had something else to say about it first. */
export const wasJudged = (standing: Standing | undefined): boolean =>
  standing?.pullRequest !== undefined &&
  standing.reasons.some(
    ({ about, code }) => about === 'lane' && (ALL_OPEN.includes(code) || gateClosedBy(code) !== undefined),
  );

const MERGE_WORDS: Readonly<Record<Stage['merge'], string>> = {
  'when-green': 'Sluice merges once every gate is open',
  'after-approval': 'Sluice merges once it is approved and every gate is open',
  'by-hand': 'a person merges',
};

export const checksGate = (gates: GateFacts): GateView[] => {
  const { checks } = gates.stage;
  return checks === 'none' ? [] : [judged(gates, 'checks', `${list(checks)} succeeded`)];
};

/** People have to approve where the stage says so, and where somebody pushed onto the branch. */
export function approvalsGate(gates: GateFacts): GateView[] {
  const asks = approvalsAsked(gates.stage);
  if (asks.length > 0) return [judged(gates, 'approvals', list(asks))];
  return closing(gates, 'approvals').length > 0 ? [judged(gates, 'approvals', 'somebody else approves')] : [];
}

export const mergeGate = (gates: GateFacts): GateView[] => [judged(gates, 'merge', MERGE_WORDS[gates.stage.merge])];

export const githubGate = (gates: GateFacts): GateView[] => [judged(gates, 'github', 'the branch’s rules at GitHub')];

function judged(gates: GateFacts, gate: GateName, asks: string): GateView {
  const [reason] = closing(gates, gate);
  if (reason !== undefined) return { gate, asks, ...closedFor(reason) };
  return { gate, asks, ...(gates.judged ? OPEN : NOT_ASKED) };
}

/** Where the stage asks for no approvals it is GitHub that heeds who asked for changes. */
function closing({ stage, standing, judged: was }: GateFacts, gate: GateName): Reason[] {
  if (!was) return [];
  const githubs = approvalsAsked(stage).length === 0 ? ['changes-requested'] : [];
  return (standing?.reasons ?? []).filter(
    ({ about, code }) => about === 'lane' && (githubs.includes(code) ? 'github' : gateClosedBy(code)) === gate,
  );
}

/** `2 approvals by members of @acme/release-managers`. */
function approvalsAsked({ environment, merge }: Stage): string[] {
  const asked = (environment?.gates ?? []).flatMap((gate) => {
    if (!('approvals' in gate)) return [];
    const { count, from } = gate.approvals;
    return [`${plural(count, 'approval')} by ${from.length === 0 ? WRITERS : `members of ${list(from)}`}`];
  });
  return asked.length === 0 && merge === 'after-approval' ? [`1 approval by ${WRITERS}`] : asked;
}

const WRITERS = 'people who may write';
