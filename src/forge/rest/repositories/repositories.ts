import { accountJson } from '../../domain/json/account.ts';
import { repositoryJson } from '../../domain/json/repository.ts';
import { roleOf } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import type { Call, Caller, Handlers } from '../../http/handler.ts';
import { repoOf } from '../call.ts';
import { permissionsOf } from '../people/collaborators.ts';
import { updateRepo } from './settings.ts';

/** What the caller may do in a repository, in the words of roles. */
export function callerPermissions(caller: Caller, repo: Repo) {
  return permissionsOf(caller.kind === 'person' ? (roleOf(repo, caller.account) ?? 'read') : 'read');
}

/** A repository as its own address answers it, with what the caller may do in it. */
export function fullRepositoryJson(call: Call, repo: Repo) {
  const { caller, origin } = call;
  return {
    ...repositoryJson(repo, origin),
    ...repo.shown,
    permissions: callerPermissions(caller, repo),
    // Empty where everybody may clone. The forge gives out no such tokens for the others.
    temp_clone_token: repo.private ? null : '',
    subscribers_count: 0,
    network_count: 0,
    ...(repo.owner.type === 'Organization' && { organization: accountJson(repo.owner, origin) }),
  };
}

export const repoHandlers: Handlers = {
  'repos/get': (call) => ({ status: 200, body: fullRepositoryJson(call, repoOf(call)) }),
  'repos/update': (call) => ({ status: 200, body: fullRepositoryJson(call, updateRepo(call)) }),
};
