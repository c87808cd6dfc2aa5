import { FOLDER } from '../../git/tree.ts';
import type { TreeEntry } from '../../git/tree.ts';
import { repoApi, repoHtml } from '../../domain/json/repository.ts';
import type { Repo } from '../../domain/state.ts';
import { rawAddress } from './raw-address.ts';

export const LINK = '120000';
export const SUBMODULE = '160000';

/** What stands where in which state of a repository. */
export interface Place {
  repo: Repo;
  /** What the caller named the commit by; links repeat it. */
  ref: string;
  path: string;
  entry: TreeEntry;
}

/** A file, folder or link as lists and single answers have it; its content is added where it is asked for. */
export function entryJson({ repo, ref, path, entry }: Place, origin: string) {
  const api = repoApi(repo, origin);
  const isFolder = entry.mode === FOLDER;
  const self = `${api}/contents/${encodeURI(path)}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${isFolder ? 'trees' : 'blobs'}/${entry.oid}`;
  const html = `${repoHtml(repo, origin)}/${isFolder ? 'tree' : 'blob'}/${ref}/${encodeURI(path)}`;
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    sha: entry.oid,
    size: isFolder ? 0 : sizeOf(repo, entry),
    type: typeOf(entry),
    url: self,
    git_url: git,
    html_url: html,
    download_url: isFolder ? null : rawAddress({ repo, ref, path }, origin),
    _links: { self, git, html },
  };
}

/** "Submodules have their type specified as file", for backwards compatibility. */
function typeOf({ mode }: TreeEntry): 'dir' | 'symlink' | 'file' {
  if (mode === FOLDER) return 'dir';
  return mode === LINK ? 'symlink' : 'file';
}

function sizeOf(repo: Repo, entry: TreeEntry): number {
  return repo.git.objects.read(entry.oid)?.body.length ?? 0;
}

/** The path of a call without slashes around it. */
export function cleanPath(path: string | undefined): string {
  return (path ?? '').replaceAll(/^\/+|\/+$/g, '');
}
