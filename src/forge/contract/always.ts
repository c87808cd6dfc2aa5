import { below } from './pointer.ts';
import { isHoisted, restSlice, type Schema } from './slices.ts';

/** A property that GitHub always sends although the description of its place lets it be left out. */
export interface Missing {
  /** JSON pointer. */
  pointer: string;
  /** What stands there instead. */
  value?: unknown;
}

/** Only accounts have these; an organisation in its own words, or a committer, has none of them. */
const onlyOfAccounts = ['followers_url', 'gravatar_id', 'site_admin', 'starred_url'];

/** In every refusal of today; recorded ones of other years have at least the first. A 500 may say anything. */
const ofErrors = ['message', 'documentation_url', 'status'];

const ofPulls = ['assignees', 'requested_reviewers', 'requested_teams', 'draft', 'active_lock_reason'];

/** Of a repository as others show it: an anonymous caller sees no permissions, and who may not push no ways to merge. */
const ofRepositories = ['visibility', 'topics', 'has_downloads', 'is_template', 'allow_forking'];
const ofAddresses = ['git_url', 'ssh_url', 'clone_url', 'svn_url', 'homepage', 'mirror_url'];
const ofCounts = ['size', 'forks', 'forks_count', 'stargazers_count', 'watchers', 'watchers_count', 'open_issues'];

/** Our own knowledge of what stands in every such answer, by the component that describes it; data may lack, names do not. */
const ofComponents: Record<string, readonly string[]> = {
  'commit-comparison': ['files'],
  deployment: ['original_environment', 'transient_environment', 'production_environment', 'performed_via_github_app'],
  'deployment-status': ['environment', 'log_url', 'environment_url', 'performed_via_github_app'],
  'full-repository': ofRepositories,
  'git-tag': ['verification'],
  'git-tree': ['url'],
  installation: ['has_multiple_single_files', 'single_file_paths'],
  'installation-token': ['permissions', 'repository_selection'],
  integration: ['slug'],
  issue: ['body', 'state_reason', 'assignees', 'author_association', 'active_lock_reason', 'reactions', 'timeline_url'],
  'issue-comment': ['body', 'author_association', 'reactions'],
  'minimal-repository': [...ofRepositories, ...ofAddresses, ...ofCounts, 'default_branch', 'archived', 'license'],
  package: ['owner'],
  'pull-request': [...ofPulls, 'rebaseable'],
  'pull-request-simple': ofPulls,
  release: ['body'],
  'workflow-run': ['name', 'run_attempt', 'check_suite_id', 'actor', 'triggering_actor', 'run_started_at'],
};

/** The same of single operations, whose component has more uses. */
const ofOperations: Record<string, readonly string[]> = { 'repos/get-commit': ['stats', 'files'] };

/** What the change was about, by action. */
const ofActions: Record<string, string> = {
  labeled: 'label',
  unlabeled: 'label',
  assigned: 'assignee',
  unassigned: 'assignee',
};

/** What an answer of this description lacks, in itself and in the items of its list. */
export function missingOfAnswer(
  operationId: string,
  described: Schema,
  { body, components }: { body: unknown; components: Record<string, Schema> },
): readonly Missing[] {
  const own = lacked(body, ofOperations[operationId]);
  return [...own, ...missingIn(described, body)];

  function missingIn(schema: Schema, value: unknown): readonly Missing[] {
    if (typeof value !== 'object' || value === null) return [];
    const { $ref, items, properties = {}, allOf = [] } = schema as Parts;
    const name = $ref?.replace('#/components/', '') ?? '';
    if (isHoisted(name)) return missingIn(components[name]!, value);
    if (Array.isArray(value))
      return items ? value.flatMap((item, index) => below(String(index), missingIn(items, item))) : [];
    const lists = Object.entries(properties).filter(([list]) =>
      Array.isArray((value as Record<string, unknown>)[list]),
    );
    return [
      ...lacked(value, ofComponents[name]),
      ...allOf.flatMap((part) => missingIn(part, value)),
      ...lists.flatMap(([list, inner]) => below(list, missingIn(inner, (value as Record<string, unknown>)[list]))),
    ];
  }
}

/** What the payload of an App's hook lacks: only a ping comes from nobody and is about no installation, and a repository is told whole. */
export function missingOfDelivery(event: string, action: string | undefined, payload: unknown): readonly Missing[] {
  const { repository } = (payload ?? {}) as { repository?: { owner?: { type?: unknown } } };
  const isOfOrganization = repository?.owner?.type === 'Organization';
  const isOfThread = event === 'issues' || event === 'pull_request';
  const changed = isOfThread && action !== undefined ? ofActions[action] : undefined;
  const own = lacked(payload, [
    ...(event === 'ping' ? [] : ['sender', 'installation']),
    ...(isOfOrganization ? ['organization'] : []),
    ...(changed === undefined ? [] : [changed]),
  ]);
  return [...own, ...below('repository', lacked(repository, [...ofRepositories, 'web_commit_signoff_required']))];
}

/**
 * Accounts that lack what the description of REST demands of them. That of webhooks demands an id and a login, and all 1,253
 * accounts in GitHub's own examples of webhooks have the rest too (version 7.6.1, but for purchases in the marketplace).
 */
export function missingOfAccounts(value: unknown): Missing[] {
  if (typeof value !== 'object' || value === null) return [];
  const missing: Missing[] = [];
  if (isAccount(value)) {
    const lacked = requiredOfAccounts().filter((name) => !(name in value));
    missing.push(...lacked.map((name) => ({ pointer: `/${name}` })));
  }
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === 'object' && member !== null) missing.push(...below(name, missingOfAccounts(member)));
  }
  return missing;
}

/** What a refusal of this status lacks, or says otherwise than as text, of what says why it failed. */
export function missingOfError(body: unknown, status: number): Missing[] {
  if (typeof body !== 'object' || body === null) return [];
  const said = body as Record<string, unknown>;
  const isSaid = (name: string) => (name === 'status' ? said[name] === String(status) : typeof said[name] === 'string');
  return ofErrors.filter((name) => !isSaid(name)).map((name) => ({ pointer: `/${name}`, value: said[name] }));
}

interface Parts {
  $ref?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  allOf?: Schema[];
}

function lacked(value: unknown, names: readonly string[] = []): Missing[] {
  if (typeof value !== 'object' || value === null) return [];
  return names.filter((name) => !(name in value)).map((name) => ({ pointer: `/${name}` }));
}

function isAccount(value: object): boolean {
  return 'login' in value && onlyOfAccounts.some((name) => name in value);
}

function requiredOfAccounts(): string[] {
  return restSlice().components['simple-user']!['required'] as string[];
}
