import { describe, expect, it } from '@jest/globals';

import { explanation } from '../../../src/core/commands/explain.ts';
import { componentName, repoName, stageName, type LaneId } from '../../../src/core/names.ts';
import type { Reason } from '../../../src/core/promotion/plan-model.ts';
import type { Audience } from '../../../src/core/promotion/snapshot.ts';
import type { Standing } from '../../../src/core/promotion/standing.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const payments = componentName('payments');
const blocked: Reason = { standing: 'blocked', about: payments, code: 'x', says: 'it holds hunter2', next: 'ask ada' };
const waiting: Reason = { standing: 'waiting', about: 'lane', code: 'y', says: 'hunter2 is not due' };

const standing = (stage: string, audience?: Audience): Standing => ({
  lane: `acme/platform:${stage}` as LaneId,
  pipeline: repoName('acme/platform'),
  stage: stageName(stage),
  kind: 'environment',
  repo: repoName('acme/environments'),
  ...(audience === undefined ? {} : { audience }),
  at: NOW,
  reasons: [blocked, { ...blocked, says: 'another' }, waiting],
  pullRequest: { number: 12, title: 'hunter2', url: '', moves: [] },
  components: [],
});

const at = (audience: Audience, repo = 'acme/platform') => ({ repo: repoName(repo), audience });

describe('what is explained', () => {
  it('says why and what to do where nobody reads it who may not read the lane’s repository', () => {
    for (const place of [at('private'), at('public', 'ACME/environments')])
      expect(explanation([standing('staging', 'private')], place)).toEqual({
        says: '**staging** has `acme/environments#12` open. It was looked at Mon 2 Mar 09:00 (UTC); the next look is when something happens.',
        list: [
          '**payments**: it holds hunter2. To go on: ask ada.',
          '**payments**: another. To go on: ask ada.',
          'hunter2 is not due.',
        ],
      });
  });

  it.each<[Audience, Audience | undefined]>([
    ['public', 'private'],
    ['public', undefined],
    ['public', 'internal'],
    ['internal', 'private'],
  ])('in a place that is %s, of a repository that is %s, says what waits and not why', (place, audience) => {
    expect(explanation([standing('staging', audience)], at(place))).toEqual({
      says: 'What **staging** holds and waits for is said only to those who may read its repository.',
      list: ['**staging, payments**: blocked.', '**staging**: waiting.'],
    });
  });

  it('keeps one environment to itself and tells of the other', () => {
    const reply = explanation([standing('staging', 'public'), standing('production', 'private')], at('public'));

    expect(reply.says).toMatch(/^\*\*staging\*\* has .* What \*\*production\*\* holds and waits for is said only/);
    expect(reply.list).toEqual([
      '**staging, payments**: it holds hunter2. To go on: ask ada.',
      '**staging, payments**: another. To go on: ask ada.',
      '**staging**: hunter2 is not due.',
      '**production, payments**: blocked.',
      '**production**: waiting.',
    ]);
  });
});
