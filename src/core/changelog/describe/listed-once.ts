/** Where each change of a changelog stands, whoever shows it: in one list, and counted there. */
import type {
  Changelog,
  ChangelogCommit,
  ChangelogPullRequest,
  DirectCommit,
  RevertedChange,
} from '../changelog-model.ts';
import type { ChangelogStyle } from '../changelog-style.ts';
import { HEADING } from './headings.ts';
import { headingOf } from './kinds.ts';

/** Newest first, each of them. */
export interface ListedOnce {
  pullRequests: ListedPullRequest[];
  directCommits: DirectCommit[];
  reverted: ListedRevert[];
  removed: ChangelogCommit[];
}

export interface ListedPullRequest extends ChangelogPullRequest {
  /** It takes back something older, these pull requests where their numbers are known. */
  takesBack?: number[];
}

export interface ListedRevert extends RevertedChange {
  /** What takes it back, where that is a pull request and does nothing else. */
  pullRequest?: ListedPullRequest;
  /** What takes it back, where that is a commit that no pull request brought. */
  direct?: DirectCommit;
}

/**
 * What takes back something older is among the changes of a changelog and among what it took back. A pull request that does more
 * than that stands with its kind, and everything else under what was taken back.
 */
export function listedOnce({ pullRequests, directCommits, reverted, removed }: Changelog): ListedOnce {
  const older = reverted.filter(({ what }) => what === 'older');
  const byNumber = new Map(older.flatMap((entry) => (entry.number === undefined ? [] : [[entry.number, entry]])));
  const listed = new Map(pullRequests.map((pr) => [pr.number, withTakenBack(pr, byNumber.get(pr.number))]));
  const takers = new Set(older.map(({ commit }) => commit));
  const direct = new Map(directCommits.filter(({ commit }) => takers.has(commit)).map((one) => [one.commit, one]));
  return {
    pullRequests: [...listed.values()].filter((pr) => !isRevert(pr)),
    directCommits: directCommits.filter(({ commit }) => !direct.has(commit)),
    reverted: reverted.flatMap((entry) => {
      if (entry.what === 'undone') return [entry];
      const taker = direct.get(entry.commit);
      const pullRequest = listed.get(entry.number ?? 0);
      if (pullRequest === undefined) return [taker === undefined ? entry : { ...entry, direct: taker }];
      return isRevert(pullRequest) ? [{ ...entry, pullRequest }] : [];
    }),
    removed,
  };
}

const withTakenBack = (pr: ChangelogPullRequest, entry: RevertedChange | undefined): ListedPullRequest =>
  entry === undefined ? pr : { ...pr, takesBack: entry.reverts };

const isRevert = ({ kind, takesBack }: ListedPullRequest): boolean => kind === 'revert' && takesBack !== undefined;

export interface ByKind {
  /** Of people, in the order of the style's kinds. */
  own: [kind: string, ListedPullRequest[]][];
  dependencies: ListedPullRequest[];
  sync: ListedPullRequest[];
}

/** The kinds of people's pull requests, and what machines did by itself. */
export function byKind(pullRequests: ListedPullRequest[], { kinds }: ChangelogStyle): ByKind {
  const {
    own = [],
    dependencies = [],
    sync = [],
  } = Object.groupBy(pullRequests, ({ kind }) => (kind === 'sync' || kind === 'dependencies' ? kind : 'own'));
  const groups = Map.groupBy(own, (pr) => headingOf(pr, { kinds }));
  const order = [...new Set([...kinds.map(({ title }) => title), HEADING.other])];
  return {
    own: order.flatMap((kind): ByKind['own'] => {
      const prs = groups.get(kind);
      return prs === undefined ? [] : [[kind, prs]];
    }),
    dependencies,
    sync,
  };
}

/** A squash has its number at the end of its subject, a merge in the middle: neither is told where the number stands beside. */
export function nameBeside(text: string, number: number | undefined): string {
  if (number === undefined) return text;
  let name = text.trim();
  for (const end of [`(#${number})`, `(GH-${number})`])
    while (name.endsWith(end)) name = name.slice(0, -end.length).trim();
  const merge = `Merge pull request #${number} from `;
  if (name.startsWith(merge)) name = `Merge ${name.slice(merge.length)}`;
  return name === '' ? text : name;
}
