import { describe, expect, it } from '@jest/globals';

import type { Payload } from '../../src/webhooks/payload.ts';
import { repository, status, checkRun, hints, looks, workflowRun, deploymentStatus } from './payloads.ts';

describe('a check', () => {
  const head = 'head acme/payments sluice/docker/payments';
  const signal = 'signal acme/payments status build';

  it.each<[string, string, Payload, string[]]>([
    ['run that completed', 'check_run', checkRun(), [head, signal]],
    ['run that only began', 'check_run', checkRun({ action: 'created' }), []],
    ['run that somebody wants again', 'check_run', checkRun({ action: 'rerequested' }), []],
    [
      'run of a fork, whose branch GitHub does not name',
      'check_run',
      checkRun({ check_run: { name: 'build', check_suite: { head_branch: null } } }),
      ['head acme/payments ', signal],
    ],
    [
      'suite that completed',
      'check_suite',
      { action: 'completed', repository, check_suite: { head_branch: 'sluice/docker/payments' } },
      [head],
    ],
    [
      'suite that was requested',
      'check_suite',
      { action: 'requested', repository, check_suite: { head_branch: 'x' } },
      [],
    ],
    [
      'status that succeeded, which may tell of a build',
      'status',
      status(),
      ['head acme/payments sluice/docker/payments,main', 'build acme/payments status build', signal],
    ],
    [
      'status that failed',
      'status',
      status({ state: 'failure' }),
      ['head acme/payments sluice/docker/payments,main', signal],
    ],
    ['status that is pending', 'status', status({ state: 'pending' }), []],
    [
      'status on no branch',
      'status',
      status({ branches: [] }),
      ['head acme/payments ', 'build acme/payments status build', signal],
    ],
  ])('%s', (_, event, payload, expected) => {
    expect(looks(event, payload)).toEqual(expected);
  });
});

describe('a workflow', () => {
  const signal = 'signal acme/payments workflow .github/workflows/build.yml';

  it.each<[string, Payload, string[]]>([
    ['that ended well', workflowRun(), ['build acme/payments workflow .github/workflows/build.yml', signal]],
    [
      'whose file is named with its commit',
      workflowRun({ path: '.github/workflows/build.yml@refs/heads/main' }),
      ['build acme/payments workflow .github/workflows/build.yml', signal],
    ],
    ['that failed', workflowRun({ conclusion: 'failure' }), [signal]],
    ['that was cancelled', workflowRun({ conclusion: 'cancelled' }), [signal]],
    ['that goes on', { ...workflowRun({ conclusion: null }), action: 'in_progress' }, []],
    ['that names no file', workflowRun({ path: null }), []],
  ])('%s', (_, payload, expected) => {
    expect(looks('workflow_run', payload)).toEqual(expected);
  });
});

describe('a deployment', () => {
  it.each(['success', 'failure', 'error', 'in_progress', 'pending', 'inactive'])('that is %s', (state) => {
    const payload = deploymentStatus({ deployment_status: { state } });

    expect(looks('deployment_status', payload)).toEqual(['deployment acme/payments staging']);
    expect(hints('deployment_status', payload)[0]?.because).toBe(`deployment to staging is ${state}`);
  });

  it('of no environment says nothing', () => {
    expect(looks('deployment_status', deploymentStatus({ deployment: { id: 1 } }))).toEqual([]);
  });
});
