import type { CommitSha, RepoName } from '../names.ts';

/** Under which a pull request is remembered that a webhook told of, by the commit that its merge made. */
export const mergeKey = (repo: RepoName, commit: CommitSha): string => `v1:merge:${repo.toLowerCase()}@${commit}`;
