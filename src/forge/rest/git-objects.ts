import { readCommit, writeCommit } from '../git/commit.ts';
import type { Person } from '../git/commit.ts';
import type { Oid } from '../git/storage.ts';
import { editTree, isTreePath, listTree, treeOf } from '../git/tree.ts';
import type { TreeChange } from '../git/tree.ts';
import { commitForAccount, personOf } from '../domain/commits.ts';
import { gitCommitJson } from '../domain/json/commit.ts';
import { repoApi } from '../domain/json/repository.ts';
import { resolveCommit } from '../domain/repos.ts';
import type { Repo } from '../domain/state.ts';
import { Refusal } from '../http/handler.ts';
import type { Call, Handlers, Reply } from '../http/handler.ts';
import { actorOf, bodyOf, repoOf, writableRepoOf } from './call.ts';

/** GitHub lists at most so many entries of a tree and says so. */
const mostEntries = 100_000;

function treeJson(repo: Repo, tree: Oid, { recursive, origin }: { recursive: boolean; origin: string }) {
  const git = `${repoApi(repo, origin)}/git`;
  const entries = listTree(repo.git.objects, tree, { recursive });
  return {
    sha: tree,
    url: `${git}/trees/${tree}`,
    tree: entries.slice(0, mostEntries).map(({ path, mode, type, oid, size }) => ({
      path,
      mode,
      type,
      sha: oid,
      ...(size !== undefined && { size }),
      ...(type !== 'commit' && { url: `${git}/${type}s/${oid}` }),
    })),
    truncated: entries.length > mostEntries,
  };
}

interface NewEntry {
  path?: string;
  mode?: string;
  sha?: string | null;
  content?: string;
}

function changeOf(repo: Repo, entry: NewEntry): TreeChange {
  const { path = '', mode, sha, content } = entry;
  const withMode = mode === undefined ? {} : { mode };
  if (!isTreePath(path)) throw new Refusal(422, 'tree.path contains a malformed path component');
  if (content !== undefined) return { path, ...withMode, content: Buffer.from(content) };
  if (sha === null || sha === undefined) return { path, content: null };
  if (mode !== '160000' && !repo.git.objects.has(sha)) throw new Refusal(422, `tree.sha ${sha} is not a valid blob`);
  return { path, ...withMode, content: null, oid: sha };
}

function createTree(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { tree, base_tree: base } = bodyOf<{ tree: NewEntry[]; base_tree?: string }>(call);
  const { objects } = repo.git;
  const baseType = base === undefined ? undefined : objects.read(base)?.type;
  if (base !== undefined && baseType !== 'tree' && baseType !== 'commit') throw new Refusal(404, 'Not Found');
  const changes = tree.map((entry) => changeOf(repo, entry));
  const oid = editTree(objects, base === undefined ? undefined : treeOf(objects, base), changes);
  return { status: 201, body: treeJson(repo, oid, { recursive: false, origin: call.origin }) };
}

interface GivenPerson {
  name?: string;
  email?: string;
  date?: string;
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
  if (objects.read(tree)?.type !== 'tree') throw new Refusal(422, 'Tree SHA does not exist');
  if (parents.some((parent) => objects.read(parent)?.type !== 'commit')) {
    throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
  }
  const account = actorOf(call);
  const isBots = call.caller.kind === 'installation' && author === undefined && committer === undefined;
  const oid = isBots
    ? commitForAccount(call.state, repo, { account, tree, parents, message })
    : writeCommit(objects, { tree, parents, ...persons(call, author, committer), message });
  return { status: 201, body: gitCommitJson(repo, readCommit(objects, oid), call.origin) };
}

function persons(call: Call, author?: GivenPerson, committer?: GivenPerson): { author: Person; committer: Person } {
  const own = personOf(actorOf(call), call.state.clock.now());
  const filled = (given: GivenPerson | undefined, otherwise: Person): Person => ({
    name: given?.name ?? otherwise.name,
    email: given?.email ?? otherwise.email,
    at: given?.date === undefined ? otherwise.at : Date.parse(given.date),
  });
  const wrote = filled(author, own);
  return { author: wrote, committer: filled(committer, wrote) };
}

export const gitObjectHandlers: Handlers = {
  'git/create-blob': (call) => {
    const repo = writableRepoOf(call);
    const { content, encoding = 'utf-8' } = bodyOf<{ content: string; encoding?: string }>(call);
    const sha = repo.git.objects.write('blob', Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
    return { status: 201, body: { sha, url: `${repoApi(repo, call.origin)}/git/blobs/${sha}` } };
  },
  'git/create-tree': createTree,
  'git/create-commit': createCommit,
  'git/get-commit': (call) => {
    const repo = repoOf(call);
    const sha = call.params['commit_sha'] ?? '';
    if (repo.git.objects.read(sha)?.type !== 'commit') throw new Refusal(404, 'Not Found');
    return { status: 200, body: gitCommitJson(repo, readCommit(repo.git.objects, sha), call.origin) };
  },
  'git/get-tree': (call) => {
    const repo = repoOf(call);
    const { objects } = repo.git;
    const name = call.params['tree_sha'] ?? '';
    const start = resolveCommit(repo, name) ?? name;
    if (!/^[0-9a-f]{40}$/.test(start) || objects.read(start) === undefined) throw new Refusal(404, 'Not Found');
    const view = { recursive: call.query.has('recursive'), origin: call.origin };
    return { status: 200, body: treeJson(repo, treeOf(objects, start), view) };
  },
};
