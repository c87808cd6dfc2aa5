import { commitSha } from '../../../core/names.ts';
import type { BranchCommit, LaneBranchState } from '../../../core/promotion/snapshot.ts';
import { Lineage } from '../../../core/text/trailers.ts';
import { nodesOf, type RawCommit, type RawHere } from '../raw.ts';
import { isOurCommit, type Self } from '../self.ts';

/** What the Sluice branch adds to its base. Undefined: there is none; `unknown`: GitHub's answers do not fit together. */
export function branchState(raw: RawHere, self: Self): LaneBranchState | undefined | 'unknown' {
  const tip = raw.head?.target;
  if (tip === null || tip === undefined) return undefined;
  const ahead = raw.base?.ahead;
  if (ahead === null || ahead === undefined) return 'unknown';
  const commits = nodesOf(ahead.commits).toReversed();
  // The comparison takes a short name, which a tag may bear too: it counts only when it speaks of the branch's own tip.
  if (commits.length < ahead.aheadBy || ahead.headTarget?.oid !== tip.oid) return 'unknown';
  const own = new Set(commits.map((commit) => commit.oid));
  const lineage = commits
    .filter((commit) => isOurCommit(commit, self))
    .map((commit) => Lineage.parse(commit.message))
    .find((found) => found !== undefined);
  return {
    tip: commitSha(tip.oid),
    commits: commits.map((commit) => branchCommit(commit, own, self)),
    ...(lineage === undefined ? {} : { lineage }),
  };
}

function branchCommit(raw: RawCommit, own: Set<string>, self: Self): BranchCommit {
  const parents = nodesOf(raw.parents);
  const author = raw.author?.user?.login;
  const committer = raw.committer?.user?.login;
  return {
    commit: commitSha(raw.oid),
    at: Date.parse(raw.committedDate),
    author: author ?? raw.author?.name ?? 'somebody',
    // GitHub itself commits what people edit in the browser.
    ...(committer === undefined || committer === 'web-flow' ? {} : { committer }),
    isKnownAuthor: author !== undefined && committer !== undefined,
    byUs: isOurCommit(raw, self),
    mergesBase:
      parents.length === 2 &&
      raw.signature?.isValid === true &&
      raw.signature.wasSignedByGitHub &&
      parents.some((parent) => !own.has(parent.oid)),
  };
}
