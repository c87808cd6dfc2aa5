import type { CommitSha, Instant, RepoName } from '../names.ts';
import type { JudgedHead } from '../promotion/gates/gate.ts';
import type { LabelFact, Snapshot } from '../promotion/snapshot.ts';

/** A pull request that may bear a label `deploy/<environment>`, as GitHub shows it now. */
export interface LabelledPullRequest {
  repo: RepoName;
  number: number;
  /** GitHub's node id of the pull request. */
  id: string;
  title: string;
  state: 'open' | 'merged' | 'closed';
  /** The branch it goes, or went, into, and the repository's default branch. */
  base: string;
  defaultBranch: string;
  headBranch: string;
  headIsFork: boolean;
  mergeCommit?: CommitSha;
  /** The paths that it changes, the first hundred of them. */
  files: string[];
  filesComplete: boolean;
  labels: LabelFact[];
  /** When a label was put on last, whether it is there still or not. */
  labelledAt?: Instant;
  /** Keys of the comments that this App has left on it. */
  said: string[];
  /** When it left the newest of them. */
  saidAt?: Instant;
  /** In the repository of an environment; undefined where it was not asked for, or did not come as a whole. */
  head?: LabelledHead;
}

/** The last head of a pull request, merged or not, and the checks that GitHub itself asks of it. */
export interface LabelledHead extends JudgedHead {
  requires: Pick<Snapshot['requires'], 'checks'>;
}
