import { readCommit, writeCommit } from '../../git/commit.ts';
import type { Commit } from '../../git/commit.ts';
import { countLines, diffTrees } from '../../git/diff.ts';
import type { FileChange } from '../../git/diff.ts';
import { compare, isAncestor, mergeBase } from '../../git/history.ts';
import { mergeTrees } from '../../git/merge.ts';
import type { Oid } from '../../git/storage.ts';
import { webFlow } from '../accounts.ts';
import { personOf } from '../commits.ts';
import { blockersOf, contextsOf, protectionOf, worst } from '../policy.ts';
import type { ForgeState, Pull, Repo } from '../state.ts';
import { queueRuleOf } from './queue/entry.ts';

/** What a pull request brings, against the base it is compared with. */
export interface Changes {
  /** The head's own commits, oldest first. */
  commits: Commit[];
  files: FileChange[];
  additions: number;
  deletions: number;
}

export type Mergeable = 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
export type MergeState = 'BEHIND' | 'BLOCKED' | 'CLEAN' | 'DIRTY' | 'DRAFT' | 'UNKNOWN' | 'UNSTABLE';

interface Job {
  key: string;
  changes?: Changes;
  /** The commit of the test merge; null when the two conflict. */
  merge?: Oid | null;
}

/** How long the job takes that a first read starts (virtual milliseconds). */
const mergeabilityJobMs = 1_000;

const jobs = new WeakMap<Pull, Job>();

/** What was computed for this base and head; both are immutable, so it never goes stale. */
function jobOf(pull: Pull): Job {
  const key = `${pull.baseOid} ${pull.headOid}`;
  const known = jobs.get(pull);
  if (known?.key === key) return known;
  const job = { key };
  jobs.set(pull, job);
  return job;
}

/** Lets a copy of a pull request know what was computed for it: its test merge stays one commit. */
export function shareJob(pull: Pull, copy: Pull): void {
  const job = jobs.get(pull);
  if (job !== undefined) jobs.set(copy, { ...job });
}

export function changesOf(repo: Repo, pull: Pull): Changes {
  const job = jobOf(pull);
  job.changes ??= computeChanges(repo, pull);
  return job.changes;
}

function computeChanges(repo: Repo, pull: Pull): Changes {
  const { objects } = repo.git;
  const { commits, mergeBase: shared } = compare(objects, pull.baseOid, pull.headOid);
  const files = diffTrees(objects, shared, pull.headOid);
  const counts = files.map((file) => countLines(objects, file));
  const sum = (key: 'additions' | 'deletions') => counts.reduce((total, count) => total + count[key], 0);
  return { commits, files, additions: sum('additions'), deletions: sum('deletions') };
}

/** The commit that merging would give, as GitHub makes it to find out; undefined when the two conflict. */
export function testMerge(state: ForgeState, repo: Repo, pull: Pull): Oid | undefined {
  const job = jobOf(pull);
  job.merge ??= computeMerge(state, repo, pull);
  return job.merge ?? undefined;
}

function computeMerge(state: ForgeState, repo: Repo, pull: Pull): Oid | null {
  const { objects } = repo.git;
  const shared = mergeBase(objects, pull.baseOid, pull.headOid);
  const result = mergeTrees(objects, shared, pull.baseOid, pull.headOid);
  if ('conflicts' in result) return null;
  const at = state.clock.now();
  return writeCommit(objects, {
    tree: result.tree,
    parents: [pull.baseOid, pull.headOid],
    author: personOf(pull.author, at),
    committer: { ...webFlow, at },
    message: `Merge ${pull.headOid} into ${pull.baseOid}`,
    signed: true,
  });
}

/** The tree of that merge. */
export function mergedTree(state: ForgeState, repo: Repo, pull: Pull): Oid | undefined {
  const commit = testMerge(state, repo, pull);
  return commit === undefined ? undefined : readCommit(repo.git.objects, commit).tree;
}

/** Reads mergeability as GitHub does: the first read after a change starts the job, and until that is done it is unknown. */
export function mergeableOf(state: ForgeState, repo: Repo, pull: Pull): Mergeable {
  if (pull.state === 'closed') return pull.merged === undefined ? 'UNKNOWN' : 'MERGEABLE';
  const now = state.clock.now();
  if (pull.mergeabilityKnownAt === Infinity) pull.mergeabilityKnownAt = now + mergeabilityJobMs;
  if (now < pull.mergeabilityKnownAt) return 'UNKNOWN';
  return testMerge(state, repo, pull) === undefined ? 'CONFLICTING' : 'MERGEABLE';
}

/** GitHub's mergeStateStatus for a mergeability already read. */
export function mergeStateOf(repo: Repo, pull: Pull, mergeable: Mergeable): MergeState {
  if (mergeable === 'UNKNOWN' || pull.state === 'closed') return 'UNKNOWN';
  if (mergeable === 'CONFLICTING') return 'DIRTY';
  if (pull.draft) return 'DRAFT';
  if (blockersOf(repo, pull).length > 0) return 'BLOCKED';
  if (isBehind(repo, pull)) return 'BEHIND';
  const verdict = worst(contextsOf(repo, pull.headOid).map((context) => context.verdict));
  return verdict === undefined || verdict === 'success' ? 'CLEAN' : 'UNSTABLE';
}

/** The same without waiting for the job that readers wait for. */
export function mergeStateNow(state: ForgeState, repo: Repo, pull: Pull): MergeState {
  if (pull.state === 'closed') return 'UNKNOWN';
  return mergeStateOf(repo, pull, testMerge(state, repo, pull) === undefined ? 'CONFLICTING' : 'MERGEABLE');
}

/** Whether nothing required holds the pull request back. */
export function isReady(state: ForgeState, repo: Repo, pull: Pull): boolean {
  const now = mergeStateNow(state, repo, pull);
  return now === 'CLEAN' || now === 'UNSTABLE';
}

/** Whether the base must be in the head and is not; a merge queue brings the two together itself. */
export function isBehind(repo: Repo, pull: Pull): boolean {
  if (queueRuleOf(repo, pull.base) !== undefined) return false;
  if (protectionOf(repo, pull.base)?.strict !== true) return false;
  return !isAncestor(repo.git.objects, pull.baseOid, pull.headOid);
}
