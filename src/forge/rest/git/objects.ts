import { readCommit, writeCommit } from '../../git/commit.ts';
import type { ObjectType, Oid } from '../../git/storage.ts';
import { isOid } from '../../git/store/object-id.ts';
import { editTree, entryAt, isTreePath, listTree, treeOf } from '../../git/tree.ts';
import type { ListedEntry, TreeChange } from '../../git/tree.ts';
import { commitForAccount, personOf } from '../../domain/commits.ts';
import { gitCommitJson } from '../../domain/json/commit.ts';
import { nodeId } from '../../domain/json/ids.ts';
import { repoApi } from '../../domain/json/repository.ts';
import { resolveCommit } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { actorOf, bodyOf, checkNotEmpty, repoOf, writableRepoOf } from '../call.ts';
import { asksFor, base64, fromBase64, rawReply } from '../media-type.ts';
import { personNamed } from './given-person.ts';
import type { GivenPerson } from './given-person.ts';

/** "The limit for the tree array is 100,000 entries with a maximum size of 7 MB when using the recursive parameter." */
const mostEntries = 100_000;
const mostBytes = 7 * 1024 * 1024;
/** What GitHub counts as size is unconfirmed; here a line of `git ls-tree`: mode, type and id beside the path. */
const lineBytes = 53;

function withinLimits(entries: ListedEntry[], recursive: boolean): ListedEntry[] {
  let bytes = 0;
  const end = entries.findIndex(({ path }, index) => {
    bytes += lineBytes + Buffer.byteLength(path);
    return index >= mostEntries || (recursive && bytes > mostBytes);
  });
  return end < 0 ? entries : entries.slice(0, end);
}

function treeJson(repo: Repo, tree: Oid, { recursive, origin }: { recursive: boolean; origin: string }) {
  const git = `${repoApi(repo, origin)}/git`;
  const entries = listTree(repo.git.objects, tree, { recursive });
  const listed = withinLimits(entries, recursive);
  return {
    sha: tree,
    url: `${git}/trees/${tree}`,
    tree: listed.map(({ path, mode, type, oid, size }) => ({
      path,
      mode,
      type,
      sha: oid,
      ...(size !== undefined && { size }),
      ...(type !== 'commit' && { url: `${git}/${type}s/${oid}` }),
    })),
    truncated: listed.length < entries.length,
  };
}

interface NewEntry {
  path?: string;
  mode?: string;
  sha?: string | null;
  content?: string;
}

/** What the modes that are not a file's stand for. */
const typesByMode: Record<string, ObjectType> = { '040000': 'tree', '160000': 'commit' };

const needsOneSource = 'Must supply either tree.sha or tree.content. Request will be rejected if both are present.';

/** One entry as a change of the base tree; everything is refused here that git would not accept as a tree. */
function changeOf({ git: { objects } }: Repo, base: Oid | undefined, entry: NewEntry): TreeChange {
  const { path = '', mode, sha, content } = entry;
  const withMode = mode === undefined ? {} : { mode };
  const type = typesByMode[mode ?? ''] ?? 'blob';
  if (!isTreePath(path)) throw new Refusal(422, 'tree.path contains a malformed path component');
  if ((sha === undefined) === (content === undefined)) throw new Refusal(422, needsOneSource);
  if (content !== undefined) {
    // Unconfirmed words: a text is neither a folder nor a submodule.
    if (type !== 'blob') throw new Refusal(422, `tree.content is not a valid ${type}`);
    return { path, ...withMode, content: Buffer.from(content) };
  }
  if (sha === null || sha === undefined) {
    if (base === undefined || entryAt(objects, base, path) === undefined)
      throw new Refusal(422, 'GitRPC::BadObjectState');
    return { path, content: null };
  }
  // The commit of a submodule is in another repository.
  const isValid = type === 'commit' ? isOid(sha) : objects.read(sha)?.type === type;
  if (!isValid) throw new Refusal(422, `tree.sha ${sha} is not a valid ${type}`);
  return { path, ...withMode, content: null, oid: sha };
}

function createTree(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { tree, base_tree: base } = bodyOf<{ tree: NewEntry[]; base_tree?: string }>(call);
  const { objects } = repo.git;
  checkNotEmpty(repo);
  const baseType = base === undefined ? undefined : objects.read(base)?.type;
  if (base !== undefined && baseType !== 'tree' && baseType !== 'commit') throw new Refusal(404, 'Not Found');
  const start = base === undefined ? undefined : treeOf(objects, base);
  const oid = editTree(
    objects,
    start,
    tree.map((entry) => changeOf(repo, start, entry)),
  );
  return { status: 201, body: treeJson(repo, oid, { recursive: false, origin: call.origin }) };
}

interface NewCommitBody {
  message: string;
  tree: Oid;
  parents?: Oid[];
  author?: GivenPerson;
  committer?: GivenPerson;
  signature?: string;
}

/** An App's commit is signed and attributed to its bot only when it names neither author nor committer. */
function createCommit(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { objects } = repo.git;
  const { message, tree, parents = [], author, committer } = bodyOf<NewCommitBody>(call);
  checkNotEmpty(repo);
  if (objects.read(tree)?.type !== 'tree') throw new Refusal(422, 'Tree SHA does not exist');
  if (parents.some((parent) => objects.read(parent)?.type !== 'commit')) {
    throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
  }
  const account = actorOf(call);
  const isBots = call.caller.kind === 'installation' && author === undefined && committer === undefined;
  const wrote = personNamed(author, personOf(account, call.state.clock.now()));
  const oid = isBots
    ? commitForAccount(call.state, repo, { account, tree, parents, message })
    : writeCommit(objects, { tree, parents, author: wrote, committer: personNamed(committer, wrote), message });
  return { status: 201, body: gitCommitJson(repo, readCommit(objects, oid), call.origin) };
}

function getBlob(call: Call): Reply {
  const repo = repoOf(call);
  const sha = call.params['file_sha'] ?? '';
  if (!/^[0-9a-f]{40}$/.test(sha))
    throw new Refusal(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  checkNotEmpty(repo);
  const blob = repo.git.objects.read(sha);
  if (blob?.type !== 'blob') throw new Refusal(404, 'Not Found');
  if (asksFor(call, 'raw')) return rawReply(blob.body);
  const body = {
    sha,
    node_id: nodeId('B', repo.id, sha),
    size: blob.body.length,
    url: `${repoApi(repo, call.origin)}/git/blobs/${sha}`,
    content: base64(blob.body),
    encoding: 'base64',
  };
  return { status: 200, body };
}

export const gitObjectHandlers: Handlers = {
  'git/create-blob': (call) => {
    const repo = writableRepoOf(call);
    const { content, encoding = 'utf-8' } = bodyOf<{ content: string; encoding?: string }>(call);
    checkNotEmpty(repo);
    const sha = repo.git.objects.write('blob', encoding === 'base64' ? fromBase64(content) : Buffer.from(content));
    return { status: 201, body: { sha, url: `${repoApi(repo, call.origin)}/git/blobs/${sha}` } };
  },
  'git/get-blob': getBlob,
  'git/create-tree': createTree,
  'git/create-commit': createCommit,
  'git/get-commit': (call) => {
    const repo = repoOf(call);
    const sha = call.params['commit_sha'] ?? '';
    checkNotEmpty(repo);
    if (repo.git.objects.read(sha)?.type !== 'commit') throw new Refusal(404, 'Not Found');
    return { status: 200, body: gitCommitJson(repo, readCommit(repo.git.objects, sha), call.origin) };
  },
  'git/get-tree': (call) => {
    const repo = repoOf(call);
    const { objects } = repo.git;
    const name = call.params['tree_sha'] ?? '';
    checkNotEmpty(repo);
    const start = resolveCommit(repo, name) ?? name;
    if (!/^[0-9a-f]{40}$/.test(start) || objects.read(start) === undefined) throw new Refusal(404, 'Not Found');
    const view = { recursive: call.query.has('recursive'), origin: call.origin };
    return { status: 200, body: treeJson(repo, treeOf(objects, start), view) };
  },
};
