import { readCommit, writeCommit } from '../../git/commit.ts';
import type { Oid } from '../../git/storage.ts';
import { editTree, entryAt, FOLDER, isTreePath } from '../../git/tree.ts';
import type { TreeEntry } from '../../git/tree.ts';
import { commitForAccount, personOf } from '../../domain/commits.ts';
import { gitCommitJson } from '../../domain/json/commit.ts';
import { moveRefs } from '../../domain/ref-changes.ts';
import { branchOid, zeroOid } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { actorOf, bodyOf, writableRepoOf } from '../call.ts';
import { personNamed } from '../git/given-person.ts';
import type { GivenPerson } from '../git/given-person.ts';
import { fromBase64 } from '../media-type.ts';
import { entryJson } from './content-entry.ts';

interface ChangeBody {
  message: string;
  sha?: string;
  branch?: string;
  author?: GivenPerson;
  committer?: GivenPerson;
}

/** One file, one commit, on top of the branch; the blob's `sha` guards against changing what the caller has not seen. */
function putContent(call: Call): Reply {
  const repo = writableRepoOf(call);
  const body = bodyOf<ChangeBody & { content: string }>(call);
  const path = checkPath(call.params['path'] ?? '');
  const content = fromBase64(body.content);
  const branch = body.branch ?? repo.defaultBranch;
  const before = branchOid(repo, branch);
  if (before === undefined && (branch !== repo.defaultBranch || repo.git.refs.list('refs/heads/').size > 0)) {
    throw new Refusal(404, `Branch ${branch} not found`);
  }
  const existing = before === undefined ? undefined : entryAt(repo.git.objects, before, path);
  checkSha(path, existing, body.sha);
  if (before !== undefined) checkPlace(repo, before, path);
  const after = changeFile(call, repo, { branch, before, path, content, body });
  const entry = entryAt(repo.git.objects, after, path);
  const file = entry === undefined ? {} : entryJson({ repo, ref: branch, path, entry }, call.origin);
  const commit = gitCommitJson(repo, readCommit(repo.git.objects, after), call.origin);
  return { status: existing === undefined ? 201 : 200, body: { content: file, commit } };
}

function deleteFile(call: Call): Reply {
  const repo = writableRepoOf(call);
  const body = bodyOf<ChangeBody>(call);
  const path = checkPath(call.params['path'] ?? '');
  const branch = body.branch ?? repo.defaultBranch;
  const before = branchOid(repo, branch);
  if (before === undefined) throw new Refusal(404, `Branch ${branch} not found`);
  const existing = entryAt(repo.git.objects, before, path);
  if (existing === undefined) throw new Refusal(404, 'Not Found');
  checkSha(path, existing, body.sha);
  checkPlace(repo, before, path);
  const after = changeFile(call, repo, { branch, before, path, content: null, body });
  const commit = gitCommitJson(repo, readCommit(repo.git.objects, after), call.origin);
  return { status: 200, body: { content: null, commit } };
}

/** Only where reading is meant does GitHub overlook slashes around a path. */
function checkPath(path: string): string {
  if (path.startsWith('/')) throw badPath('path cannot start with a slash');
  if (!isTreePath(path)) throw badPath('path contains a malformed path component');
  return path;
}

function badPath(message: string): Refusal {
  return new Refusal(422, message, { errors: [{ resource: 'Commit', field: 'path', code: 'invalid' }] });
}

/** A file is changed where a file is or could be: neither below another file nor where a folder stands. */
function checkPlace(repo: Repo, commit: Oid, path: string): void {
  const parts = path.split('/');
  const standing = parts.map((_, index) => entryAt(repo.git.objects, commit, parts.slice(0, index + 1).join('/')));
  const own = standing.pop();
  if (standing.some((entry) => entry !== undefined && entry.mode !== FOLDER)) {
    throw new Refusal(
      409,
      'Sorry, a file exists where you’re trying to create a subdirectory. Choose a new path and try again.',
    );
  }
  // Unconfirmed: the words of a path that cannot be, for want of recorded ones.
  if (own?.mode === FOLDER) throw badPath('path is a directory');
}

function checkSha(path: string, existing: TreeEntry | undefined, sha: string | undefined): void {
  if (existing !== undefined && sha === undefined)
    throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (sha !== undefined && sha !== existing?.oid) throw new Refusal(409, `${path} does not match ${sha}`);
}

interface Change {
  branch: string;
  before: Oid | undefined;
  path: string;
  content: Buffer | null;
  body: ChangeBody;
}

function changeFile(call: Call, repo: Repo, { branch, before, path, content, body }: Change): Oid {
  const { objects } = repo.git;
  const base = before === undefined ? undefined : readCommit(objects, before).tree;
  const tree = editTree(objects, base, [{ path, content }]);
  const after = writeContentCommit(call, repo, { tree, parents: before === undefined ? [] : [before], body });
  moveRefs(call.state, repo, [{ ref: `refs/heads/${branch}`, before: before ?? zeroOid, after }], call.caller);
  return after;
}

/** GitHub signs what an App writes in its own name; with a name of its choice, or for people, it does not (recorded). */
function writeContentCommit(
  call: Call,
  repo: Repo,
  commit: { tree: string; parents: string[]; body: ChangeBody },
): string {
  const { tree, parents, body } = commit;
  const account = actorOf(call);
  const { message, author, committer } = body;
  if (call.caller.kind === 'installation' && author === undefined && committer === undefined)
    return commitForAccount(call.state, repo, { account, tree, parents, message });
  // "Default: the authenticated user", and for the author: "the `committer` or the authenticated user if you omit `committer`".
  const committed = personNamed(committer, personOf(account, call.state.clock.now()));
  const wrote = personNamed(author, committed);
  return writeCommit(repo.git.objects, { tree, parents, author: wrote, committer: committed, message });
}

export const contentChangeHandlers: Handlers = {
  'repos/create-or-update-file-contents': putContent,
  'repos/delete-file': deleteFile,
};
