import type { ControlIssueStep } from '../../core/controls/control-issue.ts';
import type { CommitSha, Instant, RepoName } from '../../core/names.ts';
import type { FollowUpStep } from '../../core/environments/follow-up-model.ts';
import type { Step } from '../../core/promotion/plan-model.ts';

/**
 * How an effect ended. `already`: it had happened before; `conflict`: what it was decided on has changed, look again;
 * `unknown-outcome`: it may have happened, look again after the settle time; `refused`: GitHub says no, and why. What was done
 * in part says what was left out.
 */
export type EffectOutcome =
  | { outcome: 'done'; pullRequest?: number; issue?: number; commit?: CommitSha; because?: string }
  | { outcome: 'already' }
  | { outcome: 'conflict'; because: string }
  | { outcome: 'unknown-outcome'; because: string }
  | { outcome: 'refused'; because: string }
  | { outcome: 'later'; until: number; because: string };

/** `id`: the repository's node id. */
export interface DeletedBranch {
  repo: RepoName;
  id: string;
  branch: string;
  tip: CommitSha;
}

/** Every write to GitHub. Each is guarded by the commit it was decided on, or by a key that is looked for first. */
export interface Effects {
  /** `repo`: where the step is done; `lookedAt`: when the look began that it was decided on. */
  run(repo: RepoName, step: Step | FollowUpStep | ControlIssueStep, lookedAt: Instant): Promise<EffectOutcome>;
  /** Deletes a Sluice branch if it still holds `tip`. */
  deleteBranch(branch: DeletedBranch): Promise<EffectOutcome>;
}
