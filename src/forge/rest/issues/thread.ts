import { checkThread } from '../../auth/access.ts';
import { restSlice } from '../../contract/slices.ts';
import { movedTo } from '../../domain/issues/moves.ts';
import { canSee } from '../../domain/repos.ts';
import type { Issue, Pull, Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call } from '../../http/handler.ts';

/** The issue or pull request of a call; what was deleted or transferred is answered as GitHub answers it. */
export function threadOf(call: Call, repo: Repo): Issue | Pull {
  const number = Number(call.params['issue_number']);
  const issue = repo.issues.get(number);
  if (issue !== undefined) {
    checkThread(call.operationId, call.caller, { repo, issue });
    return issue;
  }
  if (repo.deletedIssues.has(number)) throw new Refusal(410, 'This issue was deleted');
  throw movedRefusal(call, repo, number) ?? new Refusal(404, 'Not Found');
}

/**
 * "If the issue was transferred, the API returns a 301", for those operations only that document one: below the issue most
 * know nothing of the transfer (measured in Systemorph/MeshWeaver#4629). Who cannot see the other repository is not told either.
 */
function movedRefusal(call: Call, repo: Repo, number: number): Refusal | undefined {
  const { operationId, params, origin, caller } = call;
  const operation = restSlice().operations[operationId];
  const there = movedTo(repo, number);
  if (there === undefined || operation?.responses['301'] === undefined || !canSee(there.repo, caller)) return undefined;
  if (!there.repo.issues.has(there.number)) return new Refusal(410, 'This issue was deleted');
  const tail = operation.path
    .replace(/^.*\{issue_number\}/, '')
    .replace('{name}', encodeURIComponent(params['name'] ?? ''));
  const url = `${origin}/repositories/${there.repo.id}/issues/${there.number}${tail}`;
  return new Refusal(301, 'Moved Permanently', { url, headers: { location: url } });
}
