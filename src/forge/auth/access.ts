import { canSee, roleOf } from '../domain/repos.ts';
import type { Account, Issue, Pull, Repo } from '../domain/state.ts';
import { Refusal, type Caller } from '../http/handler.ts';
import { undecodable } from './jwt.ts';
import { isAtLeast, needOf, satisfies, type Need } from './permissions.ts';

/** Operations that only the App itself may ask, with its JWT. */
const ofTheApp = new Set([
  'apps/create-installation-access-token',
  'apps/get-authenticated',
  'apps/get-installation',
  'apps/get-org-installation',
  'apps/get-repo-installation',
  'apps/get-user-installation',
  'apps/get-webhook-delivery',
  'apps/list-installations',
  'apps/list-webhook-deliveries',
  'apps/redeliver-webhook-delivery',
  'apps/suspend-installation',
  'apps/unsuspend-installation',
]);

/** How wrong credentials are refused: the App's own operations read whatever they are given as a JWT. */
export function refusalOf(operationId: string, refusal: Refusal): Refusal {
  return ofTheApp.has(operationId) && refusal.body.message === 'Bad credentials' ? undecodable(refusal) : refusal;
}

/** Operations of people about themselves. */
const ofOneself = new Set(['users/get-authenticated', 'users/list-emails-for-authenticated-user']);

/** Throws GitHub's refusal when the caller may not do the operation; 404 where it may not even know the repository. */
export function checkAccess(operationId: string, caller: Caller, repo: Repo | undefined): void {
  if (ofTheApp.has(operationId)) {
    if (caller.kind !== 'app') throw undecodable();
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
  if (ofOneself.has(operationId) && caller.kind !== 'person')
    throw caller.kind === 'anonymous' ? new Refusal(401, 'Requires authentication') : notForIntegrations();
  if (operationId === 'apps/list-repos-accessible-to-installation' && caller.kind !== 'installation')
    throw new Refusal(
      403,
      'You must authenticate with an installation access token in order to list repositories for an installation.',
    );
}

/** Refuses an App what its `pull_requests` let through and what turns out to be about an issue: that takes `issues`. */
export function checkThread(operationId: string, caller: Caller, { repo, issue }: ThreadAt): void {
  const need = needOf(operationId);
  if (issue.kind === 'pull' || need === undefined || caller.kind === 'app') return;
  checkNeed({ ...need, permissions: need.permissions.filter((one) => one.startsWith('issues:')) }, caller, repo);
}

/** Whether a permission, as `name:level`, covers an account for an App or whom it calls for; people by themselves need none. */
export function isGranted(caller: Caller, account: Account, permission: string): boolean {
  if (caller.kind === 'person' && caller.through === undefined) return true;
  if (caller.kind === 'anonymous' || caller.kind === 'app') return false;
  const own = caller.kind === 'installation' && caller.installation.account === account ? caller.permissions : {};
  const granted = caller.kind === 'person' ? caller.through?.(account) : own;
  return satisfies(granted ?? {}, { permissions: [permission], role: 'read' });
}

/** Throws GitHub's refusal where it does not. */
export function checkGrant(caller: Caller, account: Account, permission: string): void {
  if (!isGranted(caller, account, permission)) throw notForIntegrations({ permissions: [permission], role: 'read' });
}

interface ThreadAt {
  repo: Repo;
  issue: Issue | Pull;
}

function checkNeed(need: Need, caller: Exclude<Caller, { kind: 'app' }>, repo: Repo): void {
  const isRead = need.permissions.every((one) => one.endsWith(':read'));
  // What asks more of people than to be readers is not for the public either.
  const isOpen = isRead && need.role === 'read' && !repo.private;
  switch (caller.kind) {
    case 'anonymous':
      if (!isOpen) throw new Refusal(401, 'Requires authentication');
      return;
    case 'installation':
      // What is public may be read without being granted; everything else needs the repository and the permission.
      if (isOpen && !caller.repositories.has(repo.id)) return;
      if (!caller.repositories.has(repo.id) || !satisfies(caller.permissions, need)) throw notForIntegrations(need);
      return;
    case 'person':
      if (!isAtLeast(roleOf(repo, caller.account) ?? 'read', need.role))
        // GitHub shows no settings to people who may not change them, not even that there are any.
        throw isRead ? new Refusal(404, 'Not Found') : new Refusal(403, 'Must have push access to repository');
      // For somebody who signed in an App can no more than it can by itself.
      if (caller.through !== undefined && !isOpen && !satisfies(caller.through(repo) ?? {}, need))
        throw notForIntegrations(need);
  }
}

function notForIntegrations(need?: Need): Refusal {
  const accepted = need?.permissions.map((one) => one.replace(':', '=')).join('; ');
  return new Refusal(403, 'Resource not accessible by integration', {
    ...(accepted !== undefined && { headers: { 'x-accepted-github-permissions': accepted } }),
  });
}
