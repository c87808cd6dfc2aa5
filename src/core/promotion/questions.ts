import type { Answer } from '../answer.ts';
import type { Artifact } from '../artifacts/artifact.ts';
import type { Role } from '../authority/role.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import type { ChangelogStyle } from '../changelog/changelog-style.ts';
import type { EnvironmentState } from '../environments/environment-state.ts';
import type { CommitSha, ComponentName, Digest, Instant, RepoName, StageName } from '../names.ts';
import type { TeamName } from '../team-name.ts';
import type { FileHistory } from './snapshot.ts';

/** A fact that only some plans need. */
export type Question =
  | RangeQuestion
  | HistoryQuestion
  | TextQuestion
  | SignalsQuestion
  | DeploymentsQuestion
  | ArtifactQuestion
  | MemberQuestion
  | RoleQuestion;

/** What lies between two commits of a code repository? */
export interface RangeQuestion {
  ask: 'range';
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  /** Only changes of these paths, for a component that is part of a repository. */
  paths?: string[];
  /** Projects of other trackers whose keys count; absent where there are none. */
  trackers?: string[];
}

/** What of a component's code lies between two commits, and which trackers' keys count in it. */
export interface ComponentRange {
  repo: RepoName;
  paths: string[] | undefined;
  style: ChangelogStyle;
  from: CommitSha;
  to: CommitSha;
}

/**
 * The question about a component's range. A release, its follow-up and the page ask it in the same words, so that one answer, once
 * remembered, serves them all.
 */
export function rangeQuestion({ repo, paths, style, from, to }: ComponentRange): RangeQuestion {
  const trackers = style.trackers.map(({ project }) => project);
  return {
    ask: 'range',
    repo,
    from,
    to,
    ...(paths === undefined ? {} : { paths }),
    ...(trackers.length === 0 ? {} : { trackers }),
  };
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

/** How did workflows and checks of commits end that tell how their deployment went? Read live, and never kept. */
export interface SignalsQuestion {
  ask: 'signals';
  repo: RepoName;
  commits: CommitSha[];
  /** Files of workflows, with or without their folder. */
  workflows: string[];
  /** Contexts of statuses, or names of checks. */
  statuses: string[];
}

/** How did deployments of an environment end that are older than what the look saw? Read live, and never kept. */
export interface DeploymentsQuestion {
  ask: 'deployments';
  repo: RepoName;
  stage: StageName;
  /** The newest commit of the environment's branch, from which it is followed back. */
  tip: CommitSha;
  /** Whose proofs are wanted: nothing is read beyond the last of them. */
  components: ComponentName[];
  /** Later proofs are too young to be found. */
  by: Instant;
  /** The environment believes no deployment status but those that Sluice wrote. */
  onlyOurs?: true;
}

/** Whose statuses count further back: those that count among the newest. */
export const onlyOurs = (environment: EnvironmentState): Pick<DeploymentsQuestion, 'onlyOurs'> =>
  environment.onlyOurs === true ? { onlyOurs: true } : {};

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

/** How one signal of a commit ended. */
export interface SignalFact {
  commit: CommitSha;
  /** `workflow deploy.yml`, `status flux/production`. */
  from: string;
  state: 'success' | 'failure';
  at: Instant;
  /** Where people see how it went. */
  url?: string;
  /** In its own words: foreign text. */
  says?: string;
}

/** The kinds of answers, by the question's `ask`. An artifact that no registry can name is undefined. */
export interface AnswerOf {
  range: Changelog;
  history: FileHistory;
  text: FileTexts;
  signals: SignalFact[];
  deployments: Omit<EnvironmentState, 'hasMerged'>;
  artifact: Artifact | undefined;
  member: boolean;
  role: Role;
}

/** Equal questions have equal keys; what a commit's past holds never changes, so neither do the answers. */
export function questionKey(question: Question): string {
  switch (question.ask) {
    case 'range':
      return `range:${question.repo}:${question.from}:${question.to}${pathsOf(question)}${keysOf(question)}`;
    case 'history':
      return `history:${question.repo}:${question.tip}:${question.path}`;
    case 'text':
      return `text:${question.repo}:${question.commit}:${question.paths.join(':')}`;
    case 'signals':
      return `signals:${question.repo}:${[...question.commits, ...question.workflows, '', ...question.statuses].join(':')}`;
    case 'deployments':
      return `deployments:${question.repo}:${question.stage}:${question.tip}:${question.by}:${question.onlyOurs === true ? 'ours' : ''}:${question.components.join(':')}`;
    case 'member':
      return `member:${question.team}:${question.login}`;
    case 'role':
      return `role:${question.repo}:${question.login}`;
    case 'artifact':
      return `artifact:${question.repo}:${question.component}:${question.digest}`;
  }
}

const pathsOf = ({ paths = [] }: RangeQuestion): string => paths.map((path) => `:${path}`).join('');
/** No path has two slashes in a row. */
const keysOf = ({ trackers = [] }: RangeQuestion): string => trackers.map((project) => `//${project}`).join('');

/** By question key. */
export type Answers = Map<string, Answer<AnswerOf[keyof AnswerOf]>>;

/** The answer to a question, if an earlier round brought one. */
export function answerTo<Asked extends Question>(
  answers: Answers,
  question: Asked,
): Answer<AnswerOf[Asked['ask']]> | undefined {
  return answers.get(questionKey(question)) as Answer<AnswerOf[Asked['ask']]> | undefined;
}
