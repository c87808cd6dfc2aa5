import type { Hint } from '../core/hints.ts';
import { at, commitAt, repositoryOf, text, type Payload } from './payload.ts';

/** Only an end can open or close a gate: created, requested and in-progress runs bring no hint. */
export function checkRunHints(payload: Payload): Hint[] {
  if (text(payload, 'action') !== 'completed') return [];
  const name = text(payload, 'check_run', 'name') ?? 'a check';
  const because = `check ${name} completed`;
  const repo = repositoryOf(payload);
  const signal: Hint[] = repo === undefined ? [] : [{ look: 'signal', repo, by: { status: name }, because }];
  return [...headHints(payload, text(payload, 'check_run', 'check_suite', 'head_branch'), because), ...signal];
}

export function checkSuiteHints(payload: Payload): Hint[] {
  if (text(payload, 'action') !== 'completed') return [];
  return headHints(payload, text(payload, 'check_suite', 'head_branch'), 'checks completed');
}

export function statusHints(payload: Payload): Hint[] {
  if (text(payload, 'state') === 'pending') return [];
  const repo = repositoryOf(payload);
  const listed = at(payload, 'branches');
  if (repo === undefined || !Array.isArray(listed)) return [];
  const branches = listed.flatMap((branch) => text(branch, 'name') ?? []);
  const context = text(payload, 'context') ?? '';
  const because = `status ${context} is ${text(payload, 'state') ?? 'unknown'}`;
  const build: Hint = { look: 'build', repo, by: { status: context }, ...commitAt(payload, 'sha'), because };
  const built = text(payload, 'state') === 'success' ? [build] : [];
  return [
    { look: 'head', repo, branches, because },
    ...built,
    { look: 'signal', repo, by: { status: context }, because },
  ];
}

function headHints(payload: Payload, branch: string | undefined, because: string): Hint[] {
  const repo = repositoryOf(payload);
  if (repo === undefined) return [];
  return [{ look: 'head', repo, branches: branch === undefined ? [] : [branch], because }];
}
