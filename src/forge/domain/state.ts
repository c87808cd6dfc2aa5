import type { Clock } from '../clock/clock.ts';
import type { Oid, Storage } from '../git/storage.ts';
import type { Package, Workflow, WorkflowRun } from './builds/build.ts';
import type { CheckRun, CommitStatus } from './builds/check.ts';
import type { Deployment } from './deployments/deployment.ts';
import type { TimelineEvent } from './issues/timeline-event.ts';
import type { Job } from './jobs.ts';
import type { MergeWording } from './pulls/messages.ts';
import type { MergeQueueRule, QueueEntry } from './pulls/queue/entry.ts';
import type { Release } from './releases/release.ts';

export type { CheckRun, CommitStatus };

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
  description?: string;
  owner: Account;
  /** `slug[bot]`: what the App's installations act as. */
  bot: Account;
  /** PEM of the key that App JWTs are verified with. */
  publicKey: string;
  permissions: Permissions;
  events: string[];
  webhook?: { url: string; secret: string };
  /** What the App's sign-in names itself by; not its id. */
  clientId: string;
  clientSecret: string;
  /** Where a sign-in may send people back to; empty: anywhere. */
  callbackUrls: string[];
}

export interface Installation {
  id: number;
  account: Account;
  permissions: Permissions;
  /** Whether what is made later in the account is the installation's too. */
  selection: 'all' | 'selected';
  /** Repository ids the installation may touch. */
  repositories: Set<number>;
  suspendedAt?: number;
}

/** A group of people in an organisation. */
export interface Team {
  id: number;
  organisation: Account;
  slug: string;
  description?: string;
  /** Role by login. */
  members: Map<string, 'member' | 'maintainer'>;
  /** Logins of those who were asked in and have not answered: they are no members yet. */
  invited: Set<string>;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
  createdAt: number;
  /** The last change of its name, colour or description; being put on something is none. */
  updatedAt: number;
}

/** The last change of a text by somebody; its first words are no change. */
export interface TextEdit {
  by: Account;
  at: number;
}

export interface Comment {
  id: number;
  author: Account;
  body: string;
  createdAt: number;
  updatedAt: number;
  edited?: TextEdit;
  /** Why it is folded away: `outdated`, `off-topic` and so on. */
  minimized?: string;
}

export type CloseReason = 'completed' | 'not_planned' | 'duplicate';

export type LockReason = 'off-topic' | 'too heated' | 'resolved' | 'spam';

export interface Issue {
  kind: 'issue';
  id: number;
  number: number;
  title: string;
  body: string | null;
  /** Of the body; a new title is none. */
  edited?: TextEdit;
  author: Account;
  state: 'open' | 'closed';
  stateReason: CloseReason | 'reopened' | null;
  closedBy?: Account;
  labels: Set<number>;
  /** In the order they were assigned. */
  assignees: Account[];
  comments: Comment[];
  timeline: TimelineEvent[];
  locked: boolean;
  lockReason?: LockReason;
  /** Shown above the list of issues; no pull request is. */
  isPinned?: true;
  createdAt: number;
  updatedAt: number;
  closedAt?: number;
}

/** Who can be asked for a review. */
export type Reviewer = { account: Account } | { team: Team };

export interface Review {
  id: number;
  author: Account;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  body: string;
  commit: Oid;
  submittedAt: number;
}

/** The wish that a pull request is merged as soon as nothing holds it back. */
export interface AutoMerge {
  by: Account;
  at: number;
  method: MergeMethod;
  title?: string;
  message?: string;
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
  autoMerge?: AutoMerge;
  reviews: Review[];
  /** Whose review is asked for and has not come. */
  reviewRequests: Reviewer[];
  /** When the mergeability job of this head and base is done (virtual time); before that it is unknown. `Infinity`: not begun. */
  mergeabilityKnownAt: number;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** Classic branch protection, as far as the forge enforces it. */
export interface Protection {
  requiredChecks: string[];
  requiredApprovals: number;
  /** The branch must be up to date with its base before it merges. */
  strict: boolean;
  /** A push to the head takes approvals back. */
  dismissesStaleReviews?: true;
  /** Only a merge queue may change the branch. GitHub has none for patterns. */
  mergeQueue?: MergeQueueRule;
  /** The same rules as a ruleset instead of classic protection: GitHub shows the two in different places. */
  ruleset?: true;
}

/** What is shown beside a repository. Language and license GitHub finds in its files; here the seed says them. */
export interface About {
  homepage?: string;
  language?: string;
  license?: 'mit' | 'apache-2.0';
}

export interface Repo {
  id: number;
  owner: Account;
  name: string;
  description: string | null;
  about?: About;
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
  /** Where transferred issues went, by the number they had here. */
  transferredIssues: Map<number, { repo: Repo; number: number }>;
  labels: Map<number, Label>;
  statuses: CommitStatus[];
  checkRuns: CheckRun[];
  /** Oldest first. */
  deployments: Deployment[];
  /** Oldest first. */
  workflowRuns: WorkflowRun[];
  /** By path. */
  workflows: Map<string, Workflow>;
  /** Oldest first. */
  releases: Release[];
  /** The release that was made the latest by its author; without it the newest is. */
  latestRelease?: number;
  protection: Map<string, Protection>;
  /** By base branch, the front first. */
  mergeQueues: Map<string, QueueEntry[]>;
  /** Role by login; the owner's own login is admin without an entry. */
  roles: Map<string, Role>;
  /** What the members of a team may; the highest of all their roles counts. */
  teamRoles: Map<Team, Role>;
  mergeMethods: Set<MergeMethod>;
  /** What was changed of how merges are worded by default. */
  mergeWording?: Partial<MergeWording>;
  autoMergeAllowed: boolean;
  /** The head branch of a pull request goes when it merges. */
  deletesMergedHeads?: boolean;
  /** Settings that are shown as they were made and change nothing here, by their names in REST. */
  shown?: Record<string, unknown>;
}

/** One event as it leaves the domain: the outbox adds `installation`, signs and delivers it. */
export interface DomainEvent {
  event: string;
  action?: string;
  repo?: Repo;
  /** Where it happened, for an event about no repository. */
  organization?: Account;
  sender: Account;
  /** The payload of GitHub's webhook description, without `installation`. */
  payload: Record<string, unknown>;
}

/** How far the index of commits and their pull requests lags. */
export interface IndexLag {
  /** Merges after this moment (virtual time) are not in it yet. */
  since: number;
  /** Undefined: those of every repository. */
  repo: Repo | undefined;
  /** Whether it kept one from a reader. */
  hasHidden: boolean;
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
  /** Ids of renamed repositories by the full name they had, in lower case. */
  formerNames: Map<string, number>;
  /** Keyed by `organisation/slug` in lower case. */
  teams: Map<string, Team>;
  /** Keyed by `owner/name` in lower case. */
  packages: Map<string, Package>;
  /** Where a pull request may be waiting that GitHub merges by itself: for its requirements, or in a queue. */
  mergingRepos: Set<Repo>;
  /** What was promised and is not done yet. */
  jobs: Job[];
  /** Absent: every commit is known with its pull requests at once. */
  indexLag?: IndexLag;
  /** Called by the domain for every change; the outbox listens. */
  emit(event: DomainEvent): void;
  /** Where the API addresses of payloads begin: `http://host[:port]`, and `/api/v3` after it on an Enterprise Server. */
  origin: string;
  /** Where a new repository keeps its git data. */
  storage(fullName: string): Storage;
}
