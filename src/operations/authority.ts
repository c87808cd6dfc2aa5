import { known, unknown, type Answer } from '../core/answer.ts';
import { judge } from '../core/authority/judge.ts';
import type { Demand, Role } from '../core/authority/role.ts';
import type { RepoName } from '../core/names.ts';
import { questionKey, type Answers, type MemberQuestion, type RoleQuestion } from '../core/promotion/questions.ts';
import type { Roles } from '../ports/github/roles.ts';

/** Whether somebody meets a demand now: every role is read live (promise 8), and a failed read lets nobody through. */
export async function isAllowed(
  tools: { roles: Roles },
  demand: Demand,
  who: { repo: RepoName; login: string },
): Promise<Answer<boolean>> {
  const answers: Answers = new Map();
  const first = judge(answers, demand, who);
  const questions = 'questions' in first ? first.questions : [];
  for (const question of questions) answers.set(questionKey(question), await answerAuthority(tools, question));
  const judged = judge(answers, demand, who);
  if ('allowed' in judged) return known(judged.allowed);
  return 'unknown' in judged ? judged : unknown('the question was not answered');
}

/** One question about a person, asked of GitHub. */
export const answerAuthority = (
  { roles }: { roles: Roles },
  question: MemberQuestion | RoleQuestion,
): Promise<Answer<boolean | Role>> =>
  question.ask === 'member'
    ? roles.isMember(question.team, question.login)
    : roles.permission(question.repo, question.login);
