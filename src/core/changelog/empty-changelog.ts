import type { CommitSha, RepoName } from '../names.ts';
import type { Changelog } from './changelog-model.ts';

/** Between a commit and itself, which two builds of the same code have between them. */
export const emptyChangelog = (repo: RepoName, commit: CommitSha): Changelog => ({
  repo,
  from: commit,
  to: commit,
  classification: 'identical',
  commits: [],
  pullRequests: [],
  issues: [],
  trackerKeys: [],
  directCommits: [],
  removed: [],
  reverted: [],
  unknown: [],
});
