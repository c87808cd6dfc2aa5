import type { Hint } from '../core/hints.ts';
import { repositoryOf, text, type Payload } from './payload.ts';

const BRANCHES = 'refs/heads/';

/** A merge queue has made a commit of pull requests into a branch, and waits for what is required on it. */
export function mergeGroupHints(payload: Payload): Hint[] {
  const repo = repositoryOf(payload);
  const base = text(payload, 'merge_group', 'base_ref');
  if (repo === undefined || base === undefined || text(payload, 'action') !== 'checks_requested') return [];
  const name = base.startsWith(BRANCHES) ? base.slice(BRANCHES.length) : base;
  return [{ look: 'into', repo, base: name, because: `the merge queue of ${repo} ${name} wants checks` }];
}
