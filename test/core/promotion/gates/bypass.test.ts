import { describe, expect, it } from '@jest/globals';

import type { MergedPullRequest } from '../../../../src/core/promotion/snapshot.ts';
import { id, NOW } from '../facts.ts';
import { planOf, releaseFacts } from '../release-facts.ts';
import { commentIn, does, HOUR, notes, production } from '../release/people.ts';

const AT = NOW - HOUR;
const WAITS = { state: 'pending' as const, description: 'Production waits for validate (queued)' };
const OPEN = { state: 'success' as const, description: 'Every gate for moving pins is open.' };

const merged = (change: Partial<MergedPullRequest> = {}): MergedPullRequest => ({
  number: 7,
  id: 'PR_7',
  head: id('f'),
  commit: id('e'),
  at: AT,
  by: 'grace',
  byUs: false,
  touchesPins: true,
  gates: { ...WAITS, at: AT - 1 },
  said: [],
  ...change,
});
const after = (...lately: MergedPullRequest[]) => production({ held: { payments: '2' }, here: { lately } });

describe('a person who merges what moves pins', () => {
  it('while sluice/gates is pending is recorded as bypassing it, in the ledger and in the pull request', () => {
    const decided = planOf(after(merged()));

    expect(does(decided)).toEqual(['comment']);
    expect(commentIn(decided)).toEqual({
      template: 'bypassed',
      model: { by: 'grace', environment: 'production', missing: WAITS.description },
    });
    expect(notes(decided, 'bypassed')).toEqual([
      {
        kind: 'bypassed',
        key: 'bypassed:acme/platform:production:acme/environments#7',
        number: 7,
        facts: { by: 'grace', at: AT, commit: id('e'), missing: WAITS.description },
      },
    ]);
  });

  it.each<[string, Partial<MergedPullRequest>]>([
    ['before it was set at all', { gates: undefined as never }],
    ['before it was set, though it said yes afterwards', { gates: { ...OPEN, at: AT + 1 } }],
  ])('%s is recorded too', (_, change) => {
    expect(commentIn(planOf(after(merged(change)))).model['missing']).toBe('sluice/gates had not been set yet');
  });

  it('past a gate that failed is recorded too', () => {
    expect(does(planOf(after(merged({ gates: { state: 'failure', description: 'no', at: AT - 1 } }))))).toEqual([
      'comment',
    ]);
  });

  it.each<[string, MergedPullRequest]>([
    ['with every gate open', merged({ gates: { ...OPEN, at: AT } })],
    ['that moves none', merged({ touchesPins: false })],
    ['by the hand of Sluice', merged({ byUs: true })],
    ['before Sluice saw the environment', merged({ at: Date.parse('2025-12-31T00:00:00Z') })],
    ['and was told of it already', merged({ said: ['bypassed:production:7'] })],
  ])('%s is not', (_, one) => {
    const decided = planOf(after(one));

    expect(does(decided)).toEqual([]);
    expect(notes(decided, 'bypassed')).toEqual([]);
  });

  it('is not asked after at the first look, which cannot know since when', () => {
    const { since, ...first } = after(merged());

    expect(since).toBeDefined();
    expect(notes(planOf(first), 'bypassed')).toEqual([]);
  });

  it('is named for each of several, and the release goes on', () => {
    const facts = production({ here: { lately: [merged(), merged({ number: 8, id: 'PR_8', by: 'ada' })] } });
    const decided = planOf(facts);

    expect(does(decided)).toEqual(['publish', 'comment', 'comment']);
    expect(notes(decided, 'bypassed').map(({ number }) => number)).toEqual([7, 8]);
  });

  it('into a manifest stage bypasses nothing: no gates are told there', () => {
    expect(notes(planOf(releaseFacts({ stage: 'manifest', here: { lately: [merged()] } })), 'bypassed')).toEqual([]);
  });
});
