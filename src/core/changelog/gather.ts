import type { CommitSha } from '../names.ts';
import type { ChangelogQuestion } from './answer-changelog.ts';
import type { Attribution, Brought } from './attribution/attribute.ts';
import { kindOf } from './attribution/kinds.ts';
import { originsOf } from './origins/origins.ts';
import { findReverts } from './reverts/find-reverts.ts';
import { settle } from './reverts/settle.ts';
import { touches, touching } from './attribution/touching.ts';
import type { ChangelogPullRequest, RevertedChange } from './changelog-model.ts';
import type { Range, RangeCommit } from './history.ts';
import type { IssueReference } from './references/issue-references.ts';
import { changeReader, sayingOf } from './change-words.ts';
import type { ChangeWords } from './change-words.ts';
import { coAuthorsOf } from './references/people.ts';
import { strongest } from './threads.ts';

export interface GatheredPullRequest extends ChangeWords {
  brought: Brought;
  origins: number[];
  coAuthors: string[];
  kind?: NonNullable<ChangelogPullRequest['kind']>;
}

/** The range sorted out, before titles of issues are known. */
export interface Gathered {
  pullRequests: GatheredPullRequest[];
  direct: (ChangeWords & { commit: RangeCommit })[];
  reverted: RevertedChange[];
  /** All of the range or, where paths were asked for, those that touch them and the merges of their pull requests. */
  commits: CommitSha[];
  /** All threads that the changes name, each once. */
  references: IssueReference[];
}

/** Leaves out what the range itself takes back and what touches no path that was asked for, and reads the rest. */
export function gatherReferences(question: ChangelogQuestion, range: Range, attribution: Attribution): Gathered {
  const { repo } = question;
  const reverts = findReverts(repo, range, attribution);
  const { pullRequests, direct, reverted } = touching(settle(range.commits, attribution, reverts));
  const origins = originsOf(repo, range, attribution);
  const read = changeReader(question, attribution);
  const saying = sayingOf(reverts);
  const isLeft = ({ commit }: RangeCommit): boolean => !reverts.undone.has(commit) && !reverts.spent.has(commit);
  const gathered = {
    pullRequests: pullRequests.map((brought) => {
      const commits = brought.commits.filter(isLeft);
      const from = origins({ ...brought, commits });
      const back = brought.commits.flatMap(({ commit }) => reverts.reapplied.get(commit) ?? []);
      const numbers = [...new Set([...from.numbers, ...back])].filter((number) => number !== brought.fact.number);
      const kind = kindOf(brought, reverts);
      return {
        ...read({ ...brought, commits }, { numbers, commits: from.commits, ...saying(brought.commits) }),
        brought,
        origins: numbers.sort((a, b) => a - b),
        coAuthors: coAuthors(brought.fact.author, commits),
        ...(kind && { kind }),
      };
    }),
    direct: direct.map((commit) => ({
      ...read({ commits: [commit] }, { numbers: [], commits: [], ...saying([commit]) }),
      commit,
    })),
    reverted: reverted.map(({ line }) => line),
  };
  const changes: ChangeWords[] = [...gathered.pullRequests, ...gathered.direct];
  // A merge touches nothing itself: it stays with its pull request.
  const merges = new Set(pullRequests.flatMap(({ commits }) => commits.filter(({ parents }) => parents.length > 1)));
  return {
    ...gathered,
    commits: range.commits.filter((commit) => touches(commit) || merges.has(commit)).map(({ commit }) => commit),
    references: strongest(changes.flatMap(({ references }) => references)),
  };
}

const coAuthors = (author: string, commits: RangeCommit[]): string[] => [
  ...new Set(commits.toReversed().flatMap(({ message }) => coAuthorsOf(message, author))),
];
