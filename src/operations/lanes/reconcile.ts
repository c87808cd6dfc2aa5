import { isKnown, unknown } from '../../core/answer.ts';
import type { Instant, LaneId } from '../../core/names.ts';
import type { Claim } from '../../ports/store/attention.ts';
import type { Standing } from '../../core/promotion/standing.ts';
import {
  reachingBack,
  runningDeployments,
  runningTexts,
  showsEnvironment,
  standingOf,
} from '../../core/promotion/standing-of.ts';
import { answerTo, type Question } from '../../core/promotion/questions.ts';
import type { Facts } from '../../core/promotion/facts.ts';
import { answerQuestions } from './answer-questions.ts';
import { apply } from './apply.ts';
import { decide, type Decision } from './decide.ts';
import { forcedLanesUnderWay, reconcileForced } from './reconcile-forced.ts';
import { noteMerge } from '../follow-up/note-merge.ts';
import { noteCommands, wantControl } from '../commands/wanted.ts';
import { checkPolicy } from './check-policy.ts';
import { noteRollbacks } from './note-rollbacks.ts';
import { restoreUnread } from '../rebuild/restore-merges.ts';
import { deleteLeftBranch } from '../tidy/left-branch.ts';
import type { GovernedLane } from './policies.ts';
import { readAgainAt, type Tools } from '../tools.ts';

/**
 * Look, plan and apply for one lane, and for the forced lanes of the same environment right after it: one at a time, since they
 * write to the same pins. Answers when it is to be looked at again without being told; a lane that the pipeline no longer has is
 * forgotten.
 */
export async function reconcile(tools: Tools, laneId: LaneId, claim: Claim): Promise<Instant | undefined> {
  const governed = await tools.policies.lane(laneId);
  if (governed === undefined) return undefined;
  const own = await reconcileLane(tools, governed, claim);
  if (governed.lane.kind !== 'environment') return own;
  const wakes = [own];
  for (const forced of await forcedLanesUnderWay(tools, governed))
    wakes.push(await reconcileForced(tools, forced, claim));
  return earliest(wakes);
}

const earliest = (wakes: (Instant | undefined)[]): Instant | undefined => {
  const known = wakes.filter((wake) => wake !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

async function reconcileLane(tools: Tools, governed: GovernedLane, claim: Claim): Promise<Instant | undefined> {
  const unread = await restoreUnread(tools, governed);
  if (unread !== undefined) return readAgainAt(unread, tools.clock.now());
  const decision = await decide(tools, governed);
  const policy = await checkPolicy(tools, governed, decision);
  if (policy !== 'in-force') return policy.wake;
  await noteMerge(tools, governed, decision);
  await noteRollbacks(tools, decision);
  await noteCommands(tools, decision);
  if (await keepStanding(tools, decision)) await wantControl(tools, governed.pipeline);
  const applied = await apply(tools, { lane: governed.lane, decision, claim });
  if (decision.plan.steps.length === 0 && !saysItself(decision))
    await noteReasons(tools, { laneId: governed.lane.id, decision, claim });
  const tidied = await deleteLeftBranch(tools, decision);
  // What was refused, or has to wait for a limit, is not hurried by the plan.
  return applied.wake ?? earliest([tidied, decision.plan.wake]);
}

/**
 * What the page shows. Where the environment runs an older commit than the branch holds, its files are read once, and so are the
 * deployments that are older than the first look at it shows. Answers whether the lane stands otherwise than before.
 */
export async function keepStanding(tools: Tools, { facts, plan }: Decision): Promise<boolean> {
  const { standings } = tools.store;
  const before = await standings.get(facts.lane.id);
  const older = before?.reached === true ? [] : runningDeployments(facts);
  const reached = reachingBack(await answeredWith(tools, facts, older));
  const texts = runningTexts(reached);
  const answered = await answeredWith(tools, reached, texts);
  const isReached = before?.reached === true || (showsEnvironment(facts) && isAnswered(answered, [...older, ...texts]));
  const standing = { ...standingOf(answered, plan, before), ...(isReached ? { reached: true as const } : {}) };
  await standings.put(standing);
  return told(standing) !== told(before);
}

const isAnswered = ({ answers }: Facts, questions: Question[]): boolean =>
  questions.every((question) => isKnown(answerTo(answers, question) ?? unknown('it was not asked')));

/** What the control issue shows of it: what holds something up, and not when the next release is due. */
function told(standing: Standing | undefined): string {
  if (standing === undefined) return '';
  const { at: _at, wake: _wake, reached: _reached, reasons, ...rest } = standing;
  return JSON.stringify([rest, reasons.filter((reason) => reason.standing !== 'resting')]);
}

async function answeredWith(tools: Tools, facts: Facts, questions: Question[]): Promise<Facts> {
  if (questions.length === 0) return facts;
  const answers = await answerQuestions(tools.answering, questions);
  return { ...facts, answers: new Map([...facts.answers, ...answers]) };
}

/** The entry of a tick says what became of it; a look that brought nothing else is not entered beside it. */
const saysItself = ({ plan: { notes = [] } }: Decision): boolean =>
  notes.length > 0 && notes.every(({ kind }) => kind === 'tick');

async function noteReasons(
  { clock, store }: Tools,
  { laneId, decision, claim }: { laneId: LaneId; decision: Decision; claim: Claim },
): Promise<void> {
  const reasons = decision.plan.reasons.map(({ about, standing, code, says }) => ({ about, standing, code, says }));
  await store.ledger.append({
    at: clock.now(),
    kind: 'looked',
    lane: laneId,
    facts: { because: claim.because, reasons },
  });
}
