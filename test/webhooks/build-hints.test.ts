import { describe, expect, it } from '@jest/globals';

import { hintsOf } from '../../src/webhooks/hints.ts';

const COMMIT = 'b'.repeat(40);
const repository = { full_name: 'acme/payments' };

const commitsOf = (event: string, payload: Record<string, unknown>): unknown[] =>
  hintsOf({ event, payload: { repository, ...payload } }, 'sluice').flatMap((hint) =>
    hint.look === 'build' ? [hint.commit] : [],
  );

describe('the end of a build names its commit', () => {
  const run = { path: '.github/workflows/build.yml', conclusion: 'success' };

  it.each([
    ['as a workflow run', 'workflow_run', { action: 'completed', workflow_run: { ...run, head_sha: COMMIT } }],
    ['as a status', 'status', { state: 'success', context: 'ci/build', branches: [], sha: COMMIT }],
  ])('%s', (_, event, payload) => {
    expect(commitsOf(event, payload)).toEqual([COMMIT]);
  });

  it.each([
    ['a workflow run', 'workflow_run', { action: 'completed', workflow_run: { ...run, head_sha: 'main' } }],
    ['a status', 'status', { state: 'success', context: 'ci/build', branches: [] }],
  ])('or none, where %s has no full commit id', (_, event, payload) => {
    expect(commitsOf(event, payload)).toEqual([undefined]);
  });
});
