import { restSlice } from './slices.ts';

/** Statuses that GitHub's servers really send although its description leaves them out for the operation. */
const everywhere = new Set([301, 304, 307, 401, 403, 404, 429]);

/** Recorded from real servers, see the row of each in the description's issue tracker or the recorded exchanges. */
const byOperation: Record<string, number[]> = {
  'checks/create': [422],
  'checks/list-for-ref': [409, 422],
  'checks/list-suites-for-ref': [409, 422],
  'checks/update': [422],
  'repos/create-commit-status': [422],
  'repos/list-pull-requests-associated-with-commit': [422],
};

/** True for a status that an answer may carry although the operation does not document it. */
export function isAllowedUndocumented(operationId: string, status: number, takesBody: boolean): boolean {
  if (everywhere.has(status) || status >= 500) return true;
  // GitHub holds every body against its own schema first: 400 when it is no JSON, 422 when it does not fit.
  if (takesBody && (status === 400 || status === 422)) return true;
  return byOperation[operationId]?.includes(status) === true;
}

/**
 * True for a property that GitHub sends although its description leaves it out: accounts have their `user_view_type` wherever
 * they stand, requested teams the `type` that REST's description demands of them
 * and the `parent` that most events have, rate limits the budget of uploads to code scanning, the App of a check
 * suite or of an issue its newer permissions, listed deliveries the address they went to, and errors their status and details.
 * `status` is that of an answer.
 */
export function isAllowedInvention(pointer: string, status?: number, operationId?: string): boolean {
  if (operationId === 'apps/list-webhook-deliveries' && /^\/\d+\/url$/.test(pointer)) return true;
  if (pointer.endsWith('/user_view_type') || /\/requested_teams\/\d+\/(type|parent)$/.test(pointer)) return true;
  const permission =
    /^\/check_suite\/app\/permissions\/([a-z_]+)$|\/performed_via_github_app\/permissions\/([a-z_]+)$/.exec(pointer);
  if (permission !== null) return isPermission(permission[1] ?? permission[2] ?? '');
  if (status === 200 && pointer === '/resources/code_scanning_upload') return true;
  return status !== undefined && status >= 400 && (pointer === '/status' || pointer === '/errors');
}

/** The permissions of an App where REST describes them, which is the newest list there is. */
function isPermission(name: string): boolean {
  const { properties } = restSlice().components['app-permissions'] as { properties: Record<string, unknown> };
  return name in properties;
}

/** Operations that answer with pull requests as lists show them. */
const answersSimplePulls = new Set([
  'pulls/list',
  'pulls/remove-requested-reviewers',
  'pulls/request-reviewers',
  'repos/list-pull-requests-associated-with-commit',
]);

/** True for a null that recorded answers hold where the description of such a pull request says text: labels may lack a description. */
export function isAllowedNull(operationId: string, pointer: string): boolean {
  return answersSimplePulls.has(operationId) && /\/labels\/\d+\/description$/.test(pointer);
}

/** True for an event of an App that came after the closed list of events in the description of what an App wrote: `merge_group`. */
export const isAllowedWord = (pointer: string, value: unknown): boolean =>
  value === 'merge_group' && /\/performed_via_github_app\/events\/\d+$/.test(pointer);

/**
 * True for the 422 of a blob that fits both of its descriptions where it should fit one: a violation of a repository's rules is described
 * with nothing required, so every refusal is one too.
 */
export const isAllowedTwice = (operationId: string, { passingSchemas }: Record<string, unknown>): boolean =>
  operationId === 'git/create-blob' && Array.isArray(passingSchemas);

/**
 * True for a span of time in the syntax of GitHub's search, as in `>=2026-05-04` and `2026-05-01..2026-05-04`: the prose of the runs of
 * workflows allows it where the schema says a date with a time.
 */
export function isAllowedSpan(operationId: string, name: string, text: string): boolean {
  const time = String.raw`\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?`;
  const isOfRuns = operationId.startsWith('actions/list-workflow-runs') && name === 'created';
  return isOfRuns && new RegExp(String.raw`^(([<>]=?)?${time}|(${time}|\*)\.\.(${time}|\*))$`).test(text);
}

const takesBareLabels = new Set(['issues/add-labels', 'issues/set-labels']);

/**
 * A body in the form that the description's schema knows: "You can also pass an `array` of labels directly" stands in its prose
 * alone, and PyGithub, octokit.rb and every older client do.
 */
export function asDescribed(operationId: string, body: unknown): unknown {
  if (!takesBareLabels.has(operationId)) return body;
  const bare = typeof body === 'string' ? [body] : body;
  const labels: unknown = Array.isArray(bare) ? bare : (bare as { labels?: unknown } | undefined)?.labels;
  // "You can pass an empty array to remove all labels": the prose again, where the schema wants one at least.
  if (operationId === 'issues/set-labels' && Array.isArray(labels) && labels.length === 0) return undefined;
  return Array.isArray(bare) ? { labels: bare } : body;
}
