import { accountJson } from './json/account.ts';
import { installationJson, installedRepoJson } from './json/installation.ts';
import { repoById } from './repos.ts';
import type { Account, ForgeState, Installation, Permissions, Repo } from './state.ts';

export interface NewInstallation {
  account: Account;
  repositories: Repo[];
  /** `all`: what is made later is the installation's too; `selected` by default. */
  selection?: Installation['selection'];
  /** By default everything the App asks for. */
  permissions?: Permissions;
  sender: Account;
}

/** Installs the App on an account, for these repositories. */
export function install(state: ForgeState, spec: NewInstallation): Installation {
  const { account, repositories, sender } = spec;
  const installation: Installation = {
    id: state.nextId(),
    account,
    permissions: { ...(spec.permissions ?? state.app.permissions) },
    selection: spec.selection ?? 'selected',
    repositories: new Set(repositories.map((repo) => repo.id)),
  };
  state.installations.set(installation.id, installation);
  const fields = { repositories: repositories.map(installedRepoJson), requester: null };
  announceInstallation(state, installation, { event: 'installation', action: 'created', sender, fields });
  return installation;
}

/** The owner of the account accepts what the App asks for since: by default all of it. */
export function acceptPermissions(
  state: ForgeState,
  installation: Installation,
  { permissions = state.app.permissions, sender }: { permissions?: Permissions; sender: Account },
): void {
  installation.permissions = { ...permissions };
  const repositories = [...installation.repositories].flatMap((id) => repoById(state, id) ?? []);
  const fields = { repositories: repositories.map(installedRepoJson), requester: null };
  const action = 'new_permissions_accepted';
  announceInstallation(state, installation, { event: 'installation', action, sender, fields });
}

/** Shuts the App out of an account until it is let in again: no token, no call, and of webhooks only this one. */
export function suspendInstallation(state: ForgeState, installation: Installation, sender: Account): void {
  if (installation.suspendedAt !== undefined) return;
  installation.suspendedAt = state.clock.now();
  announceSuspension(state, installation, { action: 'suspend', sender });
}

/** Lets the App in again. */
export function unsuspendInstallation(state: ForgeState, installation: Installation, sender: Account): void {
  if (installation.suspendedAt === undefined) return;
  delete installation.suspendedAt;
  announceSuspension(state, installation, { action: 'unsuspend', sender });
}

function announceSuspension(
  state: ForgeState,
  installation: Installation,
  { action, sender }: { action: string; sender: Account },
): void {
  const repositories = [...installation.repositories].flatMap((id) => repoById(state, id) ?? []);
  const fields = { repositories: repositories.map(installedRepoJson), requester: null };
  announceInstallation(state, installation, { event: 'installation', action, sender, fields });
}

/** Gives an installation more repositories. */
export function addRepositories(state: ForgeState, installation: Installation, repos: Repo[], sender: Account): void {
  for (const repo of repos) installation.repositories.add(repo.id);
  const fields = changedRepos(installation, { added: repos, removed: [] });
  announceInstallation(state, installation, { event: 'installation_repositories', action: 'added', sender, fields });
}

/** Takes repositories from an installation. */
export function removeRepositories(
  state: ForgeState,
  installation: Installation,
  repos: Repo[],
  sender: Account,
): void {
  for (const repo of repos) installation.repositories.delete(repo.id);
  const fields = changedRepos(installation, { added: [], removed: repos });
  announceInstallation(state, installation, { event: 'installation_repositories', action: 'removed', sender, fields });
}

function changedRepos({ selection }: Installation, { added, removed }: { added: Repo[]; removed: Repo[] }) {
  return {
    repositories_added: added.map(installedRepoJson),
    repositories_removed: removed.map(installedRepoJson),
    repository_selection: selection,
    requester: null,
  };
}

function announceInstallation(
  state: ForgeState,
  installation: Installation,
  what: { event: string; action: string; sender: Account; fields: Record<string, unknown> },
): void {
  const payload = {
    action: what.action,
    installation: installationJson(state, installation, state.origin),
    ...what.fields,
    sender: accountJson(what.sender, state.origin),
  };
  state.emit({ event: what.event, action: what.action, sender: what.sender, payload });
}
