import type { Answer } from '../../core/answer.ts';
import type { RepoName } from '../../core/names.ts';

/** Where a repository is cloned from, and the token that may read it; the token lives an hour at most and is never written down. */
export interface CloneAccess {
  of(repo: RepoName): Promise<Answer<{ url: string; token: string }>>;
}
