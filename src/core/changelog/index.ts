/** What lies between two references of a component. `sluice/changelog` in the package. */
import { isKnown, type Unknown } from '../answer.ts';
import { isCommitSha, isRepoName } from '../names.ts';
import type { CommitSha } from '../names.ts';
import { answerChangelog, type ChangelogRequest } from './answer-changelog.ts';
import type { Changelog } from './changelog-model.ts';
import type { History } from './history.ts';
import { pathProblem } from './range/path-roots.ts';
import { isProject } from './references/tracker-project.ts';

export { commitSha, repoName } from '../names.ts';
export type { CommitSha, Instant, RepoName } from '../names.ts';
export type { Answer } from '../answer.ts';
export type { ChangelogRequest } from './answer-changelog.ts';
export type {
  Changelog,
  ChangelogCommit,
  ChangelogIssue,
  ChangelogPullRequest,
  DirectCommit,
  RevertedChange,
} from './changelog-model.ts';
export type {
  Associations,
  Classification,
  History,
  IssueAddress,
  IssueFact,
  KnownThreads,
  PullRequestFact,
  Range,
  RangeCommit,
} from './history.ts';

/** The history could not be read: nothing is known of what lies between, which is not the same as nothing. */
export class HistoryUnread extends Error {
  override readonly name = 'HistoryUnread';
  /** What somebody has to do, where it is known. */
  readonly next: string | undefined;

  constructor({ unknown, next }: Unknown) {
    super(next === undefined ? unknown : `${unknown}; ${next}`);
    this.next = next;
  }
}

/**
 * The pull requests, issues, direct commits and reverts between two commits of a repository. The same history gives the same
 * changelog. Throws `HistoryUnread` with the reason when the history cannot answer: half a changelog is none; a `TypeError` that
 * says what to give instead, when a name, an id, a path or a project is none.
 */
export async function changelog(request: ChangelogRequest, history: History): Promise<Changelog> {
  const answer = await answerChangelog(checked(request), history);
  if (!isKnown(answer)) throw new HistoryUnread(answer);
  return answer.known;
}

/** Callers from JavaScript have no types to hold them. */
function checked(request?: Partial<ChangelogRequest>): ChangelogRequest {
  const { repo, from, to, paths, trackers } = request ?? {};
  if (typeof repo !== 'string' || !isRepoName(repo)) {
    throw new TypeError(
      `repo is ${JSON.stringify(repo)}, which is no repository; give its owner and name, like "acme/web".`,
    );
  }
  const ids = { from: fullId('from', from), to: fullId('to', to) };
  for (const path of texts('paths', paths)) requirePath(path);
  for (const project of texts('trackers', trackers)) requireProject(project);
  return { ...request, repo, ...ids };
}

function texts(name: string, list: unknown = []): string[] {
  if (Array.isArray(list) && list.every((text) => typeof text === 'string')) return list;
  throw new TypeError(`${name} is ${JSON.stringify(list)}, which is no list of texts; give one, or leave it out.`);
}

function requirePath(path: string): void {
  const because = pathProblem(path);
  if (because === undefined) return;
  throw new TypeError(
    `paths has ${JSON.stringify(path)}, which ${because}; give a folder, a file or a glob as the repository has it, like "web/**".`,
  );
}

function requireProject(project: string): void {
  if (isProject(project.toUpperCase())) return;
  throw new TypeError(
    `trackers has ${JSON.stringify(project)}, which is no project of a tracker; give the part of a key before the dash, like "PAY".`,
  );
}

function fullId(name: string, id: unknown): CommitSha {
  const lower = typeof id === 'string' ? id.toLowerCase() : '';
  if (isCommitSha(lower)) return lower;
  throw new TypeError(
    `${name} is ${JSON.stringify(id)}, which is no full id of a commit; give its 40 digits, which "git rev-parse" tells for a branch, a tag or a shorter id.`,
  );
}
