import type { CommitSha, ComponentName, Digest, RepoName } from '../names.ts';

/** A component at one build. It never changes. */
export interface Artifact {
  component: ComponentName;
  /** The repository it was pushed to. */
  image: string;
  digest: Digest;
  tag?: string;
  version?: string;
  /** The commit whose CI built it: the docker repository's where there is one. */
  builtFrom: { repo: RepoName; commit: CommitSha };
  /** The code commit in it: what the commit pin held there, or the commit that was built. */
  source: CommitSha;
}
