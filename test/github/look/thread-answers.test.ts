import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { repoName } from '../../../src/core/names.ts';
import { githubRoles } from '../../../src/github/roles.ts';
import { survey } from '../../../src/github/look/threads/survey.ts';
import { readControl } from '../../../src/github/look/threads/control.ts';
import { threadOf, type RawThread } from '../../../src/github/look/threads/thread.ts';
import { readWish } from '../../../src/github/look/threads/wish.ts';
import { json, rig, stubServer, type Stub } from '../client-stub.ts';
import { id, rawBase, rawOther, SELF } from '../raw-look.ts';

const REPO = repoName('acme/platform');
const GRACE = { __typename: 'User', login: 'grace' };
const US = { __typename: 'Bot', login: 'sluice' };
const AT = '2026-11-20T11:00:00Z';

const rawThread = (change: Partial<RawThread> = {}): RawThread => ({
  __typename: 'Issue',
  id: 'I_7',
  number: 7,
  closed: false,
  body: 'words',
  author: US,
  editor: null,
  lastEditedAt: null,
  comments: { nodes: [] },
  ...change,
});

describe('a thread as GitHub gives it', () => {
  const repository = { visibility: 'PRIVATE' } as const;
  const read = (change: Partial<RawThread> = {}) => threadOf(rawThread(change), { repo: REPO, repository, self: SELF });
  const bodyByUs = (editor: RawThread['editor'], author: RawThread['author'] = US) => {
    const thread = read({ author, editor, lastEditedAt: AT });
    if ('unknown' in thread) throw new Error(thread.unknown);
    return thread.known.bodyByUs;
  };

  it.each([
    ['us alone', US, US, true],
    ['a person after us', GRACE, US, false],
    ['somebody who is gone after us', null, US, false],
    ['a person of our name after us', { __typename: 'User', login: 'sluice' }, US, false],
    ['us after a person', US, GRACE, false],
    ['a person alone', GRACE, GRACE, false],
    ['somebody after somebody who are both gone', null, null, false],
  ])('was written by %s', (_, editor, author, isOurs) => {
    expect(bodyByUs(editor, author)).toBe(isOurs);
  });

  it('is unknown without its comments, which would look as if nobody had been answered', () => {
    expect(read({ comments: { nodes: null } })).toEqual({
      unknown: 'the comments of acme/platform#7 could not be read',
    });
  });

  it.each([
    ['ours', US, true],
    ['a person’s who bears our name', { __typename: 'User', login: 'sluice' }, false],
    ['another App’s', { __typename: 'Bot', login: 'other' }, false],
    ['of somebody who is gone', null, false],
  ])('is %s by what kind of account opened it', (_, author, byUs) => {
    expect(read({ author })).toMatchObject({ known: { byUs } });
  });

  it('dates its head by the branch, where that has not moved on from it', () => {
    const head = { headRefName: 'release-staging', headRefOid: id('a') };
    const at = (oid: string) => read({ ...head, headRef: { target: { oid, committedDate: AT } } });

    expect(at(id('a'))).toMatchObject({ known: { head: id('a'), headAt: Date.parse(AT) } });
    expect(at(id('b'))).not.toHaveProperty('known.headAt');
    expect(read({ ...head, headRef: null })).not.toHaveProperty('known.headAt');
  });

  it('names whoever is gone as GitHub does', () => {
    expect(read({ author: null })).toMatchObject({ known: { author: 'ghost', bodyByUs: false } });
  });
});

describe('an answer of GitHub', () => {
  let stub: Stub;

  beforeEach(async () => {
    stub = await stubServer();
  });
  afterEach(() => stub.close());

  /** Clients whose installation is found, and whose other calls are answered with this. */
  function answering(status: number, body: unknown) {
    stub.script = ({ path }, response) =>
      path.endsWith('/installation') ? json(response, 200, { id: 1 }) : json(response, status, body);
    return { clients: rig(stub.url).github, self: SELF };
  }
  const graphql = (repository: object | null) => answering(200, { data: { repository } });

  const control = (change: object) =>
    readControl(
      graphql({
        visibility: 'PRIVATE',
        isArchived: false,
        hasIssuesEnabled: true,
        issues: { nodes: [rawThread()] },
        ...change,
      }),
      REPO,
    );

  it('with a list of issues shows the oldest of ours', async () => {
    const nodes = [null, rawThread({ number: 6, author: GRACE }), rawThread(), rawThread({ number: 8 })];

    expect(await control({ issues: { nodes } })).toMatchObject({ known: { number: 7 } });
    expect(await control({ issues: { nodes: [] } })).toEqual({ known: undefined });
  });

  it('without one says nothing of a control issue, and one that can have none says so for good', async () => {
    expect(await control({ issues: { nodes: null } })).toEqual({
      unknown: 'the issues of acme/platform could not be read',
    });
    expect(await control({ hasIssuesEnabled: false })).toEqual({
      unknown: 'issues are switched off in acme/platform',
      lasting: true,
    });
  });

  const wish = (change: object, head = false) =>
    readWish(
      graphql({
        defaultBranchRef: { name: 'main' },
        pullRequest: {
          id: 'PR_7',
          title: 'Fix',
          state: 'CLOSED',
          baseRefName: 'main',
          headRefName: 'fix',
          isCrossRepository: true,
          mergeCommit: null,
          changedFiles: 2,
          files: { nodes: [{ path: 'a' }] },
          labels: { nodes: [] },
          labelled: { nodes: [] },
          comments: { nodes: [] },
          ...change,
        },
      }),
      { repo: REPO, number: 7, head },
    );

  it('about a pull request tells that it was closed, is of a fork and changes more than was listed', async () => {
    expect(await wish({})).toMatchObject({
      known: { state: 'closed', headIsFork: true, files: ['a'], filesComplete: false },
    });
  });

  it.each([
    { labels: null },
    { labels: { nodes: null } },
    { labelled: { nodes: null } },
    { comments: { nodes: null } },
  ])('that lacks a list of a labelled pull request is unknown: %j', async (change) => {
    expect(await wish(change)).toEqual({
      unknown: 'the labels and comments of acme/platform#7 could not be read',
    });
  });

  it.each([
    ['the branch that it went into', { baseRef: null }],
    ['its reviews', { latestOpinionatedReviews: null }],
    ['a list of its reviews', { latestOpinionatedReviews: { nodes: null } }],
    ['its commits', { made: { totalCount: 0, nodes: null } }],
    ['its last commit', { commits: { nodes: null } }],
  ])('that lacks %s tells nothing of the head of a labelled pull request', async (_, change) => {
    const { headRefOid, latestOpinionatedReviews, made, commits } = rawOther();
    const whole = { headRefOid, latestOpinionatedReviews, made, commits, baseRef: rawBase() };

    expect(await wish(whole, true)).toMatchObject({ known: { head: { head: headRefOid, reviewers: [] } } });
    expect(await wish({ ...whole, ...change }, true)).not.toHaveProperty('known.head');
  });

  it('about another commit than the head of a labelled pull request tells nothing of its checks', async () => {
    const context = { __typename: 'StatusContext', context: 'validate', state: 'SUCCESS' };
    const green = { contexts: { totalCount: 1, nodes: [context] } };
    const judging = (oid: string) => ({
      ...rawOther(),
      commits: { nodes: [{ commit: { oid, status: null, statusCheckRollup: green } }] },
      baseRef: rawBase(),
    });

    expect(await wish(judging(rawOther().headRefOid), true)).toMatchObject({
      known: { head: { checks: [{ name: 'validate', state: 'success' }], checksComplete: true } },
    });
    expect(await wish(judging('d'.repeat(40)), true)).toMatchObject({
      known: { head: { checks: [], checksComplete: false } },
    });
  });

  it('that lacks the pull requests of a label is unknown, and one that lacks the label is not', async () => {
    const labelled = async (l0: object | null) => {
      const tools = answering(200, { data: { labelled0: { id: 'R_1', l0 } } });
      const wanted = { repos: [REPO], labels: ['deploy/demo'] };
      return (
        await survey(tools, { lanes: [], labelled: wanted, controls: [], proposals: [], elsewhere: [] })
      ).labelled.get(REPO);
    };

    expect(await labelled({ pullRequests: { nodes: null } })).toHaveProperty('unknown');
    expect(await labelled(null)).toEqual({ known: [] });
  });

  it.each<[object, object]>([
    [{ permission: 'write', role_name: 'maintain' }, { known: 'maintain' }],
    [{ permission: 'read', role_name: 'triage' }, { known: 'triage' }],
    [{ permission: 'write', role_name: 'release-captain' }, { known: 'write' }],
    [{ permission: 'admin' }, { known: 'admin' }],
    [{ permission: 'none', role_name: '' }, { known: 'none' }],
    [
      { permission: 'owner', role_name: 'lord' },
      { unknown: 'what grace may do in acme/platform: GitHub says "owner"' },
    ],
  ])('about a role, %j, means %j', async (body, role) => {
    expect(await githubRoles(answering(200, body).clients).permission(REPO, 'grace')).toEqual(role);
  });

  it.each([
    [404, expect.objectContaining({ unknown: expect.any(String) })],
    [403, expect.objectContaining({ unknown: expect.any(String) })],
    [301, expect.objectContaining({ unknown: expect.any(String) })],
    [500, expect.objectContaining({ unknown: expect.any(String) })],
  ])('of %i to the question for a role is no guess', async (status, role) => {
    expect(await githubRoles(answering(status, { message: 'no' }).clients).permission(REPO, 'grace')).toEqual(role);
  });

  it('that somebody is no user, to the question for a role, means that they may do nothing', async () => {
    const { clients } = answering(404, { message: 'ci[bot] is not a user' });
    expect(await githubRoles(clients).permission(REPO, 'ci[bot]')).toEqual({ known: 'none' });
  });

  it('without the open pull requests is unknown', async () => {
    const proposed0 = { defaultBranchRef: { name: 'main', target: { file: null } }, pullRequests: { nodes: null } };
    const tools = answering(200, { data: { proposed0 } });
    const asked = { lanes: [], labelled: { repos: [], labels: [] }, controls: [], proposals: [REPO], elsewhere: [] };
    expect((await survey(tools, asked)).proposals.get(REPO)).toHaveProperty('unknown');
  });
});
