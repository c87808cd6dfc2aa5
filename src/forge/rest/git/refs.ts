import type { Oid } from '../../git/storage.ts';
import { nodeId } from '../../domain/json/ids.ts';
import { repoApi } from '../../domain/json/repository.ts';
import { checkFastForward, checkTarget, moveRefs } from '../../domain/ref-changes.ts';
import { zeroOid } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers } from '../../http/handler.ts';
import { bodyOf, checkNotEmpty, repoOf, writableRepoOf } from '../call.ts';

function refJson(repo: Repo, { ref, oid }: { ref: string; oid: Oid }, origin: string) {
  const api = repoApi(repo, origin);
  const type = repo.git.objects.read(oid)?.type ?? 'commit';
  return {
    ref,
    node_id: nodeId('REF', repo.id, ref),
    url: `${api}/git/${ref}`,
    object: { type, sha: oid, url: `${api}/git/${type}s/${oid}` },
  };
}

function nameIn(call: Call): string {
  return `refs/${call.params['ref'] ?? ''}`;
}

export const gitRefHandlers: Handlers = {
  'git/get-ref': (call) => {
    const repo = repoOf(call);
    checkNotEmpty(repo);
    const ref = nameIn(call);
    const oid = repo.git.refs.read(ref);
    if (oid === undefined) throw new Refusal(404, 'Not Found');
    return { status: 200, body: refJson(repo, { ref, oid }, call.origin) };
  },
  'git/list-matching-refs': (call) => {
    const repo = repoOf(call);
    checkNotEmpty(repo);
    const found = [...repo.git.refs.list(nameIn(call))];
    return { status: 200, body: found.map(([ref, oid]) => refJson(repo, { ref, oid }, call.origin)) };
  },
  'git/create-ref': (call) => {
    const repo = writableRepoOf(call);
    const { ref, sha } = bodyOf<{ ref: string; sha: string }>(call);
    checkNotEmpty(repo);
    if (!/^refs\/[^/]+\/./.test(ref))
      throw new Refusal(422, "Reference name must start with 'refs/' and contain at least two slashes.");
    if (repo.git.refs.read(ref) !== undefined) throw new Refusal(422, 'Reference already exists');
    checkTarget(repo, ref, sha);
    moveRefs(call.state, repo, [{ ref, before: zeroOid, after: sha }], call.caller);
    return { status: 201, body: refJson(repo, { ref, oid: sha }, call.origin) };
  },
  'git/update-ref': (call) => {
    const repo = writableRepoOf(call);
    const { sha, force = false } = bodyOf<{ sha: string; force?: boolean }>(call);
    const ref = nameIn(call);
    checkNotEmpty(repo);
    const before = repo.git.refs.read(ref);
    if (before === undefined) throw new Refusal(422, 'Reference does not exist');
    checkTarget(repo, ref, sha);
    if (!force) checkFastForward(repo, before, sha);
    if (before !== sha) moveRefs(call.state, repo, [{ ref, before, after: sha }], call.caller);
    return { status: 200, body: refJson(repo, { ref, oid: sha }, call.origin) };
  },
  'git/delete-ref': (call) => {
    const repo = writableRepoOf(call);
    const ref = nameIn(call);
    checkNotEmpty(repo);
    const before = repo.git.refs.read(ref);
    if (before === undefined) throw new Refusal(422, 'Reference does not exist');
    moveRefs(call.state, repo, [{ ref, before, after: zeroOid }], call.caller);
    return { status: 204 };
  },
};
