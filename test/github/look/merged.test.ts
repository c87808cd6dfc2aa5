import { describe, expect, it } from '@jest/globals';

import type { MergedPullRequest } from '../../../src/core/promotion/snapshot.ts';
import { branchName, repoName } from '../../../src/core/names.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import type { RawActor } from '../../../src/github/look/raw.ts';
import type { RawMerged } from '../../../src/github/look/pull-requests/raw.ts';
import { snapshotOf } from '../../../src/github/look/snapshot/snapshot.ts';
import { id, rawEnvironmentHere, rawMerged, rawStatus, SELF } from '../raw-look.ts';

const LANE = { repo: repoName('acme/environments'), kind: 'environment', head: branchName('release-staging') } as const;
const US: RawActor = { __typename: 'Bot', login: 'sluice' };

function lately(...nodes: (RawMerged | null)[]): MergedPullRequest[] {
  const asked = { lane: LANE, paths: ['staging/payments.yaml'], self: SELF };
  const answer = snapshotOf(rawEnvironmentHere({ lately: { nodes } }), asked);
  if ('unknown' in answer) throw new Error(answer.unknown);
  return answer.known.lately;
}

const judged = (oid: string, creator: RawActor | null = US): Pick<RawMerged, 'commits'> => ({
  commits: { nodes: [{ commit: { oid, status: { context: rawStatus({ creator }) } } }] },
});

describe('what was merged into an environment lately', () => {
  it('is told with who merged what, and when', () => {
    expect(lately(null, rawMerged())).toEqual([
      {
        number: 50,
        id: 'PR_50',
        head: id('c'),
        commit: id('4'),
        at: Date.UTC(2026, 10, 20, 11),
        by: 'grace',
        byUs: false,
        touchesPins: false,
        said: [],
      },
    ]);
  });

  it('is the newest merge first, whatever was touched last', () => {
    const at = (number: number, mergedAt: string): RawMerged => rawMerged({ number, mergedAt });

    expect(
      lately(at(1, '2026-11-20T09:00:00Z'), at(3, '2026-11-20T11:00:00Z'), at(2, '2026-11-20T10:00:00Z')).map(
        ({ number }) => number,
      ),
    ).toEqual([3, 2, 1]);
  });

  it.each<[string, Partial<RawMerged>, Partial<MergedPullRequest>]>([
    ['by our own bot', { mergedBy: US }, { by: 'sluice', byUs: true }],
    ['by a person of our name', { mergedBy: { __typename: 'User', login: 'sluice' } }, { by: 'sluice', byUs: false }],
    ['by somebody who is gone', { mergedBy: null }, { by: 'ghost', byUs: false }],
  ])('was merged %s', (_, raw, expected) => {
    expect(lately(rawMerged(raw))).toMatchObject([expected]);
  });

  it('tells what stood on the head, and since when', () => {
    expect(lately(rawMerged(judged(id('c'))))[0]?.gates).toEqual({
      state: 'success',
      description: 'Every gate is open.',
      at: Date.UTC(2026, 10, 20, 10, 30),
    });
  });

  it.each<[string, Partial<RawMerged>]>([
    ['was set by a person', judged(id('c'), { __typename: 'User', login: 'grace' })],
    ['was set by another App', judged(id('c'), { __typename: 'Bot', login: 'github-actions' })],
    ['is of another commit', judged(id('d'))],
    ['is missing', { commits: { nodes: [] } }],
  ])('says nothing of gates where the status %s', (_, raw) => {
    expect(lately(rawMerged(raw))[0]).not.toHaveProperty('gates');
  });

  it('moves pins where a file with pins is among its files, or may be', () => {
    const files = { nodes: [{ path: 'staging/payments.yaml', changeType: 'MODIFIED' }] };
    const renamed = { nodes: [{ path: 'staging/old.yaml', changeType: 'RENAMED' }] };

    const merged = [rawMerged({ files }), rawMerged({ changedFiles: 2 }), rawMerged({ files: renamed })];

    expect(lately(...merged).map(({ touchesPins }) => touchesPins)).toEqual([true, true, true]);
  });

  it('tells what our bot said on it, and nobody else', () => {
    const comment = (key: string, author: RawActor | null) => ({ body: Marker.format({ kind: 'said', key }), author });
    const nodes = [comment('a', US), comment('b', { __typename: 'User', login: 'grace' })];

    expect(lately(rawMerged({ comments: { nodes } }))[0]?.said).toEqual(['a']);
  });

  it.each<[string, Partial<RawMerged>]>([
    ['went into another branch', { baseRefName: 'next' }],
    ['has no commit of the merge', { mergeCommit: null }],
    ['was merged at no time', { mergedAt: null }],
  ])('leaves out what %s', (_, raw) => {
    expect(lately(rawMerged(raw))).toEqual([]);
  });
});
