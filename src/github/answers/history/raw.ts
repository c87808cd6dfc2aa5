import type { Maybe, RawActor } from '../../look/raw.ts';

/** What the documents of a history bring. Anything may be null: GitHub's schema says so. */

type Nodes<T> = Maybe<{ nodes: Maybe<Maybe<T>[]> }>;
/** A list of which there may be more than it shows. */
type Counted<T> = Maybe<{ totalCount: number; nodes: Maybe<Maybe<T>[]> }>;

export interface RawPlace {
  nameWithOwner: string;
  isPrivate: boolean;
}

export interface RawIssue {
  number: number;
  title: string;
  repository: RawPlace;
}

export interface RawPullRequest {
  number: number;
  title: string;
  body: string;
  merged: boolean;
  mergedAt: Maybe<string>;
  headRefName: string;
  author: Maybe<RawActor>;
  mergeCommit: Maybe<{ oid: string }>;
  baseRepository: Maybe<RawPlace>;
  labels: Nodes<{ name: string }>;
  closingIssuesReferences: Counted<RawIssue>;
}

/** A commit and the pull requests that GitHub's index associates with it. */
export interface RawBrought {
  oid: string;
  associatedPullRequests: Counted<RawPullRequest>;
}

/** `f<index>`: what stands at the root of that index. */
export interface RawHistoryCommit extends RawBrought {
  message: string;
  committedDate: string;
  authoredDate: string;
  author: Maybe<{ name: Maybe<string>; email: Maybe<string>; user: Maybe<{ login: string }> }>;
  parents: { nodes: Maybe<Maybe<{ oid: string }>[]> };
  [root: `f${number}`]: Maybe<{ oid: string }>;
}

/** The newest merges of a repository, by which the index is made up for where it lags. */
export interface RawLately {
  lately?: Nodes<RawPullRequest>;
}

export interface RawPage extends RawLately {
  from: Maybe<{ __typename: string; history?: { totalCount: number } }>;
  /** Absent where both ends are the same commit. */
  to?: Maybe<{
    __typename: string;
    history?: {
      totalCount?: number;
      pageInfo: { hasNextPage: boolean; endCursor: Maybe<string> };
      nodes: Maybe<Maybe<RawHistoryCommit>[]>;
    };
  }>;
  /** `e<index>`, `b<index>`: what stands at the root of that index at the end and at the beginning. */
  [end: `${'e' | 'b'}${number}`]: Maybe<{ oid: string }>;
}

export interface RawThread extends RawIssue {
  __typename: 'Issue' | 'PullRequest';
}
