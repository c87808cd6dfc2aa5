import type { Permissions, Role } from '../domain/state.ts';

type Level = Permissions[string];

/** What an operation asks of its caller. */
export interface Need {
  /** Any one of these, as `name:level`, makes an installation fit; GitHub documents them per endpoint. */
  permissions: string[];
  /** The least role of a person. */
  role: Role;
}

const levels: Level[] = ['read', 'write', 'admin'];
const roles: Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];

const reading = (...names: string[]): Need => ({ permissions: names.map((name) => `${name}:read`), role: 'read' });
const writing = (role: Role, ...names: string[]): Need => ({ permissions: names.map((name) => `${name}:write`), role });

/** The repository operations, by what GitHub's "permissions required for GitHub Apps" page says of each. */
const needs: Record<string, Need> = {
  'actions/create-workflow-dispatch': writing('write', 'actions'),
  'actions/get-workflow': reading('actions'),
  'actions/get-workflow-run': reading('actions'),
  'actions/list-repo-workflows': reading('actions'),
  'actions/list-workflow-runs': reading('actions'),
  'actions/list-workflow-runs-for-repo': reading('actions'),
  'checks/create': writing('write', 'checks'),
  'checks/get': reading('checks'),
  'checks/list-for-ref': reading('checks'),
  'checks/list-for-suite': reading('checks'),
  'checks/list-suites-for-ref': reading('checks'),
  'checks/update': writing('write', 'checks'),
  'dependabot/list-alerts-for-repo': reading('vulnerability_alerts'),
  'git/create-blob': writing('write', 'contents'),
  'git/create-commit': writing('write', 'contents'),
  'git/create-ref': writing('write', 'contents'),
  'git/create-tag': writing('write', 'contents'),
  'git/create-tree': writing('write', 'contents'),
  'git/delete-ref': writing('write', 'contents'),
  'git/get-blob': reading('contents'),
  'git/get-commit': reading('contents'),
  'git/get-ref': reading('contents'),
  'git/get-tag': reading('contents'),
  'git/get-tree': reading('contents'),
  'git/list-matching-refs': reading('contents'),
  'git/update-ref': writing('write', 'contents'),
  // Of people who may not assign GitHub takes the call and does nothing.
  'issues/add-assignees': writing('read', 'issues', 'pull_requests'),
  'issues/add-labels': writing('triage', 'issues', 'pull_requests'),
  'issues/create': writing('read', 'issues'),
  'issues/create-comment': writing('read', 'issues', 'pull_requests'),
  'issues/create-label': writing('write', 'issues', 'pull_requests'),
  'issues/delete-comment': writing('read', 'issues', 'pull_requests'),
  'issues/delete-label': writing('write', 'issues', 'pull_requests'),
  'issues/get': reading('issues', 'pull_requests'),
  'issues/get-comment': reading('issues', 'pull_requests'),
  'issues/get-label': reading('issues', 'pull_requests'),
  'issues/list-comments': reading('issues', 'pull_requests'),
  'issues/list-events-for-timeline': reading('issues', 'pull_requests'),
  'issues/list-for-repo': reading('issues'),
  'issues/list-labels-for-repo': reading('issues', 'pull_requests'),
  'issues/list-labels-on-issue': reading('issues', 'pull_requests'),
  'issues/lock': writing('write', 'issues', 'pull_requests'),
  'issues/remove-all-labels': writing('triage', 'issues', 'pull_requests'),
  'issues/remove-assignees': writing('read', 'issues', 'pull_requests'),
  'issues/remove-label': writing('triage', 'issues', 'pull_requests'),
  'issues/set-labels': writing('triage', 'issues', 'pull_requests'),
  'issues/unlock': writing('write', 'issues', 'pull_requests'),
  // A person may close what they opened; the domain decides that, everybody who reads may ask.
  'issues/update': writing('read', 'issues', 'pull_requests'),
  'issues/update-comment': writing('read', 'issues', 'pull_requests'),
  'issues/update-label': writing('write', 'issues', 'pull_requests'),
  'pulls/check-if-merged': reading('pull_requests'),
  'pulls/create': writing('read', 'pull_requests'),
  'pulls/create-review': writing('read', 'pull_requests'),
  'pulls/dismiss-review': writing('write', 'pull_requests'),
  'pulls/get': reading('pull_requests'),
  'pulls/get-review': reading('pull_requests'),
  'pulls/list': reading('pull_requests'),
  'pulls/list-commits': reading('pull_requests'),
  'pulls/list-files': reading('pull_requests'),
  'pulls/list-requested-reviewers': reading('pull_requests'),
  'pulls/list-review-comments': reading('pull_requests'),
  'pulls/list-reviews': reading('pull_requests'),
  'pulls/remove-requested-reviewers': writing('triage', 'pull_requests'),
  'pulls/request-reviewers': writing('triage', 'pull_requests'),
  'pulls/merge': writing('write', 'contents'),
  'pulls/update': writing('read', 'pull_requests'),
  'pulls/update-branch': writing('write', 'contents'),
  'repos/add-collaborator': writing('admin', 'administration'),
  'repos/compare-commits-with-basehead': reading('contents'),
  'repos/create-commit-status': writing('write', 'statuses'),
  'repos/create-deployment': writing('write', 'deployments'),
  'repos/create-deployment-status': writing('write', 'deployments'),
  'repos/create-dispatch-event': writing('write', 'contents'),
  'repos/create-or-update-file-contents': writing('write', 'contents'),
  'repos/create-release': writing('write', 'contents'),
  'repos/delete-file': writing('write', 'contents'),
  'repos/get': reading('metadata'),
  'repos/get-branch': reading('contents'),
  'repos/get-branch-protection': { permissions: ['administration:read'], role: 'admin' },
  'repos/get-branch-rules': reading('metadata'),
  'repos/get-collaborator-permission-level': reading('metadata'),
  'repos/get-combined-status-for-ref': reading('statuses'),
  'repos/get-commit': reading('contents'),
  'repos/get-content': reading('contents'),
  'repos/get-deployment': reading('deployments'),
  'repos/get-deployment-status': reading('deployments'),
  'repos/get-latest-release': reading('contents'),
  'repos/get-readme': reading('contents'),
  'repos/get-release': reading('contents'),
  'repos/get-release-by-tag': reading('contents'),
  'repos/list-branches': reading('contents'),
  'repos/list-branches-for-head-commit': reading('contents'),
  'repos/list-commit-statuses-for-ref': reading('statuses'),
  'repos/list-commits': reading('contents'),
  'repos/list-deployment-statuses': reading('deployments'),
  'repos/list-deployments': reading('deployments'),
  'repos/list-pull-requests-associated-with-commit': reading('pull_requests', 'contents'),
  'repos/list-releases': reading('contents'),
  'repos/list-tags': reading('metadata'),
  'repos/merge': writing('write', 'contents'),
  'repos/remove-collaborator': writing('admin', 'administration'),
  'repos/update': writing('admin', 'administration'),
  'repos/update-release': writing('write', 'contents'),
  'git:fetch': reading('contents'),
  'git:push': writing('write', 'contents'),
};

/** What the operation asks of its caller; undefined for one that is about no repository. */
export function needOf(operationId: string): Need | undefined {
  return needs[operationId];
}

/** Every permission, as `name:level`, that an operation on a repository may ask for. */
export function wantedPermissions(): string[] {
  return [...new Set(Object.values(needs).flatMap(({ permissions }) => permissions))];
}

/** True when the granted permissions hold this one at this level or a higher one. */
export function covers(granted: Permissions, name: string, level: string): boolean {
  const held = granted[name];
  return held !== undefined && levels.indexOf(held) >= levels.indexOf(level as Level);
}

/** True when an installation with these permissions may do what the need names. */
export function satisfies(granted: Permissions, need: Need): boolean {
  return need.permissions.some((one) => {
    const [name = '', level = ''] = one.split(':');
    return covers(granted, name, level);
  });
}

/** True when a role is at least the other. */
export function isAtLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
