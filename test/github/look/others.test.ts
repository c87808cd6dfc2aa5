import { describe, expect, it } from '@jest/globals';

import { known, unknown, type Answer } from '../../../src/core/answer.ts';
import { branchName, repoName } from '../../../src/core/names.ts';
import type { OtherPullRequest, Snapshot } from '../../../src/core/promotion/facts.ts';
import type { RawHere, RawJudged, RawOther } from '../../../src/github/look/raw.ts';
import { snapshotOf } from '../../../src/github/look/snapshot/snapshot.ts';
import { id, rawBase, rawEnvironmentHere, rawOther, SELF } from '../raw-look.ts';

const LANE = {
  repo: repoName('acme/environments'),
  kind: 'environment',
  head: branchName('release-staging'),
} as const;
const PINS = ['staging/payments.yaml'];

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
      known({ environment: { commits: [id('b')], deployments: [], hasMerged: false }, others: [] }),
    );
  });

  const withoutCommits = rawBase();

  it.each<[string, Partial<RawHere>]>([
    ['deployments are', { deployments: null }],
    ['list of deployments is', { deployments: { nodes: null } }],
    ['releases are', { released: null }],
    ['pull requests are', { others: null }],
    ['list of pull requests is', { others: { nodes: null } }],
    ['newest commits are', { base: withoutCommits }],
    ['list of commits is', { base: { ...withoutCommits, target: { ...withoutCommits.target!, commits: null } } }],
  ])('whose %s missing is unknown, not empty', (_, raw) => {
    expect(look(raw)).toEqual(unknown('its deployments and pull requests could not be read'));
  });
});

describe('a pull request of others', () => {
  it('is told with its head, and whether it moves pins', () => {
    expect(others(rawOther(), null)).toEqual([
      { number: 51, head: id('c'), touchesPins: false, checks: [], checksComplete: true },
    ]);
  });

  it.each<[string, Partial<RawOther>, boolean]>([
    ['changes a pinned file', { files: { nodes: [{ path: 'staging/payments.yaml' }] } }, true],
    [
      'changes a pinned file among others',
      { changedFiles: 2, files: { nodes: [{ path: 'a' }, { path: PINS[0]! }] } },
      true,
    ],
    ['changes the pins of another environment', { files: { nodes: [{ path: 'demo/payments.yaml' }] } }, false],
    ['changes more files than GitHub lists', { changedFiles: 101 }, true],
    ['has a hole in its list of files', { changedFiles: 2, files: { nodes: [{ path: 'a' }, null] } }, true],
    ['has no list of files', { files: null }, true],
    ['changes nothing', { changedFiles: 0, files: { nodes: [] } }, false],
  ])('that %s moves pins: %j', (_, raw, touchesPins) => {
    expect(others(rawOther(raw))).toMatchObject([{ touchesPins }]);
  });

  it.each<[string, Partial<RawOther>]>([
    ['goes into another branch', { baseRefName: 'next' }],
    ['is the one of the lane, whoever opened it', { headRefName: 'release-staging' }],
    ["is our own App's, of another lane", { author: { __typename: 'Bot', login: 'sluice' } }],
  ])('is not one that %s', (_, raw) => {
    expect(numbers(rawOther(raw))).toEqual([]);
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
          status: { context: { state: 'SUCCESS', description: 'no pins' } },
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
    expect(others(rawOther({ commits }))).toEqual([
      { number: 51, head: id('c'), touchesPins: false, checks: [], checksComplete: false },
    ]);
  });
});
