import { isKnown } from '../../answer.ts';
import { isTeamName, type TeamName } from '../../team-name.ts';
import { list, plural } from '../../text/phrases.ts';
import type { Facts, StagePolicy } from '../facts.ts';
import { answerTo, type MemberQuestion } from '../questions.ts';
import { isApproval } from './approval.ts';
import {
  closed,
  headJudged,
  isClosed,
  LOOK_AGAIN_MS,
  open,
  prefixed,
  type ClosingCode,
  type Gate,
  type JudgedHead,
  type Verdict,
} from './gate.ts';

interface Demanded {
  count: number;
  from: TeamName[];
}

type ReviewPolicy = Pick<StagePolicy, 'environment' | 'merge'>;

/** What approvals are judged by, of whatever pull request they are. */
type ReviewFacts = Pick<Facts, 'now' | 'answers'> & { policy: ReviewPolicy };

/** What a stage asks of reviewers: its `approvals` gates, and for `after-approval` one approval at least. */
export function approvalsDemanded({ environment, merge }: ReviewPolicy): Demanded[] {
  const gates = (environment?.gates ?? []).flatMap((gate) =>
    'approvals' in gate ? [{ count: gate.approvals.count, from: gate.approvals.from.filter(isTeamName) }] : [],
  );
  return gates.length === 0 && merge === 'after-approval' ? [{ count: 1, from: [] }] : gates;
}

/** Approvals of this head by people who may give them, and who did not make it. */
export const approvalsGate: Gate = (judged) => {
  const verdict = approvalsOn(judged.facts, headJudged(judged));
  return isClosed(verdict) ? prefixed(judged.pullRequest.number, verdict) : verdict;
};

/** Whether a head has the approvals that the stage asks for. Teams are asked live, each time. */
export function approvalsOn(facts: ReviewFacts, judged: JudgedHead): Verdict {
  const demanded = approvalsDemanded(facts.policy);
  if (demanded.length === 0) return open;
  const no = judged.reviewers.filter(
    ({ state, mayWrite, byHuman }) => state === 'changes-requested' && mayWrite && byHuman,
  );
  if (no.length > 0) {
    return closed({
      standing: 'blocked',
      code: 'changes-requested',
      says: `${list(no.map(({ by }) => by))} asked for changes`,
      next: 'the reviewer approves or withdraws the review',
    });
  }
  const verdicts = demanded.map((one) => enough(facts, judged, one));
  const questions = verdicts.flatMap((verdict) => ('questions' in verdict ? verdict.questions : []));
  return questions.length > 0 ? { questions } : (verdicts.find(isClosed) ?? open);
}

/** Of an unknown committer any one of those who approve may be the account: one more has to. */
function enough(
  facts: ReviewFacts,
  { head, reviewers, committers, unknownCommitters }: JudgedHead,
  demanded: Demanded,
): Verdict {
  const { from } = demanded;
  const count = unknownCommitters ? demanded.count + 1 : demanded.count;
  const own = new Set(committers.map((login) => login.toLowerCase()));
  const approvals = reviewers.filter((review) => isApproval(review, head) && !own.has(review.by.toLowerCase()));
  const members = approvals.map(({ by }) => memberOf(facts, from, by));
  const questions = members.flatMap((member) =>
    typeof member === 'object' && 'questions' in member ? member.questions : [],
  );
  if (questions.length > 0) return { questions };
  const unread = members.find((member) => typeof member === 'object');
  if (typeof unread === 'object' && 'unknown' in unread)
    return waiting(facts, 'approvals-unknown', `who approved could not be judged: ${unread.unknown}`);
  const given = approvals.filter((_, index) => members[index] === true).map(({ by }) => by);
  if (given.length >= count) return open;
  const whose = from.length === 0 ? 'people who may write' : `members of ${list(from)}`;
  const so = given.length === 0 ? 'none so far' : `so far ${list(given)}`;
  const why = unknownCommitters ? ' (one more, since GitHub does not know who made all of it)' : '';
  return waiting(facts, 'approvals', `waits for ${plural(count, 'approval')} of this head by ${whose}${why}: ${so}`);
}

const waiting = ({ now }: ReviewFacts, code: ClosingCode, says: string): Verdict =>
  closed({ standing: 'waiting', code, says, wake: now + LOOK_AGAIN_MS });

/** Any team that can be read and has the person in it is enough. */
function memberOf(
  { answers }: ReviewFacts,
  teams: TeamName[],
  login: string,
): boolean | { unknown: string } | { questions: MemberQuestion[] } {
  if (teams.length === 0) return true;
  const asked = teams.map((team): MemberQuestion => ({ ask: 'member', team, login }));
  const found = asked.map((question) => answerTo(answers, question));
  const open = asked.filter((_, index) => found[index] === undefined);
  if (open.length > 0) return { questions: open };
  const known = found.flatMap((answer) => (answer === undefined ? [] : [answer]));
  if (known.some((answer) => isKnown(answer) && answer.known)) return true;
  const unread = known.find((answer) => !isKnown(answer));
  return unread !== undefined && !isKnown(unread) ? { unknown: unread.unknown } : false;
}
