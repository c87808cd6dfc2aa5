import { describe, expect, it } from '@jest/globals';

import { environmentState, type RawDeployment } from '../../../src/github/look/environment.ts';
import { id, SELF } from '../raw-look.ts';

const seen = (payload: unknown, creator: RawDeployment['creator'] = { __typename: 'Bot', login: 'sluice' }) => {
  const deployment: RawDeployment = {
    databaseId: 812,
    commitOid: id('b'),
    createdAt: '2026-11-20T11:00:00Z',
    payload: JSON.stringify(payload),
    creator,
    statuses: { nodes: [] },
  };
  const raw = { deployments: { nodes: [deployment] }, released: { nodes: [] } };
  return environmentState(raw, { commits: { nodes: [] } }, SELF).deployments[0];
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
