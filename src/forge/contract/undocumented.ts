/** Statuses that GitHub's servers really send although its description leaves them out for the operation. */
const everywhere = new Set([301, 304, 307, 401, 403, 404, 429]);

/** Recorded from real servers, see the row of each in the description's issue tracker or the recorded exchanges. */
const byOperation: Record<string, number[]> = {
  'checks/create': [422],
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
 * and the `parent` that most events have, the App of a check
 * suite or of an issue its newer permissions, and errors their status and details. `status` is that of an answer.
 */
export function isAllowedInvention(pointer: string, status?: number): boolean {
  if (pointer.endsWith('/user_view_type') || /\/requested_teams\/\d+\/(type|parent)$/.test(pointer)) return true;
  if (/^\/check_suite\/app\/permissions\/|\/performed_via_github_app\/permissions\/[a-z_]+$/.test(pointer)) return true;
  return status !== undefined && status >= 400 && (pointer === '/status' || pointer === '/errors');
}

/** True for a null that recorded answers hold where the description of a list of pull requests says text: labels may lack a description. */
export function isAllowedNull(operationId: string, pointer: string): boolean {
  return operationId === 'pulls/list' && /\/labels\/\d+\/description$/.test(pointer);
}

/** True for an event of an App that came after the closed list of events in the description of what an App wrote: `merge_group`. */
export const isAllowedWord = (pointer: string, value: unknown): boolean =>
  value === 'merge_group' && /\/performed_via_github_app\/events\/\d+$/.test(pointer);
