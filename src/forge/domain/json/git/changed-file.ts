import { countLines } from '../../../git/diff.ts';
import type { FileChange } from '../../../git/diff.ts';
import type { Oid } from '../../../git/storage.ts';
import { patchOf } from '../../../git/text/patch.ts';
import type { Repo } from '../../state.ts';
import { repoApi, repoHtml } from '../repository.ts';

/** A changed file as commits, comparisons and pull requests list it, seen at a commit. */
export function changedFileJson(repo: Repo, file: FileChange, { commit, origin }: { commit: Oid; origin: string }) {
  const counts = countLines(repo.git.objects, file);
  const html = repoHtml(repo, origin);
  const patch = patchOf(repo.git.objects, file);
  return {
    sha: file.after ?? file.before ?? null,
    filename: file.path,
    status: file.status,
    ...counts,
    changes: counts.additions + counts.deletions,
    blob_url: `${html}/blob/${commit}/${encodeURI(file.path)}`,
    raw_url: `${html}/raw/${commit}/${encodeURI(file.path)}`,
    contents_url: `${repoApi(repo, origin)}/contents/${encodeURI(file.path)}?ref=${commit}`,
    ...(patch !== undefined && { patch }),
  };
}
