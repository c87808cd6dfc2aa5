import { authorOf } from '../../../core/changelog/references/people.ts';
import type { IssueFact, PullRequestFact, RangeCommit } from '../../../core/changelog/history.ts';
import { commitSha, repoName, type RepoName } from '../../../core/names.ts';
import { nodesOf, type Maybe, type RawActor } from '../../look/raw.ts';
import type { RawBrought, RawHistoryCommit, RawIssue, RawPullRequest } from './raw.ts';

/** A commit as a range has it, in the words that git alone would use where GitHub knows no account. */
export function rangeCommit(raw: RawHistoryCommit): RangeCommit {
  const { author } = raw;
  return {
    commit: commitSha(raw.oid),
    parents: nodesOf(raw.parents).map(({ oid }) => commitSha(oid)),
    message: raw.message,
    author: author?.user?.login ?? authorOf({ name: author?.name ?? '', email: author?.email ?? '' }),
    at: Date.parse(raw.committedDate),
    authoredAt: Date.parse(raw.authoredDate),
  };
}

/** The merged pull requests of that repository alone: a fork's may hold the same commit. */
export const mergedInto = (repo: RepoName, raw: Pick<RawBrought, 'associatedPullRequests'>): PullRequestFact[] =>
  nodesOf(raw.associatedPullRequests)
    .filter((pr) => pr.merged && pr.baseRepository?.nameWithOwner.toLowerCase() === repo.toLowerCase())
    .map((pr) => pullRequestFact(repo, pr));

export const hasMoreIssues = ({ closingIssuesReferences: list }: RawPullRequest): boolean =>
  list !== null && list.totalCount > (list.nodes ?? []).length;

/** Whether there are more pull requests of a commit, or more issues of one of them, than were asked for. */
export function isCut({ associatedPullRequests: list }: Pick<RawBrought, 'associatedPullRequests'>): boolean {
  if (list === null) return false;
  return list.totalCount > (list.nodes ?? []).length || nodesOf(list).some((pr) => pr.merged && hasMoreIssues(pr));
}

/** A pull request as GitHub has it now. */
export function pullRequestFact(repo: RepoName, raw: RawPullRequest): PullRequestFact {
  return {
    repo,
    number: raw.number,
    title: raw.title,
    body: raw.body,
    author: loginOf(raw.author),
    ...(raw.mergeCommit === null ? {} : { mergeCommit: commitSha(raw.mergeCommit.oid) }),
    ...(raw.mergedAt === null ? {} : { mergedAt: Date.parse(raw.mergedAt) }),
    head: raw.headRefName,
    labels: nodesOf(raw.labels).map(({ name }) => name),
    closes: nodesOf(raw.closingIssuesReferences).map(issueFact),
  };
}

/** GraphQL leaves out what REST and webhooks write behind a bot's name. Who deleted their account is GitHub's `ghost`. */
const loginOf = (actor: Maybe<RawActor>): string =>
  actor === null ? 'ghost' : `${actor.login}${actor.__typename === 'Bot' ? '[bot]' : ''}`;

/** An issue where it is now, which for a transferred one is another repository. */
export const issueFact = ({ number, title, repository }: RawIssue): IssueFact => ({
  repo: repoName(repository.nameWithOwner),
  number,
  title,
  private: repository.isPrivate,
});
