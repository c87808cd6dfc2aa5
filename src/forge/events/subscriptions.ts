import type { DomainEvent, ForgeState, Installation } from '../domain/state.ts';

/** The permission to read that an App needs to hear of an event, by GitHub's webhook description. */
export const hearing: Readonly<Record<string, string>> = {
  check_run: 'checks',
  check_suite: 'checks',
  create: 'contents',
  delete: 'contents',
  deployment: 'deployments',
  deployment_status: 'deployments',
  issue_comment: 'issues',
  issues: 'issues',
  label: 'metadata',
  member: 'members',
  membership: 'members',
  merge_group: 'merge_queues',
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  push: 'contents',
  registry_package: 'packages',
  release: 'contents',
  repository: 'metadata',
  repository_dispatch: 'contents',
  status: 'statuses',
  workflow_dispatch: 'contents',
  workflow_run: 'actions',
};

/** Whether the App may hear of an event there. */
export function mayHear(installation: Installation | undefined, event: string): boolean {
  const permission = hearing[event];
  if (permission === undefined || installation === undefined) return false;
  // Every installation may read the metadata of its repositories, granted or not.
  return permission === 'metadata' || installation.permissions[permission] !== undefined;
}

/** The installation that an event concerns: on its repository, or on its organisation when it is about no repository. */
export function installationFor(state: ForgeState, { repo, organization }: DomainEvent): Installation | undefined {
  for (const installation of state.installations.values()) {
    const isConcerned =
      repo === undefined ? installation.account === organization : installation.repositories.has(repo.id);
    if (isConcerned && installation.suspendedAt === undefined) return installation;
  }
  return undefined;
}
