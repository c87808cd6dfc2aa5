import type { Content } from '../content/content.ts';
import { adoptedGate } from '../gates/adopted.ts';
import { approvalsDemanded, approvalsGate } from '../gates/approvals.ts';
import { checksGate } from '../gates/checks.ts';
import { isClosed, type Closed, type Gate } from '../gates/gate.ts';
import { mergeableGate, reviewsGate } from '../gates/github-requires.ts';
import { mergePolicyGate } from '../gates/merge-policy.ts';
import { pushedPinsGate } from '../gates/pushed-pins.ts';
import { setByPeopleGate } from '../gates/set-by-people.ts';
import { windowCloses, windowGate } from '../gates/window.ts';
import type { Facts } from '../facts.ts';
import type { Plan, Step } from '../plan-model.ts';
import { waiverOf } from '../release/waiver.ts';
import { withWake, type Decided, type Situation } from '../situation.ts';
import type { OpenPullRequest, Snapshot } from '../snapshot.ts';
import { sayGates, sayOpen, sayWaitingForGithub } from '../status/gates-status.ts';
import { autoMergeStep, halted, mayAutoMerge } from './automatic.ts';
import { bringHome } from './bring-home.ts';

/** In the order in which people are told: what nobody can hurry comes last. */
const GATES: Gate[] = [
  setByPeopleGate,
  pushedPinsGate,
  checksGate,
  adoptedGate,
  approvalsGate,
  reviewsGate,
  windowGate,
  mergePolicyGate,
  mergeableGate,
];

/** Reasons that leave the merge to a person: no gate is closed for them. */
const LEFT_TO_PEOPLE = new Set(['by-hand', 'diverged', 'unrelated']);

/** The pull request holds what it should: it is merged once every gate is open, and says until then which is not. */
export function judgeGates(
  situation: Situation,
  { pullRequest, content }: { pullRequest: OpenPullRequest; content: Content },
): Decided {
  const { facts, here } = situation;
  const waiver = waiverOf(facts, here, pullRequest);
  const waived = 'waived' in waiver && waiver.waived;
  const verdicts = GATES.map((gate) => gate({ facts, here, pullRequest, entries: content.entries, waived }));
  const asked = [waiver, ...verdicts].flatMap((one) => ('questions' in one ? one.questions : []));
  if (asked.length > 0 || 'questions' in waiver) return { ask: asked };
  const closed = saidOnce(verdicts.filter(isClosed));
  const plan =
    closed.length === 0
      ? bringHome(situation, pullRequest, content)
      : hold(situation, { pullRequest, content, closed });
  // What was left to GitHub is taken back when the window closes.
  const closes = waived ? undefined : windowCloses(facts.policy.environment, facts.now);
  return withWake({ ...plan, steps: [...waiver.steps, ...plan.steps] }, closes);
}

/** What a hold closes for Sluice's own moves and for pins that people pushed is one reason. */
const saidOnce = (closed: Closed[]): Closed[] =>
  closed.filter(({ reason }, at) => closed.findIndex((one) => one.reason.says === reason.says) === at);

interface Held {
  pullRequest: OpenPullRequest;
  content: Content;
  closed: Closed[];
}

function hold({ facts, here }: Situation, { pullRequest, content, closed }: Held): Plan {
  // What GitHub is still computing matters only once nothing else holds the merge; asking has begun it.
  const telling = closed.filter(({ reason }) => reason.code !== 'mergeability-unknown');
  const holding = telling.length > 0 ? telling : closed;
  const wakes = holding.flatMap((verdict) => verdict.wake ?? []);
  const reasons = holding.map((verdict) => verdict.reason);
  const plan = { steps: [], reasons, ...(wakes.length > 0 ? { wake: Math.min(...wakes) } : {}) };
  if (reasons.every(({ code }) => LEFT_TO_PEOPLE.has(code)))
    return halted(pullRequest, { ...plan, steps: sayOpen(facts, pullRequest)?.steps ?? [] });
  // Last: a team that cannot see the repository is refused by GitHub, which must not keep anything else from being done.
  const asking = requests(facts, here, pullRequest);
  if (!mayAutoMerge(facts.policy, here, reasons)) {
    const halt = sayGates(facts, pullRequest, halted(pullRequest, plan));
    return { ...halt, steps: [...halt.steps, ...asking] };
  }
  const step = autoMergeStep(here, pullRequest, content);
  const left = sayWaitingForGithub(facts, pullRequest, step === undefined ? plan : { ...plan, steps: [step] });
  return { ...left, steps: [...left.steps, ...asking] };
}

/** The teams that have to approve are asked once; whoever takes a request back has a reason. */
function requests({ policy }: Facts, here: Snapshot, { number, id, asked, draft, head }: OpenPullRequest): Step[] {
  const known = new Set(asked.map((team) => team.toLowerCase()));
  const owner = (here.repo.split('/')[0] ?? '').toLowerCase();
  const teams = approvalsDemanded(policy)
    .flatMap(({ from }) => from)
    // GitHub takes no team of another organisation.
    .filter((team) => !known.has(team.toLowerCase()) && team.toLowerCase().startsWith(`@${owner}/`));
  if (draft) return [];
  return teams.map((team) => ({
    do: 'request',
    key: `request:${number}:${team}@${head}`,
    pullRequest: { number, id },
    teams: [team],
  }));
}
