import { Lineage } from '../../src/core/text/trailers.ts';
import { commitSha, componentName, repoName, stageName } from '../../src/core/names.ts';
import type { RawBranchCommits } from '../../src/github/look/snapshot/branch-commits.ts';
import type { RawBlobEntry, RawCommit, RawFileHistory, RawHere } from '../../src/github/look/raw.ts';
import type {
  RawMade,
  RawMerged,
  RawNamedStatus,
  RawOpen,
  RawOther,
  RawPast,
} from '../../src/github/look/pull-requests/raw.ts';

/** GitHub's answers as a look reads them: a small ordinary world, of which a test changes what it is about. */

/** `id('1')` is the commit 111…; a test names its commits by a digit or a letter. */
export const id = (name: string): string => name.repeat(40);

export const SELF = { slug: 'sluice', host: 'github.com' };
export const BOT = '12345+sluice[bot]@users.noreply.github.com';
const SIGNED = { isValid: true, wasSignedByGitHub: true };

type Base = NonNullable<RawHere['base']>;

export const LINEAGE: Lineage = {
  lane: { stage: stageName('docker'), component: componentName('payments') },
  pipeline: { repo: repoName('acme/platform'), commit: commitSha(id('9')) },
  entries: [{ component: componentName('payments'), code: commitSha(id('2')), from: commitSha(id('1')) }],
};

/** A commit of ours on the Sluice branch, standing on the base's tip. */
export const ourCommit = (change: Partial<RawCommit> = {}): RawCommit => ({
  oid: id('c'),
  message: `payments: Retry transfers\n\n${Lineage.format(LINEAGE)}`,
  committedDate: '2026-11-20T11:00:00Z',
  author: { name: 'sluice[bot]', email: BOT, user: null },
  committer: { user: { login: 'web-flow' } },
  signature: SIGNED,
  parents: { nodes: [{ oid: id('b') }] },
  ...change,
});

/** A person's commit: nobody's signature is on it. */
export const personsCommit = (change: Partial<RawCommit> = {}): RawCommit => ({
  ...ourCommit(),
  oid: id('d'),
  message: 'Try something',
  author: { name: 'Grace', email: 'grace@example.com', user: { login: 'grace' } },
  committer: { user: { login: 'grace' } },
  signature: null,
  parents: { nodes: [{ oid: id('c') }] },
  ...change,
});

/** A list that ends where it does. */
export const LAST_PAGE = { hasNextPage: false, endCursor: null };

/** The newest commits of a branch as GitHub lists them: `dbc` is the commit ddd… with the parents bbb… and ccc…. */
export const rawCommits = (...commits: string[]): NonNullable<RawBranchCommits['commits']> => ({
  pageInfo: LAST_PAGE,
  nodes: commits.map(([name = '', ...parents]) => ({
    oid: id(name),
    parents: { nodes: parents.slice(0, 1).map((parent) => ({ oid: id(parent) })) },
  })),
});

/** GitHub's button merged the base into the branch. */
export const mergeOfBase = (change: Partial<RawCommit> = {}): RawCommit => ({
  ...personsCommit(),
  oid: id('e'),
  message: "Merge branch 'main' into sluice/docker/payments",
  signature: SIGNED,
  parents: { nodes: [{ oid: id('c') }, { oid: id('f') }] },
  ...change,
});

/** An ordinary file as it stands in a tree. */
export function rawFile(text: string): RawBlobEntry {
  const object = { oid: id('7'), text, isBinary: false, isTruncated: false, byteSize: Buffer.byteLength(text) };
  return { mode: 0o100644, object };
}

export const rawHistory = (change: Partial<RawFileHistory> = {}): RawFileHistory => ({
  pageInfo: { hasNextPage: false },
  nodes: [],
  ...change,
});

/** An open pull request of ours on which nothing is the matter. */
export const rawOpen = (change: Partial<RawOpen> = {}): RawOpen => ({
  number: 41,
  id: 'PR_41',
  title: 'payments: Retry transfers',
  body: 'words\n\n<!-- sluice:v1 key=payments.1.2 kind=content -->\n',
  isDraft: false,
  isCrossRepository: false,
  headRefOid: id('c'),
  baseRefName: 'main',
  mergeable: 'MERGEABLE',
  mergeStateStatus: 'CLEAN',
  reviewDecision: null,
  changedFiles: 1,
  isMergeQueueEnabled: false,
  autoMergeRequest: null,
  mergeQueueEntry: null,
  latestOpinionatedReviews: { nodes: [] },
  labels: { nodes: [] },
  labelled: { nodes: [] },
  asked: { nodes: [] },
  comments: { nodes: [] },
  commits: { nodes: [{ commit: { oid: id('c'), status: null, statusCheckRollup: null } }] },
  ...change,
});

/** A pull request of the lane that was closed without a merge. */
export const rawPast = (change: Partial<RawPast> = {}): RawPast => ({
  number: 40,
  state: 'CLOSED',
  isCrossRepository: false,
  commits: { nodes: [{ commit: ourCommit() }] },
  timelineItems: { nodes: [{ actor: { __typename: 'User', login: 'grace' } }] },
  ...change,
});

const GRACE = { email: 'grace@example.com', user: { login: 'grace' } };

/** A commit of a pull request, made at GitHub by a person whose address it knows. */
export const rawMade = (change: Partial<RawMade> = {}): RawMade => ({
  author: GRACE,
  committer: { user: { login: 'web-flow' } },
  signature: SIGNED,
  ...change,
});

/** A status that our own App has set. */
export const rawStatus = (change: Partial<RawNamedStatus> = {}): RawNamedStatus => ({
  state: 'SUCCESS',
  description: 'Every gate is open.',
  createdAt: '2026-11-20T10:30:00Z',
  creator: { __typename: 'Bot', login: 'sluice' },
  ...change,
});

/** A pull request that a person merged into the base. */
export const rawMerged = (change: Partial<RawMerged> = {}): RawMerged => ({
  number: 50,
  id: 'PR_50',
  headRefOid: id('c'),
  baseRefName: 'main',
  changedFiles: 1,
  mergedAt: '2026-11-20T11:00:00Z',
  mergedBy: { __typename: 'User', login: 'grace' },
  mergeCommit: { oid: id('4') },
  files: { nodes: [{ path: 'README.md', changeType: 'MODIFIED' }] },
  comments: { nodes: [] },
  commits: { nodes: [{ commit: { oid: id('c'), status: null } }] },
  ...change,
});

/** A person's open pull request into the base that changes one file without pins. */
export const rawOther = (change: Partial<RawOther> = {}): RawOther => ({
  number: 51,
  isCrossRepository: false,
  headRefName: 'docs',
  headRefOid: id('c'),
  baseRefName: 'main',
  changedFiles: 1,
  author: { __typename: 'User', login: 'grace' },
  mergeQueueEntry: null,
  files: { nodes: [{ path: 'README.md', changeType: 'MODIFIED' }] },
  latestOpinionatedReviews: { nodes: [] },
  made: { totalCount: 1, nodes: [{ commit: rawMade() }] },
  commits: { nodes: [{ commit: { oid: id('c'), status: null, statusCheckRollup: null } }] },
  ...change,
});

export const rawBase = (change: Partial<Base> = {}): Base => ({
  name: 'main',
  target: { oid: id('b'), tree: { oid: id('8') }, f0: rawFile('ARG APP_COMMIT=1\n'), h0: rawHistory() },
  refUpdateRule: null,
  rules: { nodes: [] },
  ahead: null,
  ...change,
});

/** A repository that pins one file and has no Sluice branch. */
export const rawHere = (change: Partial<RawHere> = {}): RawHere => ({
  id: 'R_docker',
  visibility: 'PRIVATE',
  isArchived: false,
  mergeCommitAllowed: true,
  squashMergeAllowed: true,
  rebaseMergeAllowed: true,
  autoMergeAllowed: false,
  consent: { target: { file: { object: { text: 'pipeline: acme/platform\n' } } } },
  base: rawBase(),
  head: null,
  past: { nodes: [] },
  ...change,
});

/** The same as an environment lives in it, in which nothing was deployed yet. */
export const rawEnvironmentHere = (change: Partial<RawHere> = {}): RawHere => {
  const base = rawBase();
  const target = { oid: id('b'), ...base.target, commits: rawCommits('b') };
  return rawHere({
    base: { ...base, target },
    deployments: { pageInfo: LAST_PAGE, nodes: [] },
    released: { nodes: [] },
    others: { nodes: [] },
    lately: { nodes: [] },
    ...change,
  });
};

/** The same with a Sluice branch that holds these commits, oldest first as GitHub lists them. */
export function rawBranch(
  commits: RawCommit[],
  change: Partial<Base['ahead'] & object> = {},
): Pick<RawHere, 'base' | 'head'> {
  const tip = commits.at(-1)?.oid ?? id('b');
  const ahead = { aheadBy: commits.length, behindBy: 0, headTarget: { oid: tip }, commits: { nodes: commits } };
  return {
    base: rawBase({ ahead: { ...ahead, ...change } }),
    head: { target: { oid: tip, f0: rawFile('ARG APP_COMMIT=2\n') }, open: { nodes: [] } },
  };
}
