import type { CommitSha, Instant, RepoName } from '../../core/names.ts';

/** A pipeline file as it last loaded without a problem. */
export interface StoredPipeline {
  repo: RepoName;
  /** The commit of the default branch it was read at. */
  commit: CommitSha;
  /** The blob's id: equal blobs are equal policy. */
  blob: string;
  text: string;
  loadedAt: Instant;
  /** Set while a newer file does not load: what is wrong with it. The stored text stays in force. */
  broken?: { commit: CommitSha; blob: string; problems: string[] };
}

export interface Pipelines {
  get(repo: RepoName): Promise<StoredPipeline | undefined>;
  all(): Promise<StoredPipeline[]>;
  save(pipeline: StoredPipeline): Promise<void>;
  remove(repo: RepoName): Promise<void>;
}
