import type { RepoName } from '../../names.ts';
import type { ChangelogCommit } from '../changelog-model.ts';
import type { RangeCommit } from '../history.ts';
import { attribute } from './attribute.ts';
import { subjectOf } from './subjects.ts';
import { touches } from './touching.ts';

/** What a move takes away, newest first: one line for each pull request that a subject claims, and for each other commit. */
export function removedLines(repo: RepoName, removed: RangeCommit[]): ChangelogCommit[] {
  const { pullRequests, direct } = attribute(repo, { commits: removed }, new Map());
  const place = new Map(removed.map(({ commit }, index) => [commit, index]));
  const ofPullRequests = pullRequests
    .filter(({ commits }) => commits.some(touches))
    .flatMap(({ fact, commits }) => {
      const landing = commits.find(({ commit }) => commit === fact.mergeCommit) ?? commits[0];
      return landing ? [{ ...lineOf(landing), subject: fact.title, author: fact.author, number: fact.number }] : [];
    });
  const lines = [...ofPullRequests, ...direct.filter(touches).map(lineOf)];
  return lines.sort((a, b) => (place.get(a.commit) ?? 0) - (place.get(b.commit) ?? 0));
}

const lineOf = ({ commit, message, author }: RangeCommit): ChangelogCommit => ({
  commit,
  subject: subjectOf(message),
  author,
});
