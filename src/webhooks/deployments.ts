import type { Hint } from '../core/hints.ts';
import { repositoryOf, text, type Payload } from './payload.ts';

/** How a deployment went. What it proves is read from GitHub, since the signal names only the newest commit. */
export function deploymentStatusHints(payload: Payload): Hint[] {
  const repo = repositoryOf(payload);
  const environment = text(payload, 'deployment', 'environment');
  if (repo === undefined || environment === undefined) return [];
  const state = text(payload, 'deployment_status', 'state') ?? 'reported';
  return [{ look: 'deployment', repo, environment, because: `deployment to ${environment} is ${state}` }];
}
