import { describe, expect, it } from '@jest/globals';

import { repoName } from '../../../src/core/names.ts';
import type { Consent } from '../../../src/core/pipeline/joining/joining-file.ts';
import type { Facts } from '../../../src/core/promotion/facts.ts';
import { plan } from '../../../src/core/promotion/plan.ts';
import { CODE, factsOf, type Change } from './facts.ts';

const ELSEWHERE = repoName('globex/secret');

/** Nothing has been answered yet, so that what would be carried is asked for. */
const unanswered = (source: NonNullable<Change['source']>): Facts => factsOf({ source, facts: { answers: new Map() } });

describe('a code repository of another owner that not everybody may read', () => {
  it.each<[string, Consent]>([
    ['has no joining file', { none: 'it has no .github/sluice.yml' }],
    ['has joined another pipeline', { to: repoName('acme/other') }],
    ['owns a pipeline of its own', { owns: true }],
  ])('is carried nowhere while it %s, and nothing of it is asked for', (_, consent) => {
    for (const audience of ['private', 'internal'] as const) {
      expect(plan(unanswered({ repo: ELSEWHERE, audience, consent }))).toEqual({
        steps: [],
        reasons: [
          {
            standing: 'blocked',
            about: 'payments',
            code: 'source-not-joined',
            says: 'globex/secret is not public, belongs to another owner, and has not joined acme/platform',
            next: 'commit .github/sluice.yml with "pipeline: acme/platform" to its main',
          },
        ],
      });
    }
  });

  it('is carried once its own file names the pipeline', () => {
    const consent = { to: factsOf().lane.pipeline };

    expect(plan(unanswered({ repo: ELSEWHERE, audience: 'private', consent }))).toMatchObject({
      ask: [{ repo: ELSEWHERE }],
    });
  });
});

describe('a code repository', () => {
  it('that is public is anybody’s to carry', () => {
    expect(plan(unanswered({ repo: ELSEWHERE, audience: 'public' }))).toMatchObject({ ask: [{ repo: ELSEWHERE }] });
  });

  it('of the same owner needs no joining file to be carried, however its name is written', () => {
    for (const repo of [CODE, repoName('ACME/payments')]) {
      expect(plan(unanswered({ repo, audience: 'private' }))).toMatchObject({ ask: [{ repo }] });
    }
  });

  it('is not of the same owner where the pipeline alone is its neighbour', () => {
    const facts = unanswered({ repo: CODE, audience: 'private' });
    const lane = { ...facts.lane, repo: repoName('globex/payments-docker') };

    expect(plan({ ...facts, lane })).toMatchObject({ reasons: [{ code: 'source-not-joined' }] });
  });
});
