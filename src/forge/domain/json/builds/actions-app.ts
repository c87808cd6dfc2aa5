import type { Account } from '../../state.ts';
import { accountJson } from '../account.ts';
import { nodeId } from '../ids.ts';
import { iso } from '../instant.ts';
import { webOf } from '../../../addresses.ts';

/** The organisation that GitHub Actions belongs to; it has no repositories here, so it is no account of the forge either. */
const owner: Account = { id: 9919, login: 'github', type: 'Organization' };

const written = [
  'actions',
  'checks',
  'contents',
  'deployments',
  'issues',
  'organization_packages',
  'packages',
  'pages',
  'pull_requests',
  'repository_hooks',
  'repository_projects',
  'security_events',
  'statuses',
];

const permissions = {
  ...Object.fromEntries(written.map((name) => [name, 'write'])),
  metadata: 'read',
  vulnerability_alerts: 'read',
};

const events = [
  'check_run',
  'check_suite',
  'create',
  'delete',
  'deployment',
  'deployment_status',
  'issues',
  'label',
  'pull_request',
  'push',
  'registry_package',
  'release',
  'repository',
  'repository_dispatch',
  'status',
  'workflow_dispatch',
  'workflow_run',
];

/** GitHub Actions as the App behind the checks of workflows. */
export function actionsAppJson({ id, slug, name }: { id: number; slug: string; name: string }, origin: string) {
  return {
    id,
    slug,
    node_id: nodeId('A', id),
    owner: accountJson(owner, origin),
    name,
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${webOf(origin)}/apps/${slug}`,
    created_at: iso(0),
    updated_at: iso(0),
    permissions,
    events,
  };
}
