import { isKnown, type Unknown } from '../answer.ts';
import type { RepoName } from '../names.ts';
import { answerTo, type Answers, type MemberQuestion, type RoleQuestion } from '../promotion/questions.ts';
import { isAtLeast, type Demand } from './role.ts';

/** `unknown`: why it could not be read; nobody is let through by it. */
export type Judgement = { allowed: boolean } | Unknown | { questions: (MemberQuestion | RoleQuestion)[] };

/** Whether somebody meets a demand now, by live answers alone. Any one of the ways is enough. */
export function judge(
  answers: Answers,
  { teams, role: least }: Demand,
  { repo, login }: { repo: RepoName; login: string },
): Judgement {
  // A bot has no judgement of its own, and whoever moves it may be anybody.
  if (login.endsWith('[bot]')) return { allowed: false };
  const members = teams.map((team): MemberQuestion => ({ ask: 'member', team, login }));
  const member = members.map((question) => answerTo(answers, question));
  const asked: RoleQuestion = { ask: 'role', repo, login };
  const role = least === undefined ? undefined : answerTo(answers, asked);
  if (member.some((one) => one !== undefined && isKnown(one) && one.known)) return { allowed: true };
  if (least !== undefined && role !== undefined && isKnown(role) && isAtLeast(role.known, least))
    return { allowed: true };
  const questions = [
    ...members.filter((_, index) => member[index] === undefined),
    ...(least !== undefined && role === undefined ? [asked] : []),
  ];
  if (questions.length > 0) return { questions };
  const unread = [...member, role].flatMap((one) => (one !== undefined && 'unknown' in one ? [one] : []));
  // What a moment may mend is asked again sooner than what somebody has to.
  return unread.find(({ lasting }) => lasting !== true) ?? unread[0] ?? { allowed: false };
}
