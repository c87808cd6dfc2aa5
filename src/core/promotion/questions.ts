import type { Answer } from '../answer.ts';
import type { Artifact } from '../artifacts/artifact.ts';
import type { Role } from '../authority/role.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import type { CommitSha, ComponentName, Digest, RepoName } from '../names.ts';
import type { TeamName } from '../team-name.ts';
import type { FileHistory } from './snapshot.ts';

/** A fact that only some plans need. */
export type Question =
  RangeQuestion | HistoryQuestion | TextQuestion | ArtifactQuestion | MemberQuestion | RoleQuestion;

/** What lies between two commits of a code repository? */
export interface RangeQuestion {
  ask: 'range';
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  /** Only changes of these paths, for a component that is part of a repository. */
  paths?: string[];
}

/** Who changed a file, further back than the look saw? */
export interface HistoryQuestion {
  ask: 'history';
  repo: RepoName;
  path: string;
  tip: CommitSha;
}

/** What do files hold at a commit? */
export interface TextQuestion {
  ask: 'text';
  repo: RepoName;
  commit: CommitSha;
  paths: string[];
}

/** Which build is an image that Sluice was never told of? */
export interface ArtifactQuestion {
  ask: 'artifact';
  /** The pipeline's repository. */
  repo: RepoName;
  component: ComponentName;
  digest: Digest;
}

/** Is somebody in a team? Read live, and never kept. */
export interface MemberQuestion {
  ask: 'member';
  team: TeamName;
  login: string;
}

/** What may somebody do in a repository? Read live, and never kept. */
export interface RoleQuestion {
  ask: 'role';
  repo: RepoName;
  login: string;
}

/** By path; a file that the commit has not is left out. */
export type FileTexts = Record<string, string>;

/** The kinds of answers, by the question's `ask`. An artifact that no registry can name is undefined. */
export interface AnswerOf {
  range: Changelog;
  history: FileHistory;
  text: FileTexts;
  artifact: Artifact | undefined;
  member: boolean;
  role: Role;
}

/** Equal questions have equal keys; what a commit's past holds never changes, so neither do the answers. */
export function questionKey(question: Question): string {
  switch (question.ask) {
    case 'range':
      return `range:${question.repo}:${question.from}:${question.to}${(question.paths ?? []).map((path) => `:${path}`).join('')}`;
    case 'history':
      return `history:${question.repo}:${question.tip}:${question.path}`;
    case 'text':
      return `text:${question.repo}:${question.commit}:${question.paths.join(':')}`;
    case 'member':
      return `member:${question.team}:${question.login}`;
    case 'role':
      return `role:${question.repo}:${question.login}`;
    case 'artifact':
      return `artifact:${question.repo}:${question.component}:${question.digest}`;
  }
}

/** By question key. */
export type Answers = Map<string, Answer<AnswerOf[keyof AnswerOf]>>;

/** The answer to a question, if an earlier round brought one. */
export function answerTo<Asked extends Question>(
  answers: Answers,
  question: Asked,
): Answer<AnswerOf[Asked['ask']]> | undefined {
  return answers.get(questionKey(question)) as Answer<AnswerOf[Asked['ask']]> | undefined;
}
