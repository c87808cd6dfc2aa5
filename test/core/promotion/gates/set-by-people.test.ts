import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../../src/core/answer.ts';
import type { Controls, Freeze, Hold } from '../../../../src/core/controls/controls.ts';
import { stageName } from '../../../../src/core/names.ts';
import { codes, NOW } from '../facts.ts';
import { editsIn, payments, planOf, saysOf, seenAs, web } from '../release-facts.ts';
import { controls, does, HOUR, MINUTE, production, proposed, reasonIn, withOpen } from '../release/people.ts';
import { moving, other } from './others.ts';

const here = stageName('production');
const elsewhere = stageName('staging');
const freeze = (change: Partial<Freeze> = {}): Partial<Controls> => ({
  freezes: [{ by: 'kay', at: NOW - HOUR, ...change }],
});
const hold = (change: Partial<Hold> = {}): Partial<Controls> => ({
  holds: [{ stage: here, by: 'kay', at: NOW - HOUR, ...change }],
});
const under = (set: Partial<Controls>) => ({ ...proposed({ offered: { payments: '2', web: '2' } }), ...controls(set) });

describe('a freeze', () => {
  it.each<[string, Partial<Controls>, string]>([
    ['of every environment', freeze(), '#41: kay froze every environment'],
    ['of this one', freeze({ stage: here }), '#41: kay froze production'],
    ['with a reason', freeze({ because: 'end of year' }), '#41: kay froze every environment: end of year'],
    ['that ends', freeze({ until: NOW + HOUR }), '#41: kay froze every environment until Mon 2 Mar 10:00 (UTC)'],
  ])('%s keeps a release from being merged, and says who', (_, set, says) => {
    const decided = planOf(under(set));

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'frozen')).toBe(says);
  });

  it('wakes the lane when it ends, and is over from that instant on', () => {
    const until = { ...under(freeze({ until: NOW + HOUR })) };

    expect(planOf(until).wake).toBe(NOW + HOUR);
    expect(does(planOf({ ...until, now: NOW + HOUR }))).toContain('merge');
  });

  it('of another environment holds nothing here', () => {
    expect(does(planOf(under(freeze({ stage: elsewhere }))))).toContain('merge');
  });

  it('lets a release be opened and kept up: it holds the merge alone', () => {
    expect(does(planOf({ ...production(), ...controls(freeze()) }))).toEqual(['publish']);
  });

  it('takes what was left to GitHub back', () => {
    expect(does(planOf(withOpen(under(freeze()), { autoMerge: true })))).toEqual(['stop-auto-merge', 'status']);
    expect(does(planOf(withOpen(under(freeze()), { queued: { id: 'Q_1' } })))).toEqual(['dequeue', 'status']);
  });
});

describe('a hold', () => {
  it('of the whole environment keeps its release from being merged, content and all', () => {
    const decided = planOf(under(hold({ because: 'load test' })));

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'held')).toBe('#41: kay holds production: load test');
  });

  it('of a component takes it out, and lets the others go', () => {
    const decided = planOf({
      ...production({ offered: { payments: '2', web: '2' } }),
      ...controls(hold({ component: web })),
    });

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
    expect(saysOf(decided, 'web')).toBe('kay holds web in production');
  });

  it.each<[string, Partial<Controls>]>([
    ['of another environment', hold({ stage: elsewhere })],
    ['of the component in another environment', hold({ stage: elsewhere, component: payments })],
  ])('%s holds nothing here', (_, set) => {
    expect(does(planOf(under(set)))).toContain('merge');
  });
});

describe('while nobody can say what people hold', () => {
  const blind = { ...proposed(), controls: unknown('GitHub answered 502') };

  it('nothing is merged, and it is read again soon', () => {
    const decided = planOf(blind);

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'controls-unknown')).toBe(
      '#41: whether anybody holds production could not be read: GitHub answered 502',
    );
    expect(decided.wake).toBeLessThanOrEqual(NOW + MINUTE);
  });

  it('what GitHub was to merge by itself is taken back', () => {
    expect(does(planOf(withOpen(blind, { autoMerge: true })))).toEqual(['stop-auto-merge', 'status']);
  });
});

describe('the pull request of a person', () => {
  const theirs = (set: Partial<Controls>) =>
    seenAs({ ...production({ held: { payments: '2' } }), ...controls(set) }, { others: [other()] });
  const gates = (set: Partial<Controls>, held = {}) =>
    planOf(theirs(set), moving(held)).steps.flatMap((step) => (step.do === 'status' ? [step.description] : []));

  it('waits for a freeze and for a hold of the environment as a release does', () => {
    expect(gates(freeze())).toEqual(['Production kay froze every environment']);
    expect(gates(hold())).toEqual(['Production kay holds production']);
  });

  it('waits for the hold of a component that it moves, and for no other', () => {
    const held = hold({ component: web });

    expect(gates(held, { payments: '2', web: '3' })).toEqual(['Production kay holds web in production']);
    expect(gates(held, { payments: '3', web: '1' })).toEqual(['Every gate for moving pins is open.']);
  });

  it('waits while nobody can say what people hold', () => {
    const decided = planOf({ ...theirs({}), controls: unknown('GitHub answered 502') });

    expect(decided.steps).toMatchObject([{ do: 'status', state: 'pending' }]);
    expect(codes(decided)).not.toContain('doing merge');
  });
});
