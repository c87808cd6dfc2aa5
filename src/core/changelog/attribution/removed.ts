import type { RepoName } from '../../names.ts';
import type { ChangelogCommit } from '../changelog-model.ts';
import type { RangeCommit } from '../history.ts';
import { commitIndex } from '../range/commit-index.ts';
import { pickedCommits } from '../range/named-commits.ts';
import { attribute } from './attribute.ts';
import type { Brought } from './attribute.ts';
import { subjectOf } from './subjects.ts';
import { touches } from './touching.ts';

/**
 * What a move takes away, newest first: one line for each pull request that a subject claims, and for each other commit. A pull
 * request that `coming` has too, with all its removed commits, was only picked or rebased.
 */
export function removedLines(repo: RepoName, removed: RangeCommit[], coming: Brought[]): ChangelogCommit[] {
  const { pullRequests, direct } = attribute(repo, { commits: removed }, new Map());
  const place = new Map(removed.map(({ commit }, index) => [commit, index]));
  const there = new Map(coming.map(({ fact, commits }) => [fact.number, commits]));
  const ofPullRequests = pullRequests
    .filter(({ commits }) => commits.some(touches))
    .filter(({ fact, commits }) => !isAllThere(commits, there.get(fact.number) ?? []))
    .flatMap(({ fact, commits }) => {
      const landing = commits.find(({ commit }) => commit === fact.mergeCommit) ?? commits[0];
      return landing ? [{ ...lineOf(landing), subject: fact.title, author: fact.author, number: fact.number }] : [];
    });
  const lines = [...ofPullRequests, ...direct.filter(touches).map(lineOf)];
  return lines.sort((a, b) => (place.get(a.commit) ?? 0) - (place.get(b.commit) ?? 0));
}

/** Merges bring nothing themselves. A copy says what it was picked from, or has kept the author and the time of writing. */
function isAllThere(commits: RangeCommit[], there: RangeCommit[]): boolean {
  const own = commits.filter(({ parents }) => parents.length < 2);
  if (own.length === 0 || there.length === 0) return false;
  const [coming, removed] = [commitIndex(there), commitIndex(own)];
  const picked = new Set(there.flatMap(({ message }) => pickedCommits(message)).map((id) => removed.find(id)?.commit));
  const written = new Set(there.map(writtenKey));
  return own.every(
    (one) =>
      picked.has(one.commit) ||
      (one.authoredAt !== undefined && written.has(writtenKey(one))) ||
      pickedCommits(one.message).some((id) => coming.find(id) !== undefined),
  );
}

const writtenKey = ({ author, authoredAt }: RangeCommit): string => `${author}\n${authoredAt}`;

const lineOf = ({ commit, message, author }: RangeCommit): ChangelogCommit => ({
  commit,
  subject: subjectOf(message),
  author,
});
