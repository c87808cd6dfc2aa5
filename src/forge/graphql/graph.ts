import type { Oid } from '../git/storage.ts';
import type { Caller } from '../http/handler.ts';
import type { CommentAt } from '../domain/json/issue.ts';
import type { QueueEntry } from '../domain/pulls/queue/entry.ts';
import type { Deployment, DeploymentStatus } from '../domain/deployments/deployment.ts';
import type {
  Account,
  CheckRun,
  CommitStatus,
  ForgeState,
  Issue,
  Label,
  Pull,
  Repo,
  Review,
  Reviewer,
  Team,
} from '../domain/state.ts';

/** An object as graphql-js reads it: values, and functions of the field's arguments for what costs something. */
export type Fields = Record<string, unknown>;

/** Who looks, at what. */
export interface View {
  state: ForgeState;
  caller: Exclude<Caller, { kind: 'anonymous' }>;
  origin: string;
}

/** Makes the object of each type. The types refer to each other in circles; through this, their files do not. */
export interface Graph {
  view: View;
  actor(account: Account): Fields;
  repository(repo: Repo): Fields;
  ref(repo: Repo, name: string): Fields | null;
  commit(repo: Repo, oid: Oid): Fields;
  /** A commit, tree or blob; null when the repository has no such object. */
  object(repo: Repo, oid: Oid): Fields | null;
  rollup(repo: Repo, oid: Oid): Fields | null;
  status(repo: Repo, status: CommitStatus): Fields;
  run(repo: Repo, run: CheckRun): Fields;
  deployment(repo: Repo, deployment: Deployment): Fields;
  deploymentStatus(repo: Repo, deployment: Deployment, status: DeploymentStatus): Fields;
  pull(repo: Repo, pull: Pull): Fields;
  review(repo: Repo, pull: Pull, review: Review): Fields;
  /** Null where the branch asks for none. */
  mergeQueue(repo: Repo, branch: string): Fields | null;
  queueEntry(repo: Repo, branch: string, entry: QueueEntry): Fields;
  issue(repo: Repo, issue: Issue): Fields;
  /** Either of the two, by its kind. */
  thread(repo: Repo, issue: Issue | Pull): Fields;
  comment(where: CommentAt): Fields;
  label(repo: Repo, label: Label): Fields;
  team(team: Team): Fields;
  /** A person, a bot or a team. */
  reviewer(reviewer: Reviewer): Fields;
}
