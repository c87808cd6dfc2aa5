import { describe, expect, it } from '@jest/globals';

import { hintsOf } from '../../src/webhooks/hints.ts';
import { mergedPullRequest } from '../../src/webhooks/merged-pull-request.ts';

const COMMIT = 'c'.repeat(40);

/** The webhook of a merge, with some fields of its pull request as the test wants them. */
const merge = (fields: object = {}): Record<string, unknown> => ({
  action: 'closed',
  repository: { id: 1, full_name: 'acme/payments', default_branch: 'main' },
  sender: { login: 'grace' },
  pull_request: {
    number: 12,
    title: 'Add a till',
    body: 'Fixes #4',
    user: { login: 'dependabot[bot]' },
    labels: [{ name: 'bug' }, { name: 'urgent' }],
    merged: true,
    merged_at: '2026-11-20T12:00:00Z',
    merge_commit_sha: COMMIT,
    head: { ref: 'till', repo: { id: 1 } },
    base: { ref: 'main', repo: { full_name: 'acme/payments' } },
    ...fields,
  },
});

describe('the webhook of a merge', () => {
  it('tells which pull request made the commit, bots as they are called everywhere', () => {
    expect(mergedPullRequest(merge())).toEqual({
      repo: 'acme/payments',
      number: 12,
      title: 'Add a till',
      body: 'Fixes #4',
      author: 'dependabot[bot]',
      mergeCommit: COMMIT,
      mergedAt: Date.UTC(2026, 10, 20, 12),
      head: 'till',
      labels: ['bug', 'urgent'],
      closes: [],
    });
  });

  it('tells it along with the branch that moved', () => {
    const hints = hintsOf({ event: 'pull_request', payload: merge() }, 'sluice');

    expect(hints).toContainEqual(
      expect.objectContaining({ look: 'branch', branch: 'main', merged: mergedPullRequest(merge()) }),
    );
  });

  it('tells no more than GitHub ever has', () => {
    const labels = Array.from({ length: 30 }, (_, index) => ({ name: `label-${index}` }));
    const long = merge({
      title: 't'.repeat(9_999),
      body: 'b'.repeat(99_999),
      labels: [{ name: 'x'.repeat(99) }, ...labels],
    });

    const told = mergedPullRequest(long);

    expect([told?.title.length, told?.body.length, told?.labels?.length]).toEqual([256, 65_536, 19]);
  });

  it('has no body and no author where there are none', () => {
    expect(mergedPullRequest(merge({ body: null, user: null }))).toMatchObject({ body: '', author: 'ghost' });
  });

  it.each([
    ['was not merged', { merged: false }],
    ['is of another repository', { base: { ref: 'main', repo: { full_name: 'eve/payments' } } }],
    ['has no commit', { merge_commit_sha: null }],
    ['has half a commit', { merge_commit_sha: 'c'.repeat(39) }],
    ['has no time', { merged_at: null }],
    ['has no number', { number: '12' }],
    ['has a number that is none', { number: -1 }],
  ])('tells nothing of one that %s', (_, fields) => {
    expect(mergedPullRequest(merge(fields))).toBeUndefined();
  });
});
