import type { Hint } from '../../src/core/hints.ts';
import { hintsOf } from '../../src/webhooks/hints.ts';
import type { Payload } from '../../src/webhooks/payload.ts';

export const SLUG = 'sluice';
export const OWN = { login: 'sluice[bot]' };
export const repository = { id: 1, full_name: 'acme/payments', default_branch: 'main' };
export const commit = (...modified: string[]): Payload => ({ added: [], modified, removed: [] });

export const push = (more: Payload = {}): Payload => ({
  repository,
  sender: { login: 'ada' },
  ref: 'refs/heads/main',
  after: '2'.repeat(40),
  commits: [commit('index.js')],
  ...more,
});

export const pull = (more: Payload = {}, payload: Payload = {}): Payload => ({
  action: 'synchronize',
  repository,
  sender: { login: 'ada' },
  pull_request: {
    number: 41,
    merged: false,
    head: { ref: 'sluice/docker/payments', repo: { id: 1 } },
    base: { ref: 'main' },
    ...more,
  },
  ...payload,
});

export const status = (more: Payload = {}): Payload => ({
  repository,
  sender: { login: 'acme-ci' },
  context: 'build',
  state: 'success',
  branches: [{ name: 'sluice/docker/payments' }, { name: 'main' }],
  ...more,
});

export const checkRun = (more: Payload = {}): Payload => ({
  action: 'completed',
  repository,
  sender: { login: 'github-actions[bot]' },
  check_run: { name: 'build', check_suite: { head_branch: 'sluice/docker/payments' } },
  ...more,
});

export const hints = (event: string, payload: Payload): Hint[] => hintsOf({ event, payload }, SLUG);

/** What a field of a hint says, in a line. */
function word(name: string, value: unknown): string {
  if (name === 'byUs') return 'by us';
  if (name === 'isNew') return value === true ? 'new' : 'known';
  if (name === 'by')
    return Object.entries(value as object)
      .flat()
      .join(' ');
  return String(value);
}

/** Each hint in a line, without its reason. */
export const looks = (event: string, payload: Payload): string[] =>
  hints(event, payload).map((hint) =>
    Object.entries(hint)
      .filter(([name]) => name !== 'because')
      .map(([name, value]) => word(name, value))
      .join(' '),
  );

export const workflowRun = (more: Payload = {}): Payload => ({
  action: 'completed',
  repository,
  sender: { login: 'ada' },
  workflow_run: { path: '.github/workflows/build.yml', conclusion: 'success', head_branch: 'main', ...more },
});

export const deploymentStatus = (more: Payload = {}): Payload => ({
  action: 'created',
  repository,
  sender: { login: 'acme-deployer' },
  deployment: { id: 1, environment: 'staging' },
  deployment_status: { state: 'success' },
  ...more,
});
