import { describe, expect, it } from '@jest/globals';

import {
  deploymentsOn,
  deploymentsSeen,
  environmentState,
  type RawDeployment,
} from '../../../src/github/look/environment.ts';
import { id, LAST_PAGE, rawCommits, SELF } from '../raw-look.ts';

const seen = (payload: unknown, creator: RawDeployment['creator'] = { __typename: 'Bot', login: 'sluice' }) => {
  const deployment: RawDeployment = {
    databaseId: 812,
    commitOid: id('b'),
    createdAt: '2026-11-20T11:00:00Z',
    payload: JSON.stringify(payload),
    creator,
    statuses: { nodes: [] },
  };
  const raw = { deployments: { pageInfo: LAST_PAGE, nodes: [deployment] }, released: { nodes: [] } };
  return environmentState(raw, { commits: rawCommits() }, SELF).deployments[0];
};

describe('a deployment', () => {
  it("tells the key of its payload and the one component that it is about, where it is Sluice's own", () => {
    expect(seen({ v: 1, key: 'deploy:x', of: 'payments' })).toMatchObject({ key: 'deploy:x', of: 'payments' });
    expect(seen(JSON.stringify({ v: 1, key: 'deploy:x', of: 'web' }))).toMatchObject({ key: 'deploy:x', of: 'web' });
  });

  it.each([undefined, 7, '', 'Payments', 'a/b', ['payments']])(
    'is about the whole environment where it names %j',
    (of) => {
      const deployment = seen({ v: 1, key: 'deploy:x', of });

      expect(deployment).toMatchObject({ key: 'deploy:x' });
      expect(deployment).not.toHaveProperty('of');
    },
  );

  it.each<[string, unknown, RawDeployment['creator']]>([
    ['of a person', { v: 1, key: 'deploy:x', of: 'payments' }, { __typename: 'User', login: 'sluice' }],
    ['of nobody', { v: 1, key: 'deploy:x', of: 'payments' }, null],
    ['of a later form', { v: 2, key: 'deploy:x', of: 'payments' }, { __typename: 'Bot', login: 'sluice' }],
    ['without a key', { v: 1, of: 'payments' }, { __typename: 'Bot', login: 'sluice' }],
  ])('%s has neither', (_, payload, creator) => {
    expect(seen(payload, creator)).toEqual({
      id: 812,
      commit: id('b'),
      createdAt: Date.UTC(2026, 10, 20, 11),
      statuses: [],
    });
  });
});

describe('the deployments of a look', () => {
  const deployment = (of: string): RawDeployment => ({
    databaseId: 812,
    commitOid: id(of),
    createdAt: '2026-11-20T11:00:00Z',
    payload: null,
    creator: null,
    statuses: { nodes: [] },
  });
  const isWhole = (of: string, more: { deployments?: boolean; commits?: boolean }): boolean => {
    const deployments = { pageInfo: { hasNextPage: more.deployments === true }, nodes: [deployment(of)] };
    const commits = { ...rawCommits('cb', 'b'), pageInfo: { hasNextPage: more.commits === true } };
    return deploymentsOn({ commits }, { deployments }, SELF).hasOlder === undefined;
  };

  it.each<[string, string, { deployments?: boolean; commits?: boolean }, boolean]>([
    ['are all where GitHub lists no more', 'c', {}, true],
    ['are all though a deployment is of another branch, where all of this one is listed', 'f', {}, true],
    ['are all though the branch is longer, where each is of a commit that is listed', 'b', { commits: true }, true],
    ['are not all where GitHub has more', 'c', { deployments: true }, false],
    ['are not all where one may be of a commit further back', 'f', { commits: true }, false],
  ])('%s', (_, of, more, whole) => {
    expect(isWhole(of, more)).toBe(whole);
  });

  it.each([
    [1, 20],
    [10, 20],
    [12, 24],
    [49, 98],
    [80, 100],
  ])('of %d components are the newest %d: each may have had its own', (components, first) => {
    expect(deploymentsSeen(components)).toBe(first);
  });
});
