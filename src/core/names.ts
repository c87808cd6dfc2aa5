/** The words of the model as branded strings, checked once at the edge where they come in. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** `owner/name` as GitHub spells it. */
export type RepoName = Branded<'RepoName'>;
/** A full git commit id: 40 lowercase hexadecimal characters. */
export type CommitSha = Branded<'CommitSha'>;
/** `sha256:` and 64 lowercase hexadecimal characters. */
export type Digest = Branded<'Digest'>;
export type BranchName = Branded<'BranchName'>;
export type StageName = Branded<'StageName'>;
export type ComponentName = Branded<'ComponentName'>;
/** `owner/repo:stage/component`, where the repo is the pipeline's. */
export type LaneId = Branded<'LaneId'>;
/** `owner/repo#number` of the pull request that carries it. */
export type PromotionId = Branded<'PromotionId'>;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

const REPO = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/;
const COMMIT = /^[0-9a-f]{40}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const LOGIN = /^[\w-]+(?:\[bot\])?$/;

export const isRepoName = (text: string): text is RepoName => REPO.test(text) && !/\/\.{1,2}$/.test(text);
export const isCommitSha = (text: string): text is CommitSha => COMMIT.test(text);
export const isDigest = (text: string): text is Digest => DIGEST.test(text);
/** Stage and component names: they become parts of branch names. */
export const isPlainName = (text: string): boolean => NAME.test(text);
/** What may be a login: nothing in it acts in a text. A commit may name its author otherwise, and as somebody else. */
export const isLogin = (text: string): boolean => LOGIN.test(text);

function must<T extends string>(text: string, is: (text: string) => boolean, what: string): T {
  if (!is(text)) throw new Error(`${JSON.stringify(text)} is not ${what}`);
  return text as T;
}

/** The checked constructors; they throw a plain error, since a wrong value here is our bug or a foreign answer. */
export const repoName = (text: string): RepoName => must(text, isRepoName, 'a repository name (owner/name)');
export const commitSha = (text: string): CommitSha => must(text, isCommitSha, 'a full commit id');
export const stageName = (text: string): StageName => must(text, isPlainName, 'a stage name');
export const componentName = (text: string): ComponentName => must(text, isPlainName, 'a component name');
export const branchName = (text: string): BranchName => text as BranchName;
export const promotionId = (repo: RepoName, number: number): PromotionId => `${repo}#${number}` as PromotionId;
