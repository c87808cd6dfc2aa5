import { describe, expect, it } from '@jest/globals';

import type { StagePolicy } from '../../../src/core/promotion/facts.ts';
import type { CheckFact, OpenPullRequest, Snapshot } from '../../../src/core/promotion/snapshot.ts';
import { codes, GREEN, id, NEW, NOW, OLD, onlyStep, planned, proposed, type Change } from './facts.ts';

const SECONDS = 1_000;
const MINUTES = 60 * SECONDS;

const check = (state: CheckFact['state'], word: string = state, name = 'build'): CheckFact => ({ name, state, word });

interface Closed {
  policy?: Partial<StagePolicy>;
  here?: Partial<Snapshot>;
  open?: Partial<OpenPullRequest>;
  changelog?: NonNullable<Change['changelog']>;
}

describe('a pull request whose gates are all open', () => {
  it('is merged at the head that was judged, and a squash would carry the lineage', () => {
    const decided = planned(proposed());

    expect(codes(decided)).toEqual(['doing merge']);
    expect(onlyStep(decided, 'merge')).toEqual({
      do: 'merge',
      key: `merge:acme/payments-docker#41@${id('c')}`,
      pullRequest: { number: 41, id: 'PR_41' },
      head: id('c'),
      method: 'merge',
      squash: {
        title: 'payments: Retry transfers (#41)',
        message: `Sluice-Entry: payments code=${NEW} from=${OLD}\nSluice-Lane: docker/payments\nSluice-Pipeline: acme/platform@${id('9')}`,
      },
    });
    expect(decided).not.toHaveProperty('wake');
  });

  it.each<[string, Closed]>([
    ['with no check at all, where the stage says so', { policy: { checks: 'none' }, open: { checks: [] } }],
    ['with checks that nobody asked for failing', { open: { checks: [GREEN, check('failure', 'failure', 'lint')] } }],
    [
      'with the approvals that GitHub requires',
      {
        here: { requires: { checks: [], approvals: 2, mergeQueue: false, upToDate: false } },
        open: { reviews: 'approved' },
      },
    ],
    [
      'with the checks that GitHub requires',
      {
        here: { requires: { checks: ['lint'], approvals: 0, mergeQueue: false, upToDate: false } },
        open: { checks: [GREEN, check('success', 'success', 'lint')] },
      },
    ],
    [
      "with Sluice's own status still pending",
      { here: { requires: { checks: ['sluice/gates'], approvals: 0, mergeQueue: false, upToDate: false } } },
    ],
  ])('is merged %s', (_, change) => {
    expect(codes(planned(proposed(change)))).toEqual(['doing merge']);
  });

  it('is merged by the way that the repository allows', () => {
    expect(onlyStep(planned(proposed({ here: { mergeMethods: ['rebase'] } })), 'merge').method).toBe('rebase');
  });

  it('is left to people where the repository allows no way', () => {
    const decided = planned(proposed({ here: { mergeMethods: [] } }));

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual(['blocked no-merge-method']);
  });
});

describe('a closed gate', () => {
  it.each<[string, Closed, string, RegExp, number | undefined]>([
    [
      'by hand',
      { policy: { merge: 'by-hand' } },
      'waiting by-hand',
      /^#41 is ready; the pipeline leaves the merge to a person$/,
      undefined,
    ],
    [
      'diverged',
      { changelog: { classification: 'diverged' } },
      'blocked diverged',
      /^#41: payments moves to a commit that does not contain the present one/,
      undefined,
    ],
    [
      'unrelated',
      { changelog: { classification: 'unrelated' } },
      'blocked unrelated',
      /^#41: payments moves to a commit that shares no history with the present one/,
      undefined,
    ],
    [
      'a check that failed',
      { open: { checks: [check('failure', 'timed_out')] } },
      'blocked check-failed',
      /^#41: build \(timed_out\) did not succeed$/,
      undefined,
    ],
    [
      'a check that runs',
      { open: { checks: [check('pending', 'in_progress')] } },
      'waiting check-pending',
      /^#41 waits for build \(in_progress\)$/,
      10 * MINUTES,
    ],
    [
      'a check that nobody has reported',
      { open: { checks: [] } },
      'waiting check-pending',
      /^#41 waits for build \(not reported yet\)$/,
      10 * MINUTES,
    ],
    [
      'a skipped check',
      { open: { checks: [check('failure', 'skipped')] } },
      'blocked check-failed',
      /^#41: build \(skipped\) did not succeed$/,
      undefined,
    ],
    [
      'more checks than GitHub listed',
      { open: { checksComplete: false } },
      'waiting check-pending',
      /^#41 waits for the list of its checks, which GitHub gave in part$/,
      10 * MINUTES,
    ],
    [
      'more checks than GitHub listed, where the stage has none',
      { policy: { checks: 'none' }, open: { checks: [], checksComplete: false } },
      'waiting check-pending',
      /in part$/,
      10 * MINUTES,
    ],
    [
      'a check that may be among those not listed',
      { open: { checks: [], checksComplete: false } },
      'waiting check-pending',
      /^#41 waits for build \(not reported yet\)$/,
      10 * MINUTES,
    ],
    [
      'checks of the stage and of GitHub',
      {
        policy: { checks: ['build', 'scan'] },
        here: { requires: { checks: ['lint', 'build'], approvals: 0, mergeQueue: false, upToDate: false } },
      },
      'waiting check-pending',
      /^#41 waits for scan \(not reported yet\) and lint \(not reported yet\)$/,
      10 * MINUTES,
    ],
    [
      'a check of GitHub where the stage has none',
      {
        policy: { checks: 'none' },
        here: { requires: { checks: ['lint'], approvals: 0, mergeQueue: false, upToDate: false } },
      },
      'waiting check-pending',
      /^#41 waits for lint/,
      10 * MINUTES,
    ],
    [
      'a failed check before a running one',
      {
        policy: { checks: ['build', 'scan'] },
        open: { checks: [check('pending'), check('failure', 'failure', 'scan')] },
      },
      'blocked check-failed',
      /scan \(failure\) did not succeed$/,
      undefined,
    ],
    [
      'changes asked for',
      { open: { reviews: 'changes-requested' } },
      'blocked changes-requested',
      /^#41: a reviewer asked for changes$/,
      undefined,
    ],
    [
      'one approval missing',
      {
        here: { requires: { checks: [], approvals: 1, mergeQueue: false, upToDate: false } },
        open: { reviews: 'required' },
      },
      'waiting review-required',
      /^#41: GitHub requires 1 approving review$/,
      10 * MINUTES,
    ],
    [
      'approvals missing',
      {
        here: { requires: { checks: [], approvals: 2, mergeQueue: false, upToDate: false } },
        open: { reviews: 'required' },
      },
      'waiting review-required',
      /requires 2 approving reviews$/,
      10 * MINUTES,
    ],
    [
      'approvals required of which nothing is known',
      { here: { requires: { checks: [], approvals: 1, mergeQueue: false, upToDate: false } } },
      'waiting review-required',
      /requires 1 approving review$/,
      10 * MINUTES,
    ],
    [
      'a review that is required without a number, of code owners for instance',
      { open: { reviews: 'required' } },
      'waiting review-required',
      /^#41: GitHub requires 1 approving review$/,
      10 * MINUTES,
    ],
    ['a draft', { open: { draft: true } }, 'blocked draft', /^#41 was made a draft$/, undefined],
    [
      'a merge that GitHub has not judged',
      { open: { mergeable: 'unknown' } },
      'waiting mergeability-unknown',
      /^#41: GitHub has not caught up with its newest commit yet$/,
      2 * SECONDS,
    ],
    [
      'a pull request that does not know its newest commit yet, mergeable as the last one was',
      { open: { inStep: false } },
      'waiting mergeability-unknown',
      /^#41: GitHub has not caught up with its newest commit yet$/,
      2 * SECONDS,
    ],
  ])('(%s) holds the merge, says why and when it is looked at again', (_, change, code, says, after) => {
    const decided = planned(proposed(change));

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual([code]);
    expect(decided.reasons[0]?.says).toMatch(says);
    expect(decided.wake).toBe(after === undefined ? undefined : NOW + after);
  });

  it('is told beside every other closed one; what GitHub still computes is waited for last', () => {
    const decided = planned(
      proposed({
        policy: { merge: 'by-hand' },
        here: { requires: { checks: [], approvals: 1, mergeQueue: false, upToDate: false } },
        open: { checks: [check('failure')], reviews: 'required', mergeable: 'unknown' },
      }),
    );

    expect(codes(decided)).toEqual(['blocked check-failed', 'waiting review-required', 'waiting by-hand']);
    expect(decided.wake).toBe(NOW + 10 * MINUTES);
  });

  it('is told rather than that GitHub holds the merge back, which it does because of it', () => {
    expect(codes(planned(proposed({ open: { blocked: true, checks: [] } })))).toEqual(['waiting check-pending']);
    expect(codes(planned(proposed({ open: { blocked: true }, policy: { merge: 'by-hand' } })))).toEqual([
      'waiting by-hand',
    ]);
  });

  it.each(['check-failed', 'changes-requested', 'draft', 'diverged'])(
    'that needs a person (%s) says what would open it',
    (code) => {
      const decided = planned(
        proposed({
          changelog: { classification: 'diverged' },
          open: { checks: [check('failure')], reviews: 'changes-requested', draft: true },
        }),
      );

      expect(decided.reasons.find((reason) => reason.code === code)).toMatchObject({
        standing: 'blocked',
        next: expect.any(String),
      });
    },
  );
});

describe('a pull request that GitHub holds back though every gate is open', () => {
  it('is not tried to be merged, says so, and is looked at again', () => {
    expect(planned(proposed({ open: { blocked: true } }))).toEqual({
      steps: [],
      reasons: [
        {
          standing: 'blocked',
          about: 'lane',
          code: 'held-by-github',
          says: '#41: every gate is open, but GitHub holds the merge back by a rule of the branch',
          next: 'look at the pull request: GitHub shows there what it still wants',
        },
      ],
      wake: NOW + 10 * MINUTES,
    });
  });
});

describe('a pull request that GitHub wants up to date with its base', () => {
  it('is written anew once every gate is open', () => {
    const decided = planned(proposed({ open: { behind: true } }));

    expect(codes(decided)).toEqual(['doing refresh']);
    expect(onlyStep(decided, 'publish')).toMatchObject({ how: 'rewrite', onto: id('b'), before: id('c') });
  });

  it.each<[string, Closed]>([
    ['by-hand', { policy: { merge: 'by-hand' } }],
    ['check-pending', { open: { checks: [] } }],
    ['check-failed', { open: { checks: [check('failure')] } }],
    ['check-pending', { open: { checksComplete: false } }],
    ['review-required', { open: { reviews: 'required' } }],
    ['changes-requested', { open: { reviews: 'changes-requested' } }],
    ['draft', { open: { draft: true } }],
    ['mergeability-unknown', { open: { mergeable: 'unknown' } }],
    ['mergeability-unknown', { open: { inStep: false } }],
    ['diverged', { changelog: { classification: 'diverged' } }],
    ['unrelated', { changelog: { classification: 'unrelated' } }],
  ])('stays as it is while another gate is closed (%s), since its checks would begin again', (code, change) => {
    const decided = planned(proposed({ ...change, open: { ...change.open, behind: true } }));

    expect(decided.steps).toEqual([]);
    expect(decided.reasons).toMatchObject([{ code }]);
  });
});
