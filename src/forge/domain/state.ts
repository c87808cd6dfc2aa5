import type { Clock } from '../clock/clock.ts';
import type { Oid, Storage } from '../git/storage.ts';

/** Everything the forge knows. Plain objects; the functions beside this file change them and emit the events. */

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';
export type Permissions = Record<string, 'read' | 'write' | 'admin'>;

export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Bot' | 'Organization';
}

export interface ForgeApp {
  id: number;
  slug: string;
  name: string;
  owner: Account;
  /** `slug[bot]`: what the App's installations act as. */
  bot: Account;
  /** PEM of the key that App JWTs are verified with. */
  publicKey: string;
  permissions: Permissions;
  events: string[];
  webhook?: { url: string; secret: string };
}

export interface Installation {
  id: number;
  account: Account;
  permissions: Permissions;
  /** Repository ids the installation may touch. */
  repositories: Set<number>;
  suspendedAt?: number;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Comment {
  id: number;
  author: Account;
  body: string;
  createdAt: number;
  updatedAt: number;
}

/** What happened to an issue or pull request, in order; GitHub's timeline, as far as the forge keeps it. */
export interface TimelineEvent {
  id: number;
  kind: 'closed' | 'reopened' | 'merged' | 'labeled' | 'unlabeled';
  actor: Account;
  at: number;
  label?: Label;
  /** What closed an issue, when a pull request or a commit did. */
  closer?: { repo: Repo; number: number } | { repo: Repo; commit: Oid };
}

export interface Issue {
  kind: 'issue';
  id: number;
  number: number;
  title: string;
  body: string | null;
  author: Account;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | null;
  closedBy?: Account;
  labels: Set<number>;
  comments: Comment[];
  timeline: TimelineEvent[];
  locked: boolean;
  createdAt: number;
  updatedAt: number;
  closedAt?: number;
}

export interface Review {
  id: number;
  author: Account;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  body: string;
  commit: Oid;
  submittedAt: number;
}

export interface Pull extends Omit<Issue, 'kind'> {
  kind: 'pull';
  /** The id of the pull request itself; `id` is its id as an issue (they differ at GitHub). */
  pullId: number;
  draft: boolean;
  base: string;
  head: string;
  headOid: Oid;
  baseOid: Oid;
  merged?: { by: Account; at: number; commit: Oid; method: MergeMethod };
  reviews: Review[];
  /** When the mergeability job of this head and base is done (virtual time); before that it is unknown. `Infinity`: not begun. */
  mergeabilityKnownAt: number;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface CheckRun {
  id: number;
  /** The runs of one app on one commit share a suite. */
  suiteId: number;
  app: { id: number; slug: string; name: string };
  name: string;
  externalId: string;
  detailsUrl: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  headSha: Oid;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null;
  startedAt: number;
  completedAt?: number;
}

export interface CommitStatus {
  id: number;
  sha: Oid;
  context: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  description: string | null;
  targetUrl: string | null;
  creator: Account;
  createdAt: number;
}

/** Classic branch protection, as far as the forge enforces it. */
export interface Protection {
  requiredChecks: string[];
  requiredApprovals: number;
  /** The branch must be up to date with its base before it merges. */
  strict: boolean;
  /** The same rules as a ruleset instead of classic protection: GitHub shows the two in different places. */
  ruleset?: true;
}

export interface Repo {
  id: number;
  owner: Account;
  name: string;
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  git: Storage;
  createdAt: number;
  pushedAt: number;
  nextNumber: number;
  issues: Map<number, Issue | Pull>;
  /** Numbers of deleted issues: REST answers 410 for them. */
  deletedIssues: Set<number>;
  labels: Map<number, Label>;
  statuses: CommitStatus[];
  checkRuns: CheckRun[];
  protection: Map<string, Protection>;
  /** Role by login; the owner's own login is admin without an entry. */
  roles: Map<string, Role>;
  mergeMethods: Set<MergeMethod>;
  autoMergeAllowed: boolean;
}

/** One event as it leaves the domain: the outbox adds `installation`, signs and delivers it. */
export interface DomainEvent {
  event: string;
  action?: string;
  repo?: Repo;
  sender: Account;
  /** The payload of GitHub's webhook description, without `installation`. */
  payload: Record<string, unknown>;
}

export interface ForgeState {
  clock: Clock;
  /** The next id of one global sequence: deterministic for the same order of changes. */
  nextId(): number;
  /** A fresh id in UUID form from the seed, for delivery guids and request ids. */
  nextGuid(): string;
  app: ForgeApp;
  accounts: Map<string, Account>;
  installations: Map<number, Installation>;
  /** Keyed by `owner/name` in lower case. */
  repos: Map<string, Repo>;
  /** Called by the domain for every change; the outbox listens. */
  emit(event: DomainEvent): void;
  /** `http://host[:port]` that links in payloads point to. */
  origin: string;
  /** Where a new repository keeps its git data. */
  storage(fullName: string): Storage;
}
