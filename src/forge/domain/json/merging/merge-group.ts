import type { Commit } from '../../../git/commit.ts';
import type { MergeGroup } from '../../pulls/queue/entry.ts';
import { headCommitJson } from '../commit.ts';

/** A group of a merge queue as the `merge_group` webhook carries it; `base` is the branch the group will be merged into. */
export function mergeGroupJson({ base, group, commit }: { base: string; group: MergeGroup; commit: Commit }) {
  return {
    head_sha: group.head,
    head_ref: `refs/heads/${group.branch}`,
    base_sha: group.base,
    base_ref: `refs/heads/${base}`,
    head_commit: headCommitJson(commit),
  };
}
