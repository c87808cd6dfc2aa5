import type { Maybe } from '../look/raw.ts';

const COMMIT = `oid message committedDate author { name user { login } } parents(first: 10) { totalCount nodes { oid } }
  associatedPullRequests(first: 5) { nodes { number title body merged author { login } mergeCommit { oid }
    baseRepository { nameWithOwner }
    closingIssuesReferences(first: 10) { nodes { number title repository { nameWithOwner isPrivate } } } } }`;

/** One page of history behind `to`, with the pull requests and issues of every commit: one read for an ordinary range. */
export const RANGE = `query Range($owner: String!, $name: String!, $from: GitObjectID!, $to: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    from: object(oid: $from) { __typename oid }
    to: object(oid: $to) { __typename oid ... on Commit { history(first: 100) { pageInfo { hasNextPage } nodes { ${COMMIT} } } } }
  } }`;

/** The same facts for commits that only the comparison named. */
export function commitsDocument(oids: string[]): { text: string; variables: Record<string, string> } {
  const declared = oids.map((_, index) => `$c${index}: GitObjectID!`).join(', ');
  const fields = oids
    .map((_, index) => `c${index}: object(oid: $c${index}) { ... on Commit { ${COMMIT} } }`)
    .join('\n');
  return {
    text: `query RangeCommits($owner: String!, $name: String!, ${declared}) { repository(owner: $owner, name: $name) { ${fields} } }`,
    variables: Object.fromEntries(oids.map((oid, index) => [`c${index}`, oid])),
  };
}

export interface RawRangeCommit {
  oid: string;
  message: string;
  committedDate: string;
  author: Maybe<{ name: Maybe<string>; user: Maybe<{ login: string }> }>;
  parents: { totalCount: number; nodes: Maybe<Maybe<{ oid: string }>[]> };
  associatedPullRequests: Maybe<{ nodes: Maybe<Maybe<RawAssociated>[]> }>;
}

export interface RawAssociated {
  number: number;
  title: string;
  body: string;
  merged: boolean;
  author: Maybe<{ login: string }>;
  mergeCommit: Maybe<{ oid: string }>;
  baseRepository: Maybe<{ nameWithOwner: string }>;
  closingIssuesReferences: Maybe<{
    nodes: Maybe<Maybe<{ number: number; title: string; repository: { nameWithOwner: string; isPrivate: boolean } }>[]>;
  }>;
}

export interface RawRange {
  repository: Maybe<{
    from: Maybe<{ __typename: string; oid: string }>;
    to: Maybe<{
      __typename: string;
      oid: string;
      history?: { pageInfo: { hasNextPage: boolean }; nodes: Maybe<Maybe<RawRangeCommit>[]> };
    }>;
  }>;
}
