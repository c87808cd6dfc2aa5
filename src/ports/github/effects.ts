import type { ControlIssueStep } from '../../core/controls/control-issue.ts';
import type { CommitSha, Instant, RepoName } from '../../core/names.ts';
import type { FollowUpStep } from '../../core/environments/follow-up-model.ts';
import type { Step } from '../../core/promotion/plan-model.ts';

/**
 * How an effect ended. `already`: it had happened before; `conflict`: what it was decided on has changed, look again;
 * `unknown-outcome`: it may have happened, look again after the settle time; `later`: nothing was sent, or GitHub said
 * for certain that nothing happened (`alone`: this step rests by itself, and others need not wait); `refused`: GitHub says
 * no, and why. What was done in part says what was left out.
 */
export type EffectOutcome =
  | { outcome: 'done'; pullRequest?: number; issue?: number; commit?: CommitSha; because?: string }
  | { outcome: 'already' }
  | { outcome: 'conflict'; because: string }
  | { outcome: 'unknown-outcome'; because: string }
  | { outcome: 'refused'; because: string }
  | { outcome: 'later'; until: number; because: string; alone?: true };

/** What an effect may be: any step that changes something at GitHub. */
export type EffectStep = Step | FollowUpStep | ControlIssueStep;

/** `id`: the repository's node id. */
export interface DeletedBranch {
  repo: RepoName;
  id: string;
  branch: string;
  tip: CommitSha;
}

/** The right to change something at GitHub: that of whoever holds the key under which it was decided. */
export interface Turn {
  /** When the look began that the step was decided on. */
  lookedAt: Instant;
  /** Whether the right is still held, asked before every request that changes something; who holds it holds it longer then. */
  mayBegin(): Promise<boolean>;
  /** No request is sent at this instant or after it: the right may be another's by the time it arrives. */
  sendBy(): Instant;
  /** Told of a request that was not sent, since its instant had come: that of the right, or an earlier one. */
  tooLate(): void;
  /** Whether it is for a stage marked production, which may use what is kept of a budget. */
  isForProduction(): Promise<boolean>;
  /** It follows what has happened, and what it tells people leaves alone what is kept for releases to go on. */
  telling?: boolean;
}

/** Every write to GitHub. Each is guarded by the commit it was decided on, or by a key that is looked for first. */
export interface Effects {
  /** `repo`: where the step is done. */
  run(repo: RepoName, step: EffectStep, turn: Turn): Promise<EffectOutcome>;
  /** Deletes a Sluice branch if it still holds `tip`. */
  deleteBranch(branch: DeletedBranch, turn: Turn): Promise<EffectOutcome>;
  /** Asks for a failed delivery once more; `id` is the attempt's own in the App's list. */
  redeliver(id: number, turn: Turn): Promise<EffectOutcome>;
}
