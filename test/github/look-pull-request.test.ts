import { describe, expect, it } from '@jest/globals';

import { commitSha } from '../../src/core/names.ts';
import type { CheckFact, GatesStatus, OpenPullRequest } from '../../src/core/promotion/snapshot.ts';
import { Marker } from '../../src/core/text/markers.ts';
import { openPullRequest } from '../../src/github/look/pull-requests/open.ts';
import type { RawActor } from '../../src/github/look/raw.ts';
import type { RawContext, RawNamedStatus, RawOpen } from '../../src/github/look/pull-requests/raw.ts';
import { id, rawOpen, rawStatus, SELF } from './raw-look.ts';

const TIP = commitSha(id('c'));

const seen = (
  raw: Partial<RawOpen> = {},
  baseMoved = false,
  branchTip: typeof TIP | undefined = TIP,
): OpenPullRequest => openPullRequest(rawOpen(raw), { self: SELF, branchTip, baseMoved });

/** The newest commit with what was reported on it; `total` as GitHub counts it. */
const judged = (
  contexts: (RawContext | null)[] | null,
  total = contexts?.length ?? 0,
  oid = id('c'),
): Partial<RawOpen> => ({
  commits: {
    nodes: [{ commit: { oid, status: null, statusCheckRollup: { contexts: { totalCount: total, nodes: contexts } } } }],
  },
});

type Run = Extract<RawContext, { __typename: 'CheckRun' }>;
const run = (conclusion: string | null, more: Partial<Run> = {}): Run => ({
  __typename: 'CheckRun',
  name: 'build',
  status: 'COMPLETED',
  conclusion,
  databaseId: 1,
  checkSuite: { id: 'CS_1' },
  ...more,
});
const status = (state: string, context = 'build'): RawContext => ({ __typename: 'StatusContext', context, state });

const checks = (...contexts: RawContext[]): CheckFact[] => seen(judged(contexts)).checks;

describe('an open pull request', () => {
  it('is seen as GitHub gives it', () => {
    expect(seen(judged([run('SUCCESS')]))).toEqual({
      number: 41,
      id: 'PR_41',
      head: TIP,
      base: 'main',
      draft: false,
      title: 'payments: Retry transfers',
      bodyKey: 'payments.1.2',
      inStep: true,
      mergeable: 'mergeable',
      behind: false,
      blocked: false,
      checks: [{ name: 'build', state: 'success', word: 'success' }],
      checksComplete: true,
      changedFiles: 1,
      reviewers: [],
      asked: [],
      labels: [],
      said: [],
      commands: [],
      autoMerge: false,
    });
  });

  it('has no check while nothing was reported, and that is all there is', () => {
    for (const raw of [
      {},
      judged(null),
      { commits: { nodes: [{ commit: { oid: id('c'), status: null, statusCheckRollup: null } }] } },
    ]) {
      expect(seen(raw)).toMatchObject({ checks: [], checksComplete: true });
    }
  });

  it.each<[string, string | undefined]>([
    ['words', undefined],
    ['', undefined],
    [Marker.format({ kind: 'said', key: 'a' }), undefined],
    [Marker.format({ kind: 'said', key: 'a' }) + Marker.format({ kind: 'content', key: 'b' }), 'b'],
    [`${Marker.format({ kind: 'content', key: 'a' })}\n${Marker.format({ kind: 'content', key: 'b' })}`, 'a'],
  ])('whose body is %j describes the content %j', (body, key) => {
    expect(seen({ body }).bodyKey).toBe(key);
  });

  it.each<[string | null, OpenPullRequest['reviews']]>([
    ['APPROVED', 'approved'],
    ['CHANGES_REQUESTED', 'changes-requested'],
    ['REVIEW_REQUIRED', 'required'],
    [null, undefined],
  ])('whose reviews GitHub calls %s is %s', (reviewDecision, expected) => {
    expect(seen({ reviewDecision }).reviews).toBe(expected);
  });
});

describe('whether GitHub has caught up', () => {
  it.each<[string, boolean, Partial<RawOpen>, string | undefined]>([
    ['is so where branch, pull request and checks speak of one commit', true, {}, id('c')],
    ['is not so while the branch is further', false, {}, id('d')],
    ['is not so while the branch cannot be seen', false, {}, undefined],
    ['is not so while the checks are of another commit', false, judged([run('SUCCESS')], 1, id('d')), id('c')],
    ['is not so while it names no commit', false, { commits: { nodes: [] } }, id('c')],
    ['is not so while its commits are missing', false, { commits: { nodes: null } }, id('c')],
    ['is not so while the pull request has the old head', false, { headRefOid: id('d') }, id('c')],
  ])('%s', (_, expected, raw, branchTip) => {
    const context = {
      self: SELF,
      branchTip: branchTip === undefined ? undefined : commitSha(branchTip),
      baseMoved: false,
    };

    expect(openPullRequest(rawOpen(raw), context).inStep).toBe(expected);
  });
});

describe('whether it can be merged', () => {
  it.each<[string, boolean, OpenPullRequest['mergeable']]>([
    ['MERGEABLE', false, 'mergeable'],
    ['MERGEABLE', true, 'mergeable'],
    ['CONFLICTING', true, 'conflicting'],
    ['CONFLICTING', false, 'unknown'],
    ['UNKNOWN', true, 'unknown'],
    ['UNKNOWN', false, 'unknown'],
    ['SOMETHING_NEW', true, 'unknown'],
  ])('is, when GitHub says %s and the base has moved on: %j, %s', (mergeable, baseMoved, expected) => {
    expect(seen({ mergeable }, baseMoved).mergeable).toBe(expected);
  });

  it.each<[string, boolean, Pick<OpenPullRequest, 'behind' | 'blocked'>]>([
    ['BEHIND', true, { behind: true, blocked: false }],
    ['BEHIND', false, { behind: false, blocked: false }],
    ['BLOCKED', true, { behind: false, blocked: true }],
    ['BLOCKED', false, { behind: false, blocked: true }],
    ['CLEAN', true, { behind: false, blocked: false }],
    ['UNSTABLE', true, { behind: false, blocked: false }],
    ['DIRTY', true, { behind: false, blocked: false }],
    ['UNKNOWN', true, { behind: false, blocked: false }],
  ])(
    'is held back, when its state is %s and the base has moved on: %j, by %j',
    (mergeStateStatus, baseMoved, expected) => {
      expect(seen({ mergeStateStatus }, baseMoved)).toMatchObject(expected);
    },
  );
});

describe('a check', () => {
  it.each<[RawContext, CheckFact['state'], string]>([
    [run('SUCCESS'), 'success', 'success'],
    [run('FAILURE'), 'failure', 'failure'],
    [run('TIMED_OUT'), 'failure', 'timed_out'],
    [run('CANCELLED'), 'failure', 'cancelled'],
    [run('ACTION_REQUIRED'), 'failure', 'action_required'],
    [run('STARTUP_FAILURE'), 'failure', 'startup_failure'],
    [run('STALE'), 'failure', 'stale'],
    [run('NEUTRAL'), 'failure', 'neutral'],
    [run('SKIPPED'), 'failure', 'skipped'],
    [run(null), 'failure', 'completed'],
    [run(null, { status: 'IN_PROGRESS' }), 'pending', 'in_progress'],
    [run(null, { status: 'QUEUED' }), 'pending', 'queued'],
    [run('SUCCESS', { status: 'IN_PROGRESS' }), 'pending', 'success'],
    [status('SUCCESS'), 'success', 'success'],
    [status('FAILURE'), 'failure', 'failure'],
    [status('ERROR'), 'failure', 'error'],
    [status('PENDING'), 'pending', 'pending'],
    [status('EXPECTED'), 'pending', 'expected'],
    [status('SOMETHING_NEW'), 'failure', 'something_new'],
  ])('that GitHub gives as %j is a %s (%s)', (context, state, word) => {
    expect(checks(context)).toEqual([{ name: 'build', state, word }]);
  });

  it.each<[string, RawContext[], string]>([
    ['the newest run of a suite', [run('FAILURE'), run('SUCCESS', { databaseId: 2 })], 'success'],
    [
      'the newest run of a suite, wherever it is listed',
      [run('SUCCESS', { databaseId: 2 }), run('FAILURE')],
      'success',
    ],
    [
      'the newest run of a suite that runs again',
      [run('SUCCESS'), run(null, { databaseId: 2, status: 'QUEUED' })],
      'pending',
    ],
    [
      'the worst of several suites',
      [run('FAILURE'), run('SUCCESS', { databaseId: 2, checkSuite: { id: 'CS_2' } })],
      'failure',
    ],
    [
      'the worst of the newest of several suites',
      [
        run('FAILURE'),
        run('SUCCESS', { databaseId: 2 }),
        run(null, { databaseId: 3, status: 'IN_PROGRESS', checkSuite: { id: 'CS_2' } }),
        run('SUCCESS', { databaseId: 4, checkSuite: { id: 'CS_3' } }),
      ],
      'pending',
    ],
    ['the failed status beside a run', [run('SUCCESS'), status('FAILURE')], 'failure'],
    ['the failed run beside a status', [status('SUCCESS'), run('FAILURE')], 'failure'],
    [
      'a failure rather than one that still runs',
      [run('FAILURE'), run(null, { databaseId: 2, status: 'QUEUED', checkSuite: null })],
      'failure',
    ],
    [
      'the newest run where suites are not named',
      [run('FAILURE', { checkSuite: null }), run('SUCCESS', { databaseId: 2, checkSuite: null })],
      'success',
    ],
    [
      'a run that has a number before one that has none',
      [run('SUCCESS', { databaseId: 2 }), run('FAILURE', { databaseId: null })],
      'success',
    ],
  ])('of one name counts as %s', (_, contexts, state) => {
    expect(checks(...contexts)).toMatchObject([{ name: 'build', state }]);
  });

  it('of each name is told once, whatever other names there are', () => {
    const all = checks(
      run('SUCCESS'),
      status('PENDING', 'lint'),
      run('FAILURE', { name: 'scan' }),
      status('SUCCESS', 'lint/2'),
    );

    expect(all.map(({ name, state }) => `${name} ${state}`).toSorted()).toEqual([
      'build success',
      'lint pending',
      'lint/2 success',
      'scan failure',
    ]);
  });

  it.each<[string, Partial<RawOpen>]>([
    ['GitHub has more than it listed', judged([run('SUCCESS')], 101)],
    ['one of them is missing from the list', judged([run('SUCCESS'), null])],
    ['the list is missing', judged(null, 1)],
  ])('may be unseen where %s', (_, raw) => {
    expect(seen(raw).checksComplete).toBe(false);
  });
});

describe('what Sluice last said on the head', () => {
  const said = (context: RawNamedStatus | null): Partial<RawOpen> => ({
    commits: { nodes: [{ commit: { oid: id('c'), status: { context }, statusCheckRollup: null } }] },
  });

  it.each<[Partial<RawNamedStatus>, GatesStatus]>([
    [
      { state: 'PENDING', description: 'waits for build' },
      { state: 'pending', description: 'waits for build' },
    ],
    [
      { state: 'SUCCESS', description: null },
      { state: 'success', description: '' },
    ],
    [
      { state: 'ERROR', description: 'x' },
      { state: 'error', description: 'x' },
    ],
  ])('is, where GitHub gives %j, %j', (change, gates) => {
    expect(seen(said(rawStatus(change))).gates).toEqual(gates);
  });

  it('is nothing where the status is missing, only expected, or of a kind that nobody knows', () => {
    for (const raw of [{}, said(null), said(rawStatus({ state: 'EXPECTED' })), said(rawStatus({ state: 'NEW' }))])
      expect(seen(raw)).not.toHaveProperty('gates');
  });

  it.each<[string, RawActor | null]>([
    ['a person', { __typename: 'User', login: 'grace' }],
    ['a person whose login is our slug', { __typename: 'User', login: 'sluice' }],
    ['another App', { __typename: 'Bot', login: 'github-actions' }],
    ['somebody who is gone', null],
  ])('is nothing where %s has set the status', (_, creator) => {
    expect(seen(said(rawStatus({ creator })))).not.toHaveProperty('gates');
  });
});

describe('what was said before', () => {
  const comment = (key: string, author: RawActor | null) => ({
    fullDatabaseId: '1',
    body: `x ${Marker.format({ kind: 'said', key })}`,
    author,
  });
  const bot: RawActor = { __typename: 'Bot', login: 'sluice' };

  it('is read from the comments of our own bot alone', () => {
    const nodes = [
      comment('a', bot),
      comment('b', { __typename: 'User', login: 'sluice' }),
      comment('c', { __typename: 'Bot', login: 'other' }),
      comment('d', null),
      null,
      comment('e', bot),
      { fullDatabaseId: '2', body: 'no marker', author: bot },
    ];

    expect(seen({ comments: { nodes } }).said).toEqual(['a', 'e']);
  });
});
