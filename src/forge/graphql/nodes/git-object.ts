import type { Oid } from '../../git/storage.ts';
import { FOLDER, readTree } from '../../git/tree.ts';
import type { TreeEntry } from '../../git/tree.ts';
import { nodeId } from '../../domain/json/ids.ts';
import { fullNameOf } from '../../domain/json/repository.ts';
import type { Repo } from '../../domain/state.ts';
import type { Fields, Graph } from '../graph.ts';

/** Text beyond this comes cut, and says so. */
const mostText = 512_000;

/** What every git object has. */
export function objectFields(graph: Graph, repo: Repo, oid: Oid): Fields {
  const commitResourcePath = `/${fullNameOf(repo)}/commit/${oid}`;
  return {
    oid,
    abbreviatedOid: oid.slice(0, 7),
    commitResourcePath,
    commitUrl: graph.view.origin + commitResourcePath,
    repository: () => graph.repository(repo),
  };
}

/** A blob, tree or commit by its id; null when the repository has none. */
export function gitObject(graph: Graph, repo: Repo, oid: Oid): Fields | null {
  const object = repo.git.objects.read(oid);
  if (object === undefined) return null;
  if (object.type === 'commit') return graph.commit(repo, oid);
  if (object.type === 'tree') return treeFields(graph, repo, oid);
  return object.type === 'blob'
    ? blobFields(graph, repo, { oid, bytes: object.body })
    : tagTarget(graph, repo, object.body);
}

function tagTarget(graph: Graph, repo: Repo, body: Buffer): Fields | null {
  const target = /^object ([0-9a-f]{40})$/m.exec(body.toString())?.[1];
  return target === undefined ? null : graph.object(repo, target);
}

function blobFields(graph: Graph, repo: Repo, { oid, bytes }: { oid: Oid; bytes: Buffer }): Fields {
  const isBinary = bytes.subarray(0, 8000).includes(0);
  return {
    __typename: 'Blob',
    id: nodeId('B', repo.id, oid),
    ...objectFields(graph, repo, oid),
    byteSize: bytes.length,
    isBinary,
    isTruncated: !isBinary && bytes.length > mostText,
    text: () => (isBinary ? null : bytes.subarray(0, mostText).toString()),
  };
}

function treeFields(graph: Graph, repo: Repo, oid: Oid): Fields {
  return {
    __typename: 'Tree',
    id: nodeId('T', repo.id, oid),
    ...objectFields(graph, repo, oid),
    entries: () =>
      readTree(repo.git.objects, oid).map((entry) => entryFields(graph, repo, { entry, path: entry.name })),
  };
}

/** One file or folder of a tree. */
export function entryFields(graph: Graph, repo: Repo, { entry, path }: { entry: TreeEntry; path: string }): Fields {
  const { name, mode, oid } = entry;
  return {
    name,
    path,
    // A number, as GitHub gives it: 33188 is 100644.
    mode: Number.parseInt(mode, 8),
    oid,
    type: mode === FOLDER ? 'tree' : mode === '160000' ? 'commit' : 'blob',
    isGenerated: false,
    size: () => (mode === FOLDER ? 0 : (repo.git.objects.read(oid)?.body.length ?? 0)),
    object: () => graph.object(repo, oid),
    repository: () => graph.repository(repo),
  };
}
