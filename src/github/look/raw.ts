import type { RawBranchCommits } from './snapshot/branch-commits.ts';
import type { RawEnvironment } from './environment.ts';
import type { RawMerged, RawOpen, RawOther, RawPast } from './pull-requests/raw.ts';

/** The answers of the look's parts, as the document asks for them. Anything may be null: GitHub's schema says so. */

export type Maybe<T> = T | null;

/** Where a page of a list ends. */
export interface RawPage {
  hasNextPage: boolean;
  endCursor?: Maybe<string>;
}

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
  committedDate: string;
  author: Maybe<{ name: Maybe<string>; email: Maybe<string>; user: Maybe<{ login: string }> }>;
  committer: Maybe<{ user: Maybe<{ login: string }> }>;
  signature: Maybe<{ isValid: boolean; wasSignedByGitHub: boolean }>;
  parents: { nodes: Maybe<Maybe<{ oid: string }>[]> };
}

type RawText = Maybe<{ object: Maybe<{ text?: Maybe<string> }> }>;

export interface RawFileHistory {
  pageInfo: { hasNextPage: boolean };
  nodes: Maybe<
    Maybe<{
      oid: string;
      committedDate: string;
      author: Maybe<RawGitActor>;
      file: RawText;
      parents: { nodes: Maybe<Maybe<{ file: RawText }>[]> };
    }>[]
  >;
}

/** Who a commit says made it; `user` where GitHub knows an account of that address, which bots have none of. */
export interface RawGitActor {
  name: Maybe<string>;
  user: Maybe<{ login: string }>;
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

export type RawRuleParameters =
  | {
      __typename: 'RequiredStatusChecksParameters';
      strictRequiredStatusChecksPolicy: boolean;
      requiredStatusChecks: { context: string }[];
    }
  | { __typename: 'PullRequestParameters'; requiredApprovingReviewCount: number; allowedMergeMethods: Maybe<string[]> }
  | { __typename: 'Other' };

/** The newest commit of the default branch with `.github/sluice.yml`. */
export type RawConsent = Maybe<{ target: Maybe<{ file?: RawText }> }>;

export type RawVisibility = 'PUBLIC' | 'INTERNAL' | 'PRIVATE';

/** `others`, `lately` and what is known of deployments are asked of environments alone. */
export interface RawHere extends Partial<RawEnvironment> {
  id: string;
  visibility: RawVisibility;
  isArchived: boolean;
  mergeCommitAllowed: boolean;
  squashMergeAllowed: boolean;
  rebaseMergeAllowed: boolean;
  autoMergeAllowed: boolean;
  consent: RawConsent;
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
  lately?: Maybe<{ nodes: Maybe<Maybe<RawMerged>[]> }>;
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

/** Who may read a repository that is not the lane's own, and its `.github/sluice.yml`. */
export interface RawWalls {
  visibility: RawVisibility;
  consent: RawConsent;
}

export interface RawBuilds extends RawWalls {
  branch: Maybe<{ name: string; target: Maybe<{ oid: string } & Partial<RawBranchCommits>> }>;
}

export interface RawStage extends Partial<RawEnvironment>, RawWalls {
  branch: Maybe<{ name: string; target: Maybe<RawTip> }>;
}

export interface RawPolicy {
  defaultBranchRef: Maybe<{ target: Maybe<{ oid: string; file?: Maybe<{ oid: string }> }> }>;
}

/** The nodes of a connection without its holes. */
export const nodesOf = <T>(connection: Maybe<{ nodes: Maybe<Maybe<T>[]> }> | undefined): T[] =>
  (connection?.nodes ?? []).flatMap((node) => (node === null ? [] : [node]));
