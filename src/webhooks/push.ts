import type { Hint } from '../core/hints.ts';
import { at, repositoryOf, text, type Payload } from './payload.ts';

/** A branch moved. Tags mean nothing here; a push to the default branch may have changed policy. */
export function pushHints(payload: Payload): Hint[] {
  const repo = repositoryOf(payload);
  const ref = text(payload, 'ref');
  if (repo === undefined || ref === undefined || !ref.startsWith('refs/heads/')) return [];
  const branch = ref.slice('refs/heads/'.length);
  const because = `push of ${(text(payload, 'after') ?? '').slice(0, 7)} to ${repo} ${branch}`;
  const isDefault = branch === text(payload, 'repository', 'default_branch');
  const hints: Hint[] = [{ look: 'branch', repo, branch, isDefault, because }];
  if (isDefault && touchesPolicy(payload)) hints.push({ look: 'policy', repo, because });
  return hints;
}

/**
 * Whether any listed commit touches the file; a push with more commits than it lists might, and so might one that takes
 * commits away.
 */
function touchesPolicy(payload: Payload): boolean {
  if (at(payload, 'forced') === true) return true;
  const commits = at(payload, 'commits');
  if (!Array.isArray(commits) || commits.length === 0 || commits.length >= 2048) return true;
  return commits.some((commit) =>
    ['added', 'modified', 'removed'].some((list) => {
      const paths = at(commit, list);
      return Array.isArray(paths) && paths.includes('.github/sluice.yml');
    }),
  );
}
