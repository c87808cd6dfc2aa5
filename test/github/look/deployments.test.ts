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
  const listed = (of: string, more: { deployments?: boolean; commits?: boolean } = {}) => {
    const deployments = { pageInfo: { hasNextPage: more.deployments === true }, nodes: [deployment(of)] };
    const commits = { ...rawCommits('cb', 'b'), pageInfo: { hasNextPage: more.commits === true } };
    return deploymentsOn({ commits }, { deployments }, SELF);
  };

  it('are all where GitHub lists no more', () => {
    expect(listed('c')).toEqual({ commits: [id('c'), id('b')], deployments: [expect.anything()] });
  });

  it('go back to the oldest that is listed where GitHub has more', () => {
    expect(listed('c', { deployments: true })).toMatchObject({ listedSince: Date.UTC(2026, 10, 20, 11) });
  });

  it('are all though the branch is longer and one is of none of its newest commits', () => {
    const seen = listed('f', { commits: true });

    expect(seen).not.toHaveProperty('listedSince');
    expect(seen).toMatchObject({ hasOlderCommits: true });
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
