import type { Artifact } from '../../core/artifacts/artifact.ts';
import type { ComponentName, Digest, Instant, RepoName } from '../../core/names.ts';

/** A build of one pipeline's component, and how Sluice came to know of it. */
export interface LearnedArtifact extends Artifact {
  pipeline: RepoName;
  learnedAt: Instant;
  /** `report`: the build said so; `package`: GitHub's registry did; `lookup`: the registry was asked. */
  by: 'report' | 'package' | 'lookup';
}

/** The builds that are known. */
export interface Artifacts {
  /** False when a build of this component with this digest from this commit is known already. */
  add(artifact: LearnedArtifact): Promise<boolean>;
  /** The newest `limit` builds of each of the components, those learned last first. */
  of(pipeline: RepoName, components: ComponentName[], limit: number): Promise<LearnedArtifact[]>;
  withDigest(pipeline: RepoName, component: ComponentName, digest: Digest): Promise<LearnedArtifact | undefined>;
}
