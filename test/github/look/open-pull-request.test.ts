import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../src/core/answer.ts';
import { branchName, commitSha, repoName } from '../../../src/core/names.ts';
import type { LabelFact, OpenPullRequest, ReviewFact } from '../../../src/core/promotion/snapshot.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import { openPullRequest } from '../../../src/github/look/pull-requests/open.ts';
import type { RawActor } from '../../../src/github/look/raw.ts';
import type { RawOpen, RawQueueEntry } from '../../../src/github/look/pull-requests/raw.ts';
import { snapshotOf } from '../../../src/github/look/snapshot/snapshot.ts';
import { id, ourCommit, rawBranch, rawHere, rawOpen, rawStatus, SELF } from '../raw-look.ts';

type Nodes<Connection> = NonNullable<NonNullable<NonNullable<Connection> extends { nodes: infer N } ? N : never>>;
type RawReview = NonNullable<Nodes<RawOpen['latestOpinionatedReviews']>[number]>;
type RawComment = NonNullable<Nodes<RawOpen['comments']>[number]>;
type RawLabelEvent = NonNullable<Nodes<RawOpen['labelled']>[number]>;

const GRACE: RawActor = { __typename: 'User', login: 'grace' };
const ADA: RawActor = { __typename: 'User', login: 'ada' };
const US: RawActor = { __typename: 'Bot', login: 'sluice' };
const AT = '2026-11-20T11:00:00Z';
const EARLIER = '2026-11-20T10:00:00Z';
const MADE = { createdAt: EARLIER, updatedAt: EARLIER };

const seen = (raw: Partial<RawOpen>): OpenPullRequest =>
  openPullRequest(rawOpen(raw), { self: SELF, branchTip: commitSha(id('c')), baseMoved: false });

describe('a review', () => {
  const review = (change: Partial<RawReview> = {}): RawReview => ({
    state: 'APPROVED',
    submittedAt: AT,
    authorCanPushToRepository: true,
    author: GRACE,
    commit: { oid: id('c') },
    ...change,
  });
  const reviewers = (...nodes: (RawReview | null)[]): ReviewFact[] =>
    seen({ latestOpinionatedReviews: { nodes } }).reviewers;

  it('is told with who gave it, of which head, and what they may do now', () => {
    expect(reviewers(null, review())).toEqual([
      { by: 'grace', byHuman: true, state: 'approved', commit: id('c'), at: Date.parse(AT), mayWrite: true },
    ]);
  });

  it.each<[string, Partial<RawReview>, Partial<ReviewFact>]>([
    ['asks for changes', { state: 'CHANGES_REQUESTED' }, { state: 'changes-requested' }],
    ['was dismissed', { state: 'DISMISSED' }, { state: 'dismissed' }],
    ['was given by a bot', { author: { __typename: 'Bot', login: 'reviewer' } }, { by: 'reviewer', byHuman: false }],
    ['was given by somebody who is gone', { author: null }, { by: 'ghost', byHuman: false }],
    ['was given by somebody who may not write', { authorCanPushToRepository: false }, { mayWrite: false }],
  ])('that %s is told as such', (_, change, expected) => {
    expect(reviewers(review(change))).toMatchObject([expected]);
  });

  it('of a head that is gone names none', () => {
    expect(reviewers(review({ commit: null }))[0]).not.toHaveProperty('commit');
  });

  it.each(['COMMENTED', 'PENDING', 'SOMETHING_NEW'])('that is %s says neither yes nor no', (state) => {
    expect(reviewers(review({ state }))).toEqual([]);
  });
});

describe('who was asked for a review', () => {
  it('are teams, each once, and no people', () => {
    const team = { requestedReviewer: { __typename: 'Team', combinedSlug: 'acme/release-managers' } };
    const nodes = [team, { requestedReviewer: { __typename: 'User' } }, { requestedReviewer: null }, null, team];

    expect(seen({ asked: { nodes } }).asked).toEqual(['@acme/release-managers']);
  });
});

describe('a label', () => {
  const put = (name: string, actor: RawActor | null, createdAt = AT): RawLabelEvent => ({
    label: { name },
    actor,
    createdAt,
  });
  const labels = (names: string[], ...nodes: (RawLabelEvent | null)[]): LabelFact[] =>
    seen({ labels: { nodes: names.map((name) => ({ name, ...MADE })) }, labelled: { nodes } }).labels;

  it('is of whoever put it on last', () => {
    const later = '2026-11-20T12:00:00Z';

    expect(labels(['deploy/demo'], put('deploy/demo', GRACE), null, put('deploy/demo', ADA, later))).toEqual([
      { name: 'deploy/demo', by: 'ada', at: Date.parse(later) },
    ]);
  });

  it('is found again whatever the case of its letters', () => {
    expect(labels(['Deploy/Demo'], put('deploy/demo', GRACE))).toMatchObject([{ name: 'Deploy/Demo', by: 'grace' }]);
  });

  it('that was taken off is none, whoever put it on', () => {
    expect(labels(['bug'], put('deploy/demo', GRACE), put('bug', ADA))).toMatchObject([{ name: 'bug', by: 'ada' }]);
  });

  it('is of nobody where the timeline does not tell, or tells of somebody who is gone', () => {
    expect(labels(['bug', 'old'], put('bug', null))).toEqual([{ name: 'bug', at: Date.parse(AT) }, { name: 'old' }]);
  });
});

describe('a label that was changed', () => {
  const put = { label: { name: 'deploy/demo' }, actor: GRACE, createdAt: AT };
  const label = (times: { createdAt: string | null; updatedAt: string | null }): LabelFact | undefined => {
    const nodes = [{ name: 'deploy/demo', ...times }];
    return seen({ labels: { nodes }, labelled: { nodes: [put] } }).labels[0];
  };

  it.each([
    ['before it was put on', MADE],
    ['at no time since it was made for it', { createdAt: AT, updatedAt: AT }],
  ])('%s is of whoever put it on', (_, times) => {
    expect(label(times)).toEqual({ name: 'deploy/demo', by: 'grace', at: Date.parse(AT) });
  });

  it.each([
    ['after it was put on', { createdAt: EARLIER, updatedAt: '2026-11-20T12:00:00Z' }],
    ['in the second in which it was put on', { createdAt: EARLIER, updatedAt: AT }],
    ['nobody knows when', { createdAt: null, updatedAt: null }],
  ])('%s may have had another name then, and is of nobody', (_, times) => {
    expect(label(times)).toEqual({ name: 'deploy/demo' });
  });
});

describe('a command', () => {
  const comment = (fullDatabaseId: string | null, body: string, author: RawActor | null = GRACE): RawComment => ({
    fullDatabaseId,
    body,
    author,
  });
  const answer = (to: string, author = US): RawComment =>
    comment('99', Marker.format({ kind: 'said', key: `answer:${to}` }), author);
  const commands = (...nodes: (RawComment | null)[]): string[] => seen({ comments: { nodes } }).commands;

  it.each(['/sluice', '/sluice hold', '/SLUICE resume\nbecause', '/sluice\thold', '/sluice\r\nhold'])(
    'is what a person begins with the word: %j',
    (body) => {
      expect(commands(null, comment('3000000001', body))).toEqual(['3000000001']);
    },
  );

  it.each(['', 'hold', ' /sluice hold', '> /sluice hold', 'please\n/sluice hold', '/sluices', '/sluice-hold'])(
    'is not a comment that begins otherwise: %j',
    (body) => {
      expect(commands(comment('1', body))).toEqual([]);
    },
  );

  it.each<[string, RawActor | null]>([
    ['our own bot', US],
    ['another bot', { __typename: 'Bot', login: 'renovate' }],
    ['somebody who is gone', null],
  ])('is not a comment of %s', (_, author) => {
    expect(commands(comment('1', '/sluice hold', author))).toEqual([]);
  });

  it('is open until we have answered it, by its number, whoever else claims to', () => {
    const asked = ['1', '2', '3'].map((number) => comment(number, '/sluice hold'));

    expect(commands(...asked, answer('2'), answer('3', GRACE))).toEqual(['1', '3']);
  });
});

describe('the content of an open pull request', () => {
  const body = (tick: string): string => `words ${Marker.format({ kind: 'content', key: 'k', tick })}`;

  it('was chosen at the tick that its marker names', () => {
    expect(seen({ body: body('1795168800000') })).toMatchObject({ bodyKey: 'k', tick: 1_795_168_800_000 });
  });

  it.each(['', 'soon', '-1', '1e3', '1'.repeat(16)])('was chosen at no tick where the marker says %j', (tick) => {
    expect(seen({ body: body(tick) })).not.toHaveProperty('tick');
  });
});

describe('what GitHub is about to do', () => {
  it('is merging by itself, or going through the queue', () => {
    expect(seen({ autoMergeRequest: { enabledAt: AT } }).autoMerge).toBe(true);
    expect(seen({})).not.toHaveProperty('queued');
  });

  it.each<[string, RawQueueEntry['headCommit'], object]>([
    ['before the queue has made a commit', null, {}],
    ['with the commit that the queue made', { oid: id('e'), status: null }, { head: id('e') }],
    [
      'with what Sluice said on it',
      { oid: id('e'), status: { context: rawStatus() } },
      { head: id('e'), gates: { state: 'success', description: expect.any(String) } },
    ],
    [
      'without what somebody else said in its name',
      { oid: id('e'), status: { context: rawStatus({ creator: { __typename: 'User', login: 'sluice' } }) } },
      { head: id('e') },
    ],
  ])('is going through the queue, %s', (_, headCommit, more) => {
    expect(seen({ mergeQueueEntry: { id: 'MQE_1', headCommit } }).queued).toEqual({ id: 'MQE_1', ...more });
  });
});

describe('a lane with an open pull request', () => {
  const look = (change: Partial<RawOpen>) => {
    const { base, head } = rawBranch([ourCommit()]);
    return snapshotOf(rawHere({ base, head: { ...head!, open: { nodes: [rawOpen(change)] } } }), {
      lane: { repo: repoName('acme/payments-docker'), kind: 'docker', head: branchName('sluice/docker/payments') },
      paths: ['Dockerfile'],
      self: SELF,
    });
  };

  it('has a merge queue where the pull request says so, whatever the rules show', () => {
    expect(look({ isMergeQueueEnabled: true })).toMatchObject({ known: { requires: { mergeQueue: true } } });
    expect(look({})).toMatchObject({ known: { requires: { mergeQueue: false } } });
  });

  it.each<[string, Partial<RawOpen>]>([
    ['reviews', { latestOpinionatedReviews: null }],
    ['list of reviews', { latestOpinionatedReviews: { nodes: null } }],
    ['labels', { labels: null }],
    ['list of labels', { labelled: { nodes: null } }],
    ['list of requests', { asked: { nodes: null } }],
    ['list of comments', { comments: { nodes: null } }],
  ])('is unknown where its %s did not come', (_, change) => {
    expect(look(change)).toEqual(unknown('the reviews and comments of #41 could not be read'));
  });
});
