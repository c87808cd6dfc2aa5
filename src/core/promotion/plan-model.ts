import type { BranchName, CommitSha, ComponentName, Instant } from '../names.ts';
import type { GatesStatus, MergeMethod } from './snapshot.ts';

/** What to do now, why, and when to look again without being told. */
export interface Plan {
  steps: Step[];
  reasons: Reason[];
  wake?: Instant;
  /** What the ledger is to remember once the steps are done. */
  notes?: Note[];
}

/** A fact of the ledger's own that a look has brought to light. */
export interface Note {
  /**
   * `seen`: the environment was looked at first; `tick`: a due release was served; `bypassed`: somebody merged past the gates;
   * `obeyed`: what a person ordered is done.
   */
  kind: 'seen' | 'tick' | 'bypassed' | 'obeyed';
  /** It is entered once. */
  key: string;
  /** The pull request that it is about. */
  number?: number;
  facts: Record<string, unknown>;
}

/**
 * `resting`: nothing differs; `doing`: a step is planned; `waiting`: it goes on by itself; `blocked`: somebody has to act.
 */
export type Standing = 'resting' | 'doing' | 'waiting' | 'blocked';

/** One sentence about a component or the lane, as the pull request, the log and `sluice explain` show it. */
export interface Reason {
  standing: Standing;
  about: ComponentName | 'lane';
  /** Stable word for machines: up-to-date, pin-not-found, check-pending … */
  code: string;
  says: string;
  /** What a person can do about it. */
  next?: string;
  /** Of a pin that was moved back on purpose: from which value to which, and by what. */
  back?: WayBack;
}

/** A commit on the stage's branch that moved a pin back. */
export interface WayBack {
  from: string;
  to: string;
  by: string;
  commit: CommitSha;
  at: Instant;
}

/**
 * A text to be rendered when the step is applied. Its hidden marker carries `key`: which content a body describes, what was
 * said, or which pipeline an issue's status comment (`issue`) and news (`announce`) come from, or which one the control issue belongs to.
 */
export interface Message {
  template: string;
  kind: 'content' | 'said' | 'review' | 'issue' | 'announce' | 'control';
  model: Record<string, unknown>;
  key: string;
  /** Further fields of the marker. */
  fields?: Readonly<Record<string, string>>;
}

export interface FileEdit {
  path: string;
  text: string;
}

/** One effect, decided on the state that its commit ids name; none needs another's result. */
export type Step =
  | PublishStep
  | DescribeStep
  | MergeStep
  | EnqueueStep
  | DequeueStep
  | AutoMergeStep
  | StopAutoMergeStep
  | UpdateBranchStep
  | RequestStep
  | CommentStep
  | CloseStep
  | StatusStep
  | EditStep
  | LabelStep;

/** Brings the Sluice branch to the wanted content and sees to its one pull request. */
export interface PublishStep {
  do: 'publish';
  key: string;
  /**
   * `create`: the branch is new; `append`: a commit on top of its tip; `rewrite`: a new commit on the base replaces what
   * the branch holds (all of it ours).
   */
  how: 'create' | 'append' | 'rewrite';
  /** GitHub's node id of the repository. */
  repositoryId: string;
  head: BranchName;
  base: BranchName;
  /** The commit the new one stands on, and its tree. */
  onto: CommitSha;
  ontoTree: string;
  /** What the branch holds now; undefined when it does not exist. */
  before?: CommitSha;
  edits: FileEdit[];
  /** Files that go. */
  deletes?: string[];
  commit: { headline: string; body: string };
  /** The open pull request to bring up to date; undefined opens one. */
  pullRequest?: { number: number; id: string };
  /** The newest of the branch's pull requests that has ended: what is opened follows it. */
  after?: number;
  title: string;
  body: Message;
}

/** The content is right, only the words are old. */
export interface DescribeStep {
  do: 'describe';
  key: string;
  pullRequest: { number: number; id: string };
  title: string;
  body: Message;
}

export interface MergeStep {
  do: 'merge';
  key: string;
  pullRequest: { number: number; id: string };
  /** The head that was judged; GitHub refuses the merge of any other. */
  head: CommitSha;
  method: MergeMethod;
  /** What a squash commit carries, so that the lineage survives it. */
  squash: { title: string; message: string };
}

/** Hands the judged head to GitHub's merge queue. */
export interface EnqueueStep {
  do: 'enqueue';
  key: string;
  pullRequest: { number: number; id: string };
  head: CommitSha;
}

/** Takes it out of the queue again. */
export interface DequeueStep {
  do: 'dequeue';
  key: string;
  pullRequest: { number: number; id: string };
}

/** Lets GitHub merge the judged head itself once its requirements are met. */
export interface AutoMergeStep extends Omit<MergeStep, 'do'> {
  do: 'auto-merge';
}

export interface StopAutoMergeStep {
  do: 'stop-auto-merge';
  key: string;
  pullRequest: { number: number; id: string };
}

/** Merges the base into the branch, as GitHub's own button does. */
export interface UpdateBranchStep {
  do: 'update-branch';
  key: string;
  pullRequest: { number: number; id: string };
  head: CommitSha;
}

/** Asks teams for a review, `@organisation/team`. */
export interface RequestStep {
  do: 'request';
  key: string;
  pullRequest: { number: number; id: string };
  teams: string[];
}

export interface CommentStep {
  do: 'comment';
  key: string;
  pullRequest: { number: number; id: string };
  body: Message;
}

export interface CloseStep {
  do: 'close';
  key: string;
  pullRequest: { number: number; id: string };
  /** Undefined when the reason has been said already and only the closing is left. */
  body?: Message;
}

/** Says on a commit why it waits, or that it need not. The newest status of a context counts, so that saying it twice does no harm. */
export interface StatusStep {
  do: 'status';
  key: string;
  commit: CommitSha;
  /** `sluice/gates`, `sluice/pipeline` or `sluice/artifact`. */
  context: string;
  state: GatesStatus['state'];
  /** At most 140 characters. */
  description: string;
  url?: string;
}

/** Sets labels of a pull request; a label that the repository has not is made. */
export interface LabelStep {
  do: 'label';
  key: string;
  pullRequest: { number: number; id: string };
  add: string[];
  remove: string[];
}

/** Replaces what one of Sluice's own comments says. */
export interface EditStep {
  do: 'edit';
  key: string;
  pullRequest: { number: number; id: string };
  /** GitHub's node id of the comment. */
  comment: string;
  body: Message;
}
