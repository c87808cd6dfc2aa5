import { isKnown } from '../../answer.ts';
import { soakedValues } from '../gates/soak.ts';
import { soakOf } from '../offers/proven.ts';
import { approvalsOn } from '../gates/approvals.ts';
import { checksOn } from '../gates/checks.ts';
import { closed, isClosed, LOOK_AGAIN_MS, open, type Verdict } from '../gates/gate.ts';
import { setByPeople } from '../gates/set-by-people.ts';
import { inWindow, windowCloses } from '../gates/window.ts';
import type { Facts } from '../facts.ts';
import type { StageName } from '../../names.ts';
import type { Plan, StatusStep } from '../plan-model.ts';
import type { Question } from '../questions.ts';
import { withWake, type Decided } from '../situation.ts';
import type { GatesStatus, OtherPullRequest, Snapshot } from '../snapshot.ts';
import { statusLine } from '../../text/status-line.ts';
import { statusStep } from './gates-status.ts';
import { movedBy, type MovedPin } from './moved-pins.ts';

const MOVES_NOTHING: GatesStatus = { state: 'success', description: 'It moves no pin of the pipeline.' };
const OPEN: GatesStatus = { state: 'success', description: 'Every gate for moving pins is open.' };

/**
 * Gates bind people too: every other pull request into an environment's branch gets `sluice/gates`, so that a team can require
 * it. Who merges without it is asked for no reason, but it shows.
 */
export function withOthers(facts: Facts, here: Snapshot, plan: Plan): Decided {
  if (facts.lane.kind !== 'environment' || facts.lane.forced === true) return plan;
  const said = worstOfHead(here.others.map((other) => ({ other, wanted: statusOf(facts, here, other) })));
  const asked = said.flatMap(({ wanted }): Question[] =>
    wanted !== undefined && 'questions' in wanted ? wanted.questions : [],
  );
  if (asked.length > 0) return { ask: asked };
  const steps = said.flatMap(({ other, wanted }) =>
    wanted === undefined || 'questions' in wanted ? [] : statusSteps(other, wanted.status),
  );
  const wakes = said.flatMap(({ wanted }) =>
    wanted === undefined || 'questions' in wanted ? [] : (wanted.wake ?? []),
  );
  const withSteps = { ...plan, steps: [...plan.steps, ...steps] };
  return withWake(withSteps, wakes.length === 0 ? undefined : Math.min(...wakes));
}

interface Said {
  other: OtherPullRequest;
  wanted: Wanted;
}

/** A status is the commit's: where two pull requests have one head, the one that is held speaks for both. */
function worstOfHead(said: Said[]): Said[] {
  const held = new Set(said.flatMap(({ other, wanted }) => (isPending(wanted) ? [other.head] : [])));
  return said.filter(({ other, wanted }) => !held.has(other.head) || isPending(wanted) || asks(wanted));
}

const isPending = (wanted: Wanted): boolean =>
  wanted !== undefined && 'status' in wanted && wanted.status.state === 'pending';
const asks = (wanted: Wanted): boolean => wanted !== undefined && 'questions' in wanted;

/** On the head, and on what a merge queue made of it. */
const statusSteps = ({ head, gates, queued }: OtherPullRequest, wanted: GatesStatus): StatusStep[] =>
  [
    statusStep(head, gates, wanted),
    queued === undefined ? undefined : statusStep(queued.head, queued.gates, wanted),
  ].filter((step) => step !== undefined);

type Wanted = { status: GatesStatus; wake?: number } | { questions: Question[] } | undefined;

/**
 * Several environments may share a branch, and a head has one status: of those whose pins it moves, in the order of the file, the first
 * that holds it says so, and one that has opened hands it to the next. Only the last of them says that all are open.
 */
function statusOf(facts: Facts, here: Snapshot, other: OtherPullRequest): Wanted {
  const { stage } = facts.lane;
  const said = other.gates;
  const concerned = concernedBy(facts, other);
  if (concerned.length === 0) return { status: said ?? MOVES_NOTHING };
  const own = concerned.indexOf(stage);
  if (own === -1) return said === undefined ? undefined : { status: said };
  const holder = holderOf(said, concerned);
  // The other environment will say when it no longer holds it, and nobody tells us of our own word.
  const left: Wanted = said === undefined ? undefined : { status: said, wake: facts.now + LOOK_AGAIN_MS / 10 };
  if (holder !== -1 && holder < own) return left;
  const verdict = judge(facts, here, other);
  if ('questions' in verdict) return verdict;
  if (isClosed(verdict)) {
    const status: GatesStatus = { state: 'pending', description: statusLine(`${stage} ${verdict.reason.says}`) };
    return { status, wake: Math.min(verdict.wake ?? Infinity, facts.now + LOOK_AGAIN_MS) };
  }
  if (holder > own) return left;
  const next = said?.state === 'success' ? undefined : concerned[holder === own ? own + 1 : own === 0 ? 1 : 0];
  return next === undefined ? openUntilWindow(facts) : { ...handedTo(next), wake: facts.now + LOOK_AGAIN_MS / 10 };
}

function openUntilWindow({ policy, now }: Facts): Wanted {
  const closes = windowCloses(policy.environment, now);
  return { status: OPEN, ...(closes === undefined ? {} : { wake: closes }) };
}

const handedTo = (stage: StageName): { status: GatesStatus } => ({
  status: { state: 'pending', description: statusLine(`${stage} has not looked at it yet`) },
});

/** The environments over the branch whose pins a pull request moves, in the order of the file. */
function concernedBy({ lane, policy }: Facts, { touchesPins, files }: OtherPullRequest): StageName[] {
  const sharing = policy.sameBranch ?? [{ stage: lane.stage, paths: [] }];
  return sharing
    .filter(({ stage, paths }) =>
      stage === lane.stage ? touchesPins : files === undefined || files.some((path) => paths.includes(path)),
    )
    .map(({ stage }) => stage);
}

/** Which of them the status says it waits for: its description begins with the name. */
const holderOf = (said: GatesStatus | undefined, stages: StageName[]): number =>
  said?.state === 'pending' ? stages.findIndex((stage) => said.description.toLowerCase().startsWith(`${stage} `)) : -1;

/** Which pins move matters only to what binds some and not others. */
const asksWhatMoves = ({ lane, policy, controls }: Facts): boolean =>
  soakOf(policy) > 0 ||
  (isKnown(controls) &&
    controls.known.holds.some(({ stage, component }) => stage === lane.stage && component !== undefined));

/** The gates of the stage, for whoever moves its pins. */
function judge(facts: Facts, here: Snapshot, other: OtherPullRequest): Verdict {
  const moved = asksWhatMoves(facts) ? movedBy(facts, here, other) : { pins: [] };
  if ('questions' in moved) return moved;
  if ('unread' in moved) return closed({ standing: 'waiting', code: 'moves-unknown', says: moved.unread });
  const verdicts = [
    setByPeople(
      facts,
      moved.pins.map(({ component }) => component),
    ),
    soaked(facts, here, moved.pins),
    checksVerdict(facts, here, other),
    approvalsOn(facts, { ...other, reviewers: other.reviews }),
    inWindow(facts.policy.environment, facts.now),
  ];
  const questions = verdicts.flatMap((verdict) => ('questions' in verdict ? verdict.questions : []));
  return questions.length > 0 ? { questions } : (verdicts.find(isClosed) ?? open);
}

function checksVerdict({ policy }: Facts, here: Snapshot, other: OtherPullRequest): Verdict {
  const missing = checksOn(policy, here, other);
  return missing === undefined ? open : closed(missing);
}

/** What moves sooner than the place before has run it long enough. */
function soaked(facts: Facts, here: Snapshot, pins: MovedPin[]): Verdict {
  if (soakOf(facts.policy) === 0) return open;
  const verdicts = pins.map((pin) => soakedValues(facts, here, pin));
  const questions = verdicts.flatMap((verdict) => ('questions' in verdict ? verdict.questions : []));
  return questions.length > 0 ? { questions } : (verdicts.find(isClosed) ?? open);
}
