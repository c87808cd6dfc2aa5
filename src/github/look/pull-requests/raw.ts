import type { Maybe, RawActor, RawCommit } from '../raw.ts';

/** What the look's parts bring of pull requests. */

export type RawContext =
  | {
      __typename: 'CheckRun';
      name: string;
      status: string;
      conclusion: Maybe<string>;
      databaseId: Maybe<number>;
      checkSuite: Maybe<{ id: string }>;
    }
  | { __typename: 'StatusContext'; context: string; state: string };

/** A commit status of a name that was asked for. */
export interface RawNamedStatus {
  state: string;
  description: Maybe<string>;
  createdAt: string;
  creator: Maybe<RawActor>;
}

/** The status `sluice/gates` of the newest commit of a pull request. */
export interface RawGates {
  nodes: Maybe<Maybe<{ commit: { oid: string; status: Maybe<{ context: Maybe<RawNamedStatus> }> } }>[]>;
}

/** A pull request's place in a merge queue; without a commit while the queue has made none of it. */
export interface RawQueueEntry {
  id: string;
  headCommit: Maybe<{ oid: string; status: Maybe<{ context: Maybe<RawNamedStatus> }> }>;
}

/** The newest commit of a pull request, and what was reported on it. */
export interface RawJudged {
  nodes: Maybe<
    Maybe<{
      commit: {
        oid: string;
        status: Maybe<{ context: Maybe<RawNamedStatus> }>;
        statusCheckRollup: Maybe<{ contexts: { totalCount: number; nodes: Maybe<Maybe<RawContext>[]> } }>;
      };
    }>[]
  >;
}

/** The newest review of each person that says yes or no. */
export type RawReviews = Maybe<{
  nodes: Maybe<
    Maybe<{
      state: string;
      submittedAt: Maybe<string>;
      authorCanPushToRepository: boolean;
      author: Maybe<RawActor>;
      commit: Maybe<{ oid: string }>;
    }>[]
  >;
}>;

/** `updatedAt`: when its name, its colour or its description was changed last. */
export interface RawLabel {
  name: string;
  createdAt: Maybe<string>;
  updatedAt: Maybe<string>;
}

export interface RawLabelled {
  labels: Maybe<{ nodes: Maybe<Maybe<RawLabel>[]> }>;
  labelled: {
    nodes: Maybe<Maybe<{ createdAt: string; actor: Maybe<RawActor>; label: { name: string } }>[]>;
  };
}

/** Comments as far as markers are looked for in them. */
export interface RawSaid {
  nodes: Maybe<Maybe<{ body: string; author: Maybe<RawActor> }>[]>;
}

/** With the instant of each. */
export interface RawDatedSaid {
  nodes: Maybe<Maybe<{ body: string; author: Maybe<RawActor>; createdAt: string }>[]>;
}

/** With the number of each: a `BigInt`, which GraphQL writes as a text. */
export interface RawComments {
  nodes: Maybe<Maybe<{ fullDatabaseId: Maybe<string>; body: string; author: Maybe<RawActor> }>[]>;
}

export interface RawOpen extends RawLabelled {
  number: number;
  id: string;
  title: string;
  body: string;
  isDraft: boolean;
  isCrossRepository: boolean;
  headRefOid: string;
  baseRefName: string;
  mergeable: string;
  mergeStateStatus: string;
  reviewDecision: Maybe<string>;
  changedFiles: number;
  isMergeQueueEnabled: boolean;
  autoMergeRequest: Maybe<object>;
  mergeQueueEntry: Maybe<RawQueueEntry>;
  latestOpinionatedReviews: RawReviews;
  asked: {
    nodes: Maybe<Maybe<{ requestedReviewer: Maybe<{ __typename: string; combinedSlug?: string }> }>[]>;
  };
  comments: RawComments;
  commits: RawJudged;
}

/** A pull request into the base of an environment, whosever it is. */
export interface RawOther {
  number: number;
  isCrossRepository: boolean;
  headRefName: string;
  headRefOid: string;
  baseRefName: string;
  changedFiles: number;
  author: Maybe<RawActor>;
  files: RawFiles;
  latestOpinionatedReviews: RawReviews;
  mergeQueueEntry: Maybe<RawQueueEntry>;
  made: {
    totalCount: number;
    nodes: Maybe<Maybe<{ commit: RawMade }>[]>;
  };
  commits: RawJudged;
}

/** A commit of a pull request as far as it tells whose it is. */
export interface RawMade extends Pick<RawCommit, 'committer' | 'signature'> {
  author: Maybe<{ email: Maybe<string>; user: Maybe<{ login: string }> }>;
}

export type RawFiles = Maybe<{ nodes: Maybe<Maybe<{ path: string; changeType: string }>[]> }>;

/** A pull request that was merged into the base of an environment. */
export interface RawMerged {
  number: number;
  id: string;
  headRefOid: string;
  baseRefName: string;
  changedFiles: number;
  mergedAt: Maybe<string>;
  mergedBy: Maybe<RawActor>;
  mergeCommit: Maybe<{ oid: string }>;
  files: RawFiles;
  comments: RawSaid;
  commits: RawGates;
}

export interface RawPast {
  number: number;
  state: string;
  isCrossRepository: boolean;
  commits: { nodes: Maybe<Maybe<{ commit: RawCommit }>[]> };
  timelineItems: { nodes: Maybe<Maybe<{ actor?: Maybe<RawActor> }>[]> };
}
