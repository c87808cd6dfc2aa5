import { commitSha, type CommitSha } from '../../../core/names.ts';
import { nodesOf, type Maybe, type RawPage } from '../raw.ts';

/**
 * GitHub lists all ancestors of a commit by their dates, those that merges brought along from side branches among them, and has no
 * list of first parents alone: each commit comes with its first parent, and the way from the tip is walked here. `after`: the name
 * of a variable.
 */
export const newestCommits = (first: number, after?: string): string =>
  `commits: history(first: ${first}${after === undefined ? '' : `, after: $${after}`}) { pageInfo { hasNextPage endCursor }
    nodes { oid ${FIRST_PARENT} } }`;

export const FIRST_PARENT = 'parents(first: 1) { nodes { oid } }';

/** What is selected of the tip commit of an environment's branch: as much of its past as a page of GitHub's holds. */
export const BRANCH_COMMITS = newestCommits(100);

/** A commit with its first parent, if it has one. */
export interface RawAncestor {
  oid: string;
  parents: Maybe<{ nodes: Maybe<Maybe<{ oid: string }>[]> }>;
}

export interface RawHistory<Commit extends RawAncestor = RawAncestor> {
  nodes: Maybe<Maybe<Commit>[]>;
}

/** The answer to `newestCommits`. */
export interface RawBranchCommits {
  commits: Maybe<RawHistory & { pageInfo: RawPage }>;
}

/**
 * The commits that were tips of the branch, newest first: the list's first, and from each its first parent, as far as the list goes.
 * With many commits on side branches these are few; what a branch's own commits were, they alone say.
 */
export function firstParents<Commit extends RawAncestor>(history: Maybe<RawHistory<Commit>> | undefined): Commit[] {
  const listed = nodesOf(history);
  const byId = new Map(listed.map((commit) => [commit.oid, commit]));
  const walked: Commit[] = [];
  for (let [next] = listed; next !== undefined; next = byId.get(nodesOf(next.parents)[0]?.oid ?? '')) walked.push(next);
  return walked;
}

/** The ids of the same. */
export const branchCommits = ({ commits }: RawBranchCommits): CommitSha[] =>
  firstParents(commits).map(({ oid }) => commitSha(oid));
