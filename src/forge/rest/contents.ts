import { readCommit, writeCommit } from '../git/commit.ts';
import { editTree, entryAt, FOLDER, readTree } from '../git/tree.ts';
import type { TreeEntry } from '../git/tree.ts';
import { commitForAccount, personOf } from '../domain/commits.ts';
import { gitCommitJson } from '../domain/json/commit.ts';
import { repoApi, repoHtml } from '../domain/json/repository.ts';
import { moveRefs } from '../domain/ref-changes.ts';
import { branchOid, resolveCommit, zeroOid } from '../domain/repos.ts';
import type { Repo } from '../domain/state.ts';
import { Refusal } from '../http/handler.ts';
import type { Call, Handlers, Reply } from '../http/handler.ts';
import { actorOf, bodyOf, repoOf, writableRepoOf } from './call.ts';

/** Larger files come without their content. */
const mostInline = 1024 * 1024;
const mostEntries = 1000;

interface Place {
  repo: Repo;
  /** What the caller named the commit by; links repeat it. */
  ref: string;
  path: string;
  entry: TreeEntry;
}

function entryJson({ repo, ref, path, entry }: Place, origin: string) {
  const api = repoApi(repo, origin);
  const isFolder = entry.mode === FOLDER;
  const self = `${api}/contents/${encodeURI(path)}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${isFolder ? 'trees' : 'blobs'}/${entry.oid}`;
  const html = `${repoHtml(repo, origin)}/${isFolder ? 'tree' : 'blob'}/${ref}/${encodeURI(path)}`;
  const download = `${origin}/raw/${repo.owner.login}/${repo.name}/${ref}/${encodeURI(path)}`;
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    sha: entry.oid,
    size: isFolder ? 0 : sizeOf(repo, entry),
    type: isFolder ? 'dir' : 'file',
    url: self,
    git_url: git,
    html_url: html,
    download_url: isFolder ? null : download,
    _links: { self, git, html },
  };
}

function sizeOf(repo: Repo, entry: TreeEntry): number {
  return repo.git.objects.read(entry.oid)?.body.length ?? 0;
}

function getContent(call: Call): Reply {
  const repo = repoOf(call);
  const ref = call.query.get('ref') ?? repo.defaultBranch;
  const path = cleanPath(call.params['path']);
  const commit = resolveCommit(repo, ref);
  if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const entry = entryAt(repo.git.objects, commit, path);
  if (entry === undefined) throw new Refusal(404, 'Not Found');
  if (entry.mode === FOLDER) {
    const entries = readTree(repo.git.objects, entry.oid).slice(0, mostEntries);
    const below = (name: string) => (path === '' ? name : `${path}/${name}`);
    return {
      status: 200,
      body: entries.map((one) => entryJson({ repo, ref, path: below(one.name), entry: one }, call.origin)),
    };
  }
  const bytes = repo.git.objects.read(entry.oid)?.body ?? Buffer.alloc(0);
  if (call.accept?.includes('raw') === true) return { status: 200, body: bytes };
  const isInline = bytes.length <= mostInline;
  const content = isInline ? bytes.toString('base64').replaceAll(/.{1,60}/g, '$&\n') : '';
  const body = {
    ...entryJson({ repo, ref, path, entry }, call.origin),
    encoding: isInline ? 'base64' : 'none',
    content,
  };
  return { status: 200, body };
}

function cleanPath(path: string | undefined): string {
  return (path ?? '').replaceAll(/^\/+|\/+$/g, '');
}

interface PutBody {
  message: string;
  content: string;
  sha?: string;
  branch?: string;
  author?: { name: string; email: string; date?: string };
  committer?: { name: string; email: string; date?: string };
}

/** One file, one commit, on top of the branch; the blob's `sha` guards against changing what the caller has not seen. */
function putContent(call: Call): Reply {
  const repo = writableRepoOf(call);
  const body = bodyOf<PutBody>(call);
  const path = cleanPath(call.params['path']);
  const branch = body.branch ?? repo.defaultBranch;
  const before = branchOid(repo, branch);
  if (before === undefined && (branch !== repo.defaultBranch || repo.git.refs.list('refs/heads/').size > 0)) {
    throw new Refusal(404, `Branch ${branch} not found`);
  }
  const existing = before === undefined ? undefined : entryAt(repo.git.objects, before, path);
  checkSha(path, existing, body.sha);
  const { objects } = repo.git;
  const base = before === undefined ? undefined : readCommit(objects, before).tree;
  const tree = editTree(objects, base, [{ path, content: Buffer.from(body.content, 'base64') }]);
  const after = writeContentCommit(call, repo, { tree, parents: before === undefined ? [] : [before], body });
  moveRefs(call.state, repo, [{ ref: `refs/heads/${branch}`, before: before ?? zeroOid, after }], call.caller);
  const entry = entryAt(objects, after, path);
  const content = entry === undefined ? {} : entryJson({ repo, ref: branch, path, entry }, call.origin);
  const commit = gitCommitJson(repo, readCommit(objects, after), call.origin);
  return { status: existing === undefined ? 201 : 200, body: { content, commit } };
}

function checkSha(path: string, existing: TreeEntry | undefined, sha: string | undefined): void {
  if (existing !== undefined && sha === undefined)
    throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (sha !== undefined && sha !== existing?.oid) throw new Refusal(409, `${path} does not match ${sha}`);
}

/** GitHub signs what it writes in the caller's own name; with a name of the caller's choice it does not. */
function writeContentCommit(
  call: Call,
  repo: Repo,
  commit: { tree: string; parents: string[]; body: PutBody },
): string {
  const { tree, parents, body } = commit;
  const account = actorOf(call);
  const { message, author, committer } = body;
  if (author === undefined && committer === undefined)
    return commitForAccount(call.state, repo, { account, tree, parents, message });
  const now = call.state.clock.now();
  const named = (person: PutBody['author']) =>
    person === undefined
      ? undefined
      : { name: person.name, email: person.email, at: person.date === undefined ? now : Date.parse(person.date) };
  const by = named(author) ?? named(committer) ?? personOf(account, now);
  return writeCommit(repo.git.objects, { tree, parents, author: by, committer: named(committer) ?? by, message });
}

export const contentHandlers: Handlers = {
  'repos/get-content': getContent,
  'repos/create-or-update-file-contents': putContent,
};
