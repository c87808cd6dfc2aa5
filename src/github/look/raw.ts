import type { RawBranchCommits, RawEnvironment } from './environment.ts';

/** The answers of the look's parts, as the document asks for them. Anything may be null: GitHub's schema says so. */

export type Maybe<T> = T | null;

export interface RawBlobEntry {
  mode: number;
  object: Maybe<{
    oid?: string;
    text?: Maybe<string>;
    isBinary?: Maybe<boolean>;
    isTruncated?: boolean;
    byteSize?: number;
  }>;
}

export interface RawCommit {
  oid: string;
  message: string;
  author: Maybe<{ name: Maybe<string>; email: Maybe<string>; user: Maybe<{ login: string }> }>;
  committer: Maybe<{ email: Maybe<string> }>;
  signature: Maybe<{ isValid: boolean; wasSignedByGitHub: boolean }>;
  parents: { nodes: Maybe<Maybe<{ oid: string }>[]> };
}

type RawText = Maybe<{ object: Maybe<{ text?: Maybe<string> }> }>;

export interface RawFileHistory {
  pageInfo: { hasNextPage: boolean };
  nodes: Maybe<
    Maybe<{
      oid: string;
      author: Maybe<{ name: Maybe<string>; user: Maybe<{ login: string }> }>;
      file: RawText;
      parents: { nodes: Maybe<Maybe<{ file: RawText }>[]> };
    }>[]
  >;
}

export interface RawActor {
  __typename: string;
  login: string;
}

/** `f<index>`: the file of that index; `h<index>`: its history. Only an environment's base has the newest commits. */
export interface RawTip extends Partial<RawBranchCommits> {
  oid: string;
  tree?: { oid: string };
  [file: `f${number}`]: Maybe<RawBlobEntry>;
  [history: `h${number}`]: Maybe<RawFileHistory>;
}

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

export interface RawOpen {
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
  comments: { nodes: Maybe<Maybe<{ body: string; author: Maybe<RawActor> }>[]> };
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
  files: Maybe<{ nodes: Maybe<Maybe<{ path: string }>[]> }>;
  commits: RawJudged;
}

export interface RawPast {
  number: number;
  state: string;
  isCrossRepository: boolean;
  commits: { nodes: Maybe<Maybe<{ commit: RawCommit }>[]> };
  timelineItems: { nodes: Maybe<Maybe<{ actor?: Maybe<RawActor> }>[]> };
}

export type RawRuleParameters =
  | { __typename: 'RequiredStatusChecksParameters'; requiredStatusChecks: { context: string }[] }
  | { __typename: 'PullRequestParameters'; requiredApprovingReviewCount: number; allowedMergeMethods: Maybe<string[]> }
  | { __typename: 'Other' };

export type RawVisibility = 'PUBLIC' | 'INTERNAL' | 'PRIVATE';

/** `others` and what is known of deployments are asked of environments alone. */
export interface RawHere extends Partial<RawEnvironment> {
  id: string;
  visibility: RawVisibility;
  isArchived: boolean;
  mergeCommitAllowed: boolean;
  squashMergeAllowed: boolean;
  rebaseMergeAllowed: boolean;
  consent: Maybe<{ target: Maybe<{ file?: Maybe<{ object: Maybe<{ text?: Maybe<string> }> }> }> }>;
  base: Maybe<{
    name: string;
    target: Maybe<RawTip>;
    refUpdateRule: Maybe<{
      requiredStatusCheckContexts: Maybe<Maybe<string>[]>;
      requiredApprovingReviewCount: Maybe<number>;
      requiresLinearHistory: boolean;
    }>;
    rules: Maybe<{ nodes: Maybe<Maybe<{ type: string; parameters: Maybe<RawRuleParameters> }>[]> }>;
    ahead: Maybe<{
      aheadBy: number;
      behindBy: number;
      headTarget: Maybe<{ oid: string }>;
      commits: { nodes: Maybe<Maybe<RawCommit>[]> };
    }>;
  }>;
  head: Maybe<{ target: Maybe<RawTip>; open: Maybe<{ nodes: Maybe<Maybe<RawOpen>[]> }> }>;
  past: Maybe<{ nodes: Maybe<Maybe<RawPast>[]> }>;
  others?: Maybe<{ nodes: Maybe<Maybe<RawOther>[]> }>;
}

/** `p<index>`: the newest commit below that root. */
export interface RawSourceTip {
  oid: string;
  file?: Maybe<{ object: Maybe<{ text?: Maybe<string> }> }>;
  [newest: `p${number}`]: Maybe<{ nodes: Maybe<Maybe<{ oid: string; committedDate: string }>[]> }>;
}

export interface RawSource {
  visibility: RawVisibility;
  defaultBranchRef: Maybe<{ name: string; target: Maybe<RawSourceTip> }>;
}

export interface RawBuilds {
  branch: Maybe<{ name: string; target: Maybe<{ oid: string } & Partial<RawBranchCommits>> }>;
}

export interface RawStage extends Partial<RawEnvironment> {
  branch: Maybe<{ name: string; target: Maybe<RawTip> }>;
}

export interface RawPolicy {
  defaultBranchRef: Maybe<{ target: Maybe<{ oid: string; file?: Maybe<{ oid: string }> }> }>;
}

/** The nodes of a connection without its holes. */
export const nodesOf = <T>(connection: Maybe<{ nodes: Maybe<Maybe<T>[]> }> | undefined): T[] =>
  (connection?.nodes ?? []).flatMap((node) => (node === null ? [] : [node]));
