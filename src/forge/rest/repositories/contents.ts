import { posix } from 'node:path';
import type { Oid } from '../../git/storage.ts';
import { entryAt, fileAt, FOLDER, readTree } from '../../git/tree.ts';
import { resolveCommit } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { repoOf } from '../call.ts';
import { asksFor, base64, htmlReply, rawReply } from '../media-type.ts';
import { cleanPath, entryJson, LINK, SUBMODULE } from './content-entry.ts';
import type { Place } from './content-entry.ts';

const mega = 1024 * 1024;
/** Larger files come without their content, and the largest not at all. */
const mostInline = mega;
const mostServed = 100 * mega;
const mostEntries = 1000;

/** The commit whose files are asked for, and the name it was asked by. */
function commitAsked(call: Call, repo: Repo): { ref: string; commit: Oid } {
  const ref = call.query.get('ref') ?? repo.defaultBranch;
  const commit = resolveCommit(repo, ref);
  if (commit !== undefined) return { ref, commit };
  const isEmpty = repo.git.refs.list('refs/heads/').size === 0;
  throw new Refusal(404, isEmpty ? 'This repository is empty.' : `No commit found for the ref ${ref}`);
}

function getContent(call: Call): Reply {
  const repo = repoOf(call);
  const { ref, commit } = commitAsked(call, repo);
  const path = cleanPath(call.params['path']);
  const entry = entryAt(repo.git.objects, commit, path);
  if (entry === undefined) throw new Refusal(404, 'Not Found');
  const place = { repo, ref, path, entry };
  if (entry.mode === FOLDER) return { status: 200, body: folderJson(place, call.origin) };
  if (entry.mode === SUBMODULE) return { status: 200, body: submoduleJson(place, commit, call.origin) };
  return entry.mode === LINK ? linkReply(call, place, commit) : fileReply(call, place);
}

function folderJson({ repo, ref, path, entry: folder }: Place, origin: string) {
  const entries = readTree(repo.git.objects, folder.oid).slice(0, mostEntries);
  const below = (name: string) => (path === '' ? name : `${path}/${name}`);
  return entries.map((entry) => entryJson({ repo, ref, path: below(entry.name), entry }, origin));
}

function fileReply(call: Call, place: Place): Reply {
  const bytes = place.repo.git.objects.read(place.entry.oid)?.body ?? Buffer.alloc(0);
  if (bytes.length > mostServed) throw tooLarge();
  if (asksFor(call, 'raw')) return rawReply(bytes);
  if (asksFor(call, 'html')) return htmlReply(bytes, place.path);
  const isInline = bytes.length <= mostInline;
  const content = isInline ? base64(bytes) : '';
  const json = entryJson(place, call.origin);
  return { status: 200, body: { ...json, type: 'file', encoding: isInline ? 'base64' : 'none', content } };
}

function tooLarge(): Refusal {
  const message =
    'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git to obtain it.';
  return new Refusal(403, message, { errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] });
}

/** "If the symlink's target is a normal file in the repository, then the API responds with the content of the file." */
function linkReply(call: Call, place: Place, commit: Oid): Reply {
  const { objects } = place.repo.git;
  const target = objects.read(place.entry.oid)?.body.toString() ?? '';
  const path = posix.join(posix.dirname(place.path), target);
  const isInside = !target.startsWith('/') && !path.startsWith('../');
  const entry = isInside ? entryAt(objects, commit, path) : undefined;
  // What the answer calls the file that was found by a link is unconfirmed: here, by its own path.
  if (entry?.mode.startsWith('100') === true) return fileReply(call, { ...place, path, entry });
  return { status: 200, body: { ...entryJson(place, call.origin), target } };
}

function submoduleJson(place: Place, commit: Oid, origin: string) {
  const modules = fileAt(place.repo.git.objects, commit, '.gitmodules')?.bytes.toString() ?? '';
  const section = modules.split(/^\[/m).find((one) => one.includes(`path = ${place.path}\n`));
  const url = /^\s*url = (.+)$/m.exec(section ?? '')?.[1] ?? '';
  const json = entryJson(place, origin);
  return { ...json, type: 'submodule', size: 0, download_url: null, submodule_git_url: url };
}

const readmeFolders = ['.github', '', 'docs'];

/** "The file shown is chosen from locations in the following order: .github, then the root, and finally docs." */
function getReadme(call: Call): Reply {
  const repo = repoOf(call);
  const { ref, commit } = commitAsked(call, repo);
  for (const folder of readmeFolders) {
    const tree = entryAt(repo.git.objects, commit, folder);
    const names = tree?.mode === FOLDER ? readTree(repo.git.objects, tree.oid) : [];
    const entry = names.find(({ name, mode }) => mode.startsWith('100') && /^readme(\.\w+)?$/i.test(name));
    if (entry !== undefined) return fileReply(call, { repo, ref, path: posix.join(folder, entry.name), entry });
  }
  throw new Refusal(404, 'Not Found');
}

export const contentHandlers: Handlers = {
  'repos/get-content': getContent,
  'repos/get-readme': getReadme,
};
