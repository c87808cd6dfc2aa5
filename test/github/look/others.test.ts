import { describe, expect, it } from '@jest/globals';

import { known, unknown, type Answer } from '../../../src/core/answer.ts';
import { branchName, repoName } from '../../../src/core/names.ts';
import type { OtherPullRequest, Snapshot } from '../../../src/core/promotion/snapshot.ts';
import type { RawHere } from '../../../src/github/look/raw.ts';
import type { RawJudged, RawMade, RawOther } from '../../../src/github/look/pull-requests/raw.ts';
import { snapshotOf } from '../../../src/github/look/snapshot/snapshot.ts';
import { BOT, id, LAST_PAGE, rawBase, rawEnvironmentHere, rawMade, rawOther, rawStatus, SELF } from '../raw-look.ts';

const LANE = {
  repo: repoName('acme/environments'),
  kind: 'environment',
  head: branchName('release-staging'),
} as const;
const US = { __typename: 'Bot', login: 'sluice' };
const PINS = ['staging/payments.yaml'];

const modified = (path: string) => ({ path, changeType: 'MODIFIED' });
/** It may have been a file with pins. */
const RENAMED = { path: 'staging/old.yaml', changeType: 'RENAMED' };

const look = (raw: Partial<RawHere> = {}): Answer<Snapshot> =>
  snapshotOf(rawEnvironmentHere(raw), { lane: LANE, paths: PINS, self: SELF });

function others(...nodes: (RawOther | null)[]): OtherPullRequest[] {
  const answer = look({ others: { nodes } });
  if ('unknown' in answer) throw new Error(answer.unknown);
  return answer.known.others;
}

const numbers = (...nodes: RawOther[]): number[] => others(...nodes).map(({ number }) => number);

describe('an environment', () => {
  it('is seen with its newest commits, its deployments and the pull requests of others', () => {
    expect(look()).toMatchObject(
      known({ environment: { commits: [id('b')], deployments: [], hasMerged: false }, others: [], lately: [] }),
    );
  });

  const withoutCommits = rawBase();

  it.each<[string, Partial<RawHere>]>([
    ['deployments are', { deployments: null }],
    ['list of deployments is', { deployments: { pageInfo: LAST_PAGE, nodes: null } }],
    ['releases are', { released: null }],
    ['pull requests are', { others: null }],
    ['list of pull requests is', { others: { nodes: null } }],
    ['list of reviews is', { others: { nodes: [rawOther({ latestOpinionatedReviews: null })] } }],
    ['merged pull requests are', { lately: null }],
    ['list of merged pull requests is', { lately: { nodes: null } }],
    ['newest commits are', { base: withoutCommits }],
    ['list of commits is', { base: { ...withoutCommits, target: { ...withoutCommits.target!, commits: null } } }],
  ])('whose %s missing is unknown, not empty', (_, raw) => {
    expect(look(raw)).toEqual(unknown('its deployments and pull requests could not be read'));
  });
});

describe('a pull request of others', () => {
  it('is told with its head, and whether it moves pins', () => {
    expect(others(rawOther(), null)).toEqual([
      {
        number: 51,
        head: id('c'),
        author: 'grace',
        reviews: [],
        committers: ['grace', 'web-flow'],
        unknownCommitters: false,
        touchesPins: false,
        files: ['README.md'],
        checks: [],
        checksComplete: true,
      },
    ]);
  });

  const ADA: RawMade['author'] = { email: 'ada@example.com', user: { login: 'ada' } };
  const NOBODY: RawMade['author'] = { email: 'omar@elsewhere.example', user: null };
  const UNSIGNED = { signature: null };

  function madeOf(...commits: (Partial<RawMade> | null)[]): Pick<RawOther, 'made'> {
    const nodes = commits.map((change) => (change === null ? null : { commit: rawMade(change) }));
    return { made: { totalCount: commits.length, nodes } };
  }

  it('names the accounts of whoever wrote its commits or put them there, each once', () => {
    const lin = { user: { login: 'lin' } };
    const made = madeOf({ author: ADA, committer: ADA }, { author: ADA, committer: lin }, { author: NOBODY });

    expect(others(rawOther(made))[0]?.committers).toEqual(['ada', 'lin', 'web-flow']);
  });

  it.each<[string, Pick<RawOther, 'made'>, boolean]>([
    ['of people whom GitHub knows', madeOf({ author: ADA, committer: ADA, ...UNSIGNED }), false],
    ['of an author whom GitHub does not know', madeOf({}, { author: NOBODY }), true],
    ['of no author', madeOf({ author: null }), true],
    ['of a committer whom GitHub does not know', madeOf({ committer: { user: null } }), true],
    ['of no committer', madeOf({ committer: null }), true],
    ['of our own App', madeOf({ author: { email: BOT, user: null } }), false],
    ['that say they are of our own App', madeOf({ author: { email: BOT, user: null }, ...UNSIGNED }), true],
    [
      'of another App, which whoever commands it hides behind',
      madeOf({ author: { email: '1+renovate[bot]@users.noreply.github.com', user: null } }),
      true,
    ],
    ['of which one did not come', madeOf({}, null), true],
    ['that are more than GitHub lists', { made: { totalCount: 101, nodes: [{ commit: rawMade() }] } }, true],
    ['of which the list is missing', { made: { totalCount: 0, nodes: null } }, true],
  ])('with commits %s has unknown committers: %j', (_, made, unknownCommitters) => {
    expect(others(rawOther(made))).toMatchObject([{ unknownCommitters }]);
  });

  it.each<[string, Partial<RawOther>, boolean]>([
    ['changes a pinned file', { files: { nodes: [modified('staging/payments.yaml')] } }, true],
    [
      'changes a pinned file among others',
      { changedFiles: 2, files: { nodes: [modified('a'), modified(PINS[0]!)] } },
      true,
    ],
    ['changes the pins of another environment', { files: { nodes: [modified('demo/payments.yaml')] } }, false],
    ['changes more files than GitHub lists', { changedFiles: 101 }, true],
    ['has a hole in its list of files', { changedFiles: 2, files: { nodes: [modified('a'), null] } }, true],
    ['has no list of files', { files: null }, true],
    ['takes a pinned file away', { files: { nodes: [{ path: PINS[0]!, changeType: 'DELETED' }] } }, true],
    ['takes another file away', { files: { nodes: [{ path: 'a', changeType: 'DELETED' }] } }, false],
    ['gives a file another name, of which GitHub lists the new one', { files: { nodes: [RENAMED] } }, true],
    ['changes nothing', { changedFiles: 0, files: { nodes: [] } }, false],
  ])('that %s moves pins: %j', (_, raw, touchesPins) => {
    expect(others(rawOther(raw))).toMatchObject([{ touchesPins }]);
  });

  it.each<[string, Partial<RawOther>]>([
    ['the name of one', { files: { nodes: [RENAMED] } }],
    ['more files than GitHub lists', { changedFiles: 101 }],
    ['files of which one did not come', { changedFiles: 2, files: { nodes: [modified('a'), null] } }],
  ])('is not said to change the listed files alone where it changes %s', (_, raw) => {
    expect(others(rawOther(raw))[0]).not.toHaveProperty('files');
  });

  it('is told with what a merge queue made of it, and what we said on that', () => {
    const queued = (headCommit: NonNullable<RawOther['mergeQueueEntry']>['headCommit']) =>
      others(rawOther({ mergeQueueEntry: { id: 'MQE_1', headCommit } }))[0]?.queued;

    expect(queued(null)).toBeUndefined();
    expect(queued({ oid: id('e'), status: null })).toEqual({ head: id('e') });
    expect(queued({ oid: id('e'), status: { context: rawStatus() } })).toMatchObject({ gates: { state: 'success' } });
  });

  it.each<[string, Partial<RawOther>]>([
    ['goes into another branch', { baseRefName: 'next' }],
    ['is the one of the lane, whoever opened it', { headRefName: 'release-staging' }],
    ["is our own App's release to another environment", { author: US, headRefName: 'release-demo' }],
    ["is our own App's forced release", { author: US, headRefName: 'force/staging/payments' }],
  ])('is not one that %s', (_, raw) => {
    expect(numbers(rawOther(raw))).toEqual([]);
  });

  it.each<[string, Partial<RawOther>]>([
    ['a tidy-up of our own App', { author: US, headRefName: 'sluice/staging/payments' }],
    ["a person's on a branch that is called like a release", { headRefName: 'release-demo' }],
  ])('is also %s, which no lane of its own speaks for', (_, raw) => {
    expect(numbers(rawOther(raw))).toEqual([51]);
  });

  it.each<[string, Partial<RawOther>]>([
    ['a fork whose branch has the name of ours', { headRefName: 'release-staging', isCrossRepository: true }],
    ['a person whose login is our slug', { author: { __typename: 'User', login: 'sluice' } }],
    ['another bot', { author: { __typename: 'Bot', login: 'renovate' } }],
    ['somebody who is gone', { author: null }],
  ])('may be of %s', (_, raw) => {
    expect(numbers(rawOther(raw))).toEqual([51]);
  });

  const judged = (oid: string): RawJudged => ({
    nodes: [
      {
        commit: {
          oid,
          status: { context: rawStatus({ description: 'no pins' }) },
          statusCheckRollup: {
            contexts: {
              totalCount: 1,
              nodes: [{ __typename: 'StatusContext', context: 'validate', state: 'SUCCESS' }],
            },
          },
        },
      },
    ],
  });

  it('is judged by what was reported on its head', () => {
    expect(others(rawOther({ commits: judged(id('c')) }))).toMatchObject([
      {
        checks: [{ name: 'validate', state: 'success' }],
        checksComplete: true,
        gates: { state: 'success', description: 'no pins' },
      },
    ]);
  });

  it.each<[string, RawJudged]>([
    ['GitHub has not caught up with its head', judged(id('d'))],
    ['GitHub names no commit of it', { nodes: [] }],
  ])('has nothing that counts where %s', (_, commits) => {
    const [other] = others(rawOther({ commits }));

    expect(other).toMatchObject({ number: 51, head: id('c'), checks: [], checksComplete: false });
    expect(other).not.toHaveProperty('gates');
  });
});
