import type { PullRequestFact } from './changelog/history.ts';
import type { CommitSha, RepoName } from './names.ts';
import type { CiSignal } from './pipeline/ci-signal.ts';

/** What a delivery asks to be looked at. It carries no fact that anything is decided from. */
export type Hint =
  /** A branch of a repository moved; `byUs`: by Sluice itself; `merged`: by this pull request, for changelogs to name until GitHub does. */
  | {
      look: 'branch';
      repo: RepoName;
      branch: string;
      isDefault: boolean;
      byUs?: true;
      merged?: PullRequestFact;
      because: string;
    }
  /** A pull request, or a check on its head, changed. */
  | { look: 'pull-request'; repo: RepoName; head: string; because: string }
  /** A pull request of a Sluice branch was closed; a merged one is followed up. */
  | { look: 'promotion'; repo: RepoName; number: number; head: string; because: string }
  /** A pull request into a branch changed, whoever's it is. */
  | { look: 'into'; repo: RepoName; base: string; because: string }
  /** A pull request that may change the pipeline file; `isNew`: it came, or came back, rather than took another commit. */
  | { look: 'proposal'; repo: RepoName; number: number; isNew: boolean; because: string }
  /** A workflow (by its file) or a status (by its context) that may have built an image of a commit has ended well. */
  | {
      look: 'build';
      repo: RepoName;
      by: CiSignal;
      commit?: CommitSha;
      because: string;
    }
  /** A label `deploy/<environment>` was put on a pull request or taken off, or one that bears it has ended. */
  | { look: 'wish'; repo: RepoName; number: number; hasEnded: boolean; because: string }
  /** How a deployment went was reported. */
  | { look: 'deployment'; repo: RepoName; environment: string; because: string }
  /** A workflow (by its file), a status (by its context) or a check (by its name) that may tell how a deployment went has ended. */
  | { look: 'signal'; repo: RepoName; by: CiSignal; because: string }
  /** A check or status was reported on a commit; its branches are known or not. */
  | { look: 'head'; repo: RepoName; branches: string[]; because: string }
  /** A comment began with `/sluice`. */
  | { look: 'commands'; repo: RepoName; number: number; because: string }
  /** `.github/sluice.yml` may have changed, or come into sight. */
  | { look: 'policy'; repo: RepoName; because: string }
  /** The set of repositories that the App sees has changed. */
  | { look: 'installations'; because: string };
