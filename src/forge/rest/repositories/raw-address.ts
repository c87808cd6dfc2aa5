import { webOf } from '../../addresses.ts';
import { resolveCommit, repoNamed } from '../../domain/repos.ts';
import type { ForgeState, Repo } from '../../domain/state.ts';

/** Where a file is to be had as it is; GitHub has a host of its own for that, an Enterprise Server this path. */
export function rawAddress({ repo, ref, path }: { repo: Repo; ref: string; path: string }, origin: string): string {
  return `${webOf(origin)}/raw/${repo.owner.login}/${repo.name}/${escape(ref)}/${escape(path)}`;
}

/** The request for such an address as one for the raw contents of the file, so that the same people may have it; any other as it is. */
export function throughRawAddress(request: Request, state: ForgeState): Request {
  const url = new URL(request.url);
  const [, owner, name, rest] = /^\/raw\/([^/]+)\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
  if (rest === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return request;
  const parts = rest.split('/');
  const repo = repoNamed(state, `${owner}/${name}`);
  // A branch may hold slashes; git has no other whose name begins with it.
  const begins = (end: number) => unescape(parts.slice(0, end).join('/'));
  const end = parts.findIndex((_, index) => repo && resolveCommit(repo, begins(index + 1)) !== undefined) + 1 || 1;
  url.pathname = `/repos/${owner}/${name}/contents/${parts.slice(end).join('/')}`;
  url.search = new URLSearchParams({ ref: begins(end) }).toString();
  const headers = new Headers(request.headers);
  headers.set('accept', 'application/vnd.github.raw+json');
  return new Request(url, { method: request.method, headers });
}

function escape(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function unescape(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
