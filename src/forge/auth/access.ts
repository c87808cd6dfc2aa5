import { canSee, roleOf } from '../domain/repos.ts';
import type { Repo } from '../domain/state.ts';
import { Refusal, type Caller } from '../http/handler.ts';
import { isAtLeast, needOf, satisfies, type Need } from './permissions.ts';

/** Operations that only the App itself may ask, with its JWT. */
const ofTheApp = new Set([
  'apps/create-installation-access-token',
  'apps/get-authenticated',
  'apps/get-installation',
  'apps/get-org-installation',
  'apps/get-repo-installation',
  'apps/get-webhook-delivery',
  'apps/list-installations',
  'apps/list-webhook-deliveries',
  'apps/redeliver-webhook-delivery',
]);

/** Throws GitHub's refusal when the caller may not do the operation; 404 where it may not even know the repository. */
export function checkAccess(operationId: string, caller: Caller, repo: Repo | undefined): void {
  if (ofTheApp.has(operationId)) {
    if (caller.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
    return;
  }
  const need = needOf(operationId);
  if (need === undefined) return checkAccount(operationId, caller);
  if (caller.kind === 'app') throw notForIntegrations();
  if (repo === undefined || !canSee(repo, caller)) throw new Refusal(404, 'Not Found');
  checkNeed(need, caller, repo);
}

/** Operations that are about the caller's own account. */
function checkAccount(operationId: string, caller: Caller): void {
  if (operationId === 'users/get-authenticated' && caller.kind !== 'person')
    throw caller.kind === 'anonymous' ? new Refusal(401, 'Requires authentication') : notForIntegrations();
  if (operationId === 'apps/list-repos-accessible-to-installation' && caller.kind !== 'installation')
    throw new Refusal(
      403,
      'You must authenticate with an installation access token in order to list repositories for an installation.',
    );
}

function checkNeed(need: Need, caller: Exclude<Caller, { kind: 'app' }>, repo: Repo): void {
  const isRead = need.permissions.every((one) => one.endsWith(':read'));
  switch (caller.kind) {
    case 'anonymous':
      if (!isRead) throw new Refusal(401, 'Requires authentication');
      return;
    case 'installation':
      // What is public may be read without being granted; everything else needs the repository and the permission.
      if (isRead && !repo.private && !caller.repositories.has(repo.id)) return;
      if (!caller.repositories.has(repo.id) || !satisfies(caller.permissions, need)) throw notForIntegrations(need);
      return;
    case 'person':
      if (!isAtLeast(roleOf(repo, caller.account) ?? 'read', need.role))
        throw new Refusal(403, 'Must have push access to repository');
      // For somebody who signed in an App can no more than it can by itself.
      if (caller.through !== undefined && !(isRead && !repo.private) && !satisfies(caller.through(repo) ?? {}, need))
        throw notForIntegrations(need);
  }
}

function notForIntegrations(need?: Need): Refusal {
  const accepted = need?.permissions.map((one) => one.replace(':', '=')).join('; ');
  return new Refusal(403, 'Resource not accessible by integration', {
    ...(accepted !== undefined && { headers: { 'x-accepted-github-permissions': accepted } }),
  });
}
