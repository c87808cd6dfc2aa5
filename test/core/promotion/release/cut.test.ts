import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../../src/core/answer.ts';
import { LISTED_MS } from '../../../../src/core/listed.ts';
import type { EnvironmentPolicy, MergePolicy } from '../../../../src/core/pipeline/pipeline.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import { codes, id, NOW } from '../facts.ts';
import { commit, editsIn, fileOf, payments, planOf, saysOf, seenAs, snapshotIn, web } from '../release-facts.ts';
import {
  approval,
  commentIn,
  controls,
  DAY,
  does,
  notes,
  offering,
  ordered,
  production,
  proposed,
  stepIn,
  withOpen,
  type Production,
} from './people.ts';
import { heldAt, provenAgo } from './staging.ts';

const BOTH: Production = { offered: { payments: '2', web: '2' } };
const MONDAYS: Partial<EnvironmentPolicy> = { release: { schedule: '0 10 * * 1', timezone: 'Europe/Rome' } };
const BEFORE = { served: NOW - 7 * DAY };

/** Chosen at its tick: payments and web from image 1 to 2. It waits for its check. */
const cut = (change: Production = {}): Facts => ({
  ...withOpen(proposed({ ...BOTH, environment: MONDAYS, ...change, facts: { ...BEFORE, ...change.facts } }), {
    checks: [],
    tick: NOW,
  }),
  served: NOW,
});

describe('a release that was cut', () => {
  it('leaves what is proven later to the next one, and lists it without a push', () => {
    const decided = planOf(offering(cut(), { payments: '3', web: '2' }));

    expect(does(decided)).toEqual(['describe']);
    expect(stepIn(decided, 'describe').body.model['components']).toMatchObject([
      { name: 'payments', to: '2222222', lacks: 'sha256:3333333, what runs in staging, goes with the next release' },
      { name: 'web', to: '2222222' },
    ]);
  });

  it('leaves a component that was not among it to the next one', () => {
    const decided = planOf(offering(cut({ offered: { payments: '2' } }), { payments: '2', web: '4' }));

    expect(does(decided)).toEqual(['describe']);
    expect(saysOf(decided, 'web')).toBe(
      'sha256:4444444, what runs in staging, goes with the next release to production',
    );
  });

  it('is not touched again once it says so', () => {
    const later = offering(cut(), { payments: '3', web: '2' });
    const { body } = stepIn(planOf(later), 'describe');

    expect(does(planOf(withOpen(later, { bodyKey: body.key })))).toEqual(['status']);
  });

  it.each<[string, (facts: Facts) => Facts]>([
    ['its base moved on', (facts) => seenAs(facts, { base: { ...snapshotIn(facts).base, tip: id('e') } })],
    ['its title was changed by hand', (facts) => withOpen(facts, { title: 'Our release' })],
    ['GitHub would like it up to date', (facts) => withOpen(facts, { behind: true })],
  ])('is not pushed because %s', (_, change) => {
    expect(does(planOf(change(cut())))).toEqual(['status']);
  });

  it('is described anew, and not pushed, where somebody rewrote its body', () => {
    expect(does(planOf(withOpen(cut(), { bodyKey: 'payments.other' })))).toEqual(['describe']);
  });

  it('is merged with what it was cut with, though something newer is proven', () => {
    const green = withOpen(offering(cut(), { payments: '3', web: '2' }), {
      checks: [{ name: 'validate', state: 'success', word: 'success' }],
    });
    const { body } = stepIn(planOf(green), 'describe');
    const merge = stepIn(planOf(withOpen(green, { bodyKey: body.key })), 'merge');

    expect(merge.squash.message).toContain(`payments code=${commit('2')}`);
  });
});

describe('a release that was cut and approved', () => {
  const approved = (facts: Facts): Facts => withOpen(facts, { reviewers: [approval('ada'), approval('kay')] });

  it.each<[string, (facts: Facts) => Facts, RegExp]>([
    [
      'the stage before went back behind it',
      (facts) => offering(facts, { payments: '1', web: '2' }),
      /^payments is taken out: sha256:2222222 was chosen, and the stage before has gone back to sha256:1111111$/,
    ],
    [
      'somebody holds it',
      (facts) => ({
        ...facts,
        ...controls({ holds: [{ stage: 'production' as never, component: payments, by: 'kay', at: NOW }] }),
      }),
      /^payments is taken out: kay holds payments in production$/,
    ],
    [
      'its pin was moved to the same by hand',
      (facts) =>
        seenAs(facts, {
          files: snapshotIn(facts).files.map((file) =>
            file.path.includes('payments') ? { ...file, base: fileOf('production', 'payments', '2').base! } : file,
          ),
        }),
      /^payments is taken out: acme\/environments already holds sha256:2222222/,
    ],
  ])('loses a component when %s, with one comment that names whose approvals fall', (_, change, why) => {
    const decided = planOf(approved(change(cut())));

    expect(does(decided)).toEqual(['comment', 'publish']);
    expect(editsIn(decided)).toEqual({ 'production/web.yaml': '2' });
    expect(stepIn(decided, 'publish').how).toBe('rewrite');
    expect(commentIn(decided)).toMatchObject({ template: 'head-changed', model: { fallen: ['ada', 'kay'] } });
    expect(commentIn(decided).model['why']).toMatch(why);
  });

  it('loses what the branch of the stage before was moved back from, though it still runs there', () => {
    const moved = production({
      upstream: { environment: provenAgo({ c: 0 }) },
      offered: { payments: '1', web: '2' },
      environment: MONDAYS,
    });
    const facts = { ...approved(cut()), upstream: moved.upstream };
    const decided = planOf(facts, heldAt({ c: { payments: '2', web: '2' } }));

    expect(editsIn(decided)).toEqual({ 'production/web.yaml': '2' });
    expect(commentIn(decided).model['why']).toMatch(
      /^payments is taken out: staging was moved back from sha256:2222222 to sha256:1111111/,
    );
  });

  it('names only those whose approval was of this head', () => {
    const reviewers = [approval('ada', { commit: id('e') }), approval('kay'), approval('bot', { byHuman: false })];
    const decided = planOf(withOpen(offering(cut(), { payments: '1', web: '2' }), { reviewers }));

    expect(commentIn(decided).model['fallen']).toEqual(['kay']);
  });

  it('says so once, though the push has to be tried again', () => {
    const decided = planOf(
      withOpen(offering(cut(), { payments: '1', web: '2' }), { said: [`head-changed:${id('c')}`] }),
    );

    expect(does(decided)).toEqual(['publish']);
  });

  it('is closed with the reasons where nothing of it is left', () => {
    const facts = offering(approved(cut()), { payments: '1', web: '1' });

    expect(does(planOf({ ...facts, now: facts.now + LISTED_MS }))).toEqual(['close']);
  });

  it('is not closed, and serves no tick, on a look that shows less than was chosen a moment ago', () => {
    const decided = planOf(offering(approved(cut()), { payments: '1', web: '1' }));

    expect(does(decided)).toEqual(['status']);
    expect(decided.notes).toBeUndefined();
    expect(decided.reasons.at(-1)).toMatchObject({ standing: 'waiting', code: 'source-behind' });
  });

  it('is written anew when it conflicts, and says so', () => {
    const decided = planOf(withOpen(approved(cut()), { mergeable: 'conflicting' }));

    expect(stepIn(decided, 'publish').how).toBe('rewrite');
    expect(commentIn(decided).model['why']).toBe('it conflicts with main');
  });

  it('is written anew when a pin that it moves was moved elsewhere', () => {
    const facts = offering(approved(cut({ offered: { payments: '3', web: '2' } })), { payments: '3', web: '2' });
    const files = snapshotIn(facts).files.map((file) =>
      file.path.includes('payments') ? { ...fileOf('production', 'payments', '2'), head: file.head! } : file,
    );
    const decided = planOf(seenAs(facts, { files }));

    expect(stepIn(decided, 'publish').how).toBe('rewrite');
    expect(commentIn(decided).model['why']).toBe('a pin that it moves was changed on main');
  });

  it('neither loses a component nor is merged while that component cannot be read', () => {
    const facts = approved(cut());
    const blind = { ...facts, upstream: new Map([...facts.upstream, [web, unknown('GitHub answered 502')] as const]) };

    expect(does(planOf(blind))).toEqual(['status']);
  });
});

describe('`/sluice refresh` on a release that was cut', () => {
  it('takes what is proven now, and says who asked for it', () => {
    const decided = planOf({ ...offering(cut(), { payments: '3', web: '2' }), orders: [ordered('refresh')] });

    expect(does(decided)).toEqual(['comment', 'publish']);
    expect(editsIn(decided)['production/payments.yaml']).toBe('3');
    expect(commentIn(decided).model['why']).toBe('grace asked for what is proven now');
    expect(stepIn(decided, 'publish').body.fields).toMatchObject({ tick: String(NOW) });
    expect(notes(decided, 'obeyed')).toEqual([]);
  });

  it('with nothing new is done: what becomes ready from here on waits again', () => {
    const decided = planOf({ ...cut(), orders: [ordered('refresh')] });

    expect(does(decided)).not.toContain('publish');
    expect(notes(decided, 'obeyed')).toEqual([
      {
        kind: 'obeyed',
        key: `obeyed:refresh:acme/environments#41@${id('c')}:${NOW}`,
        number: 41,
        facts: { do: 'refresh', head: id('c') },
      },
    ]);
  });

  it('is not done while something of it cannot be read', () => {
    const facts = { ...cut(), orders: [ordered('refresh')] };
    const blind = { ...facts, upstream: new Map([...facts.upstream, [web, unknown('GitHub answered 502')] as const]) };

    expect(notes(planOf(blind), 'obeyed')).toEqual([]);
  });

  it('that was about an earlier head changes nothing', () => {
    const orders = [ordered('refresh', { head: id('e') })];
    const decided = planOf({ ...offering(cut(), { payments: '3', web: '2' }), orders });

    expect(does(decided)).toEqual(['describe']);
    expect(notes(decided, 'obeyed')).toEqual([]);
  });
});

describe.each<[string, MergePolicy]>([
  ['after approval', 'after-approval'],
  ['by hand', 'by-hand'],
])('a release on change that is merged %s', (_, merge) => {
  const open = (reviewers = [approval('ada')]): Facts =>
    withOpen(proposed({ ...BOTH, policy: { merge } }), { reviewers });
  const newer = (facts: Facts): Facts => offering(facts, { payments: '3', web: '2' });

  it('follows what is proven until the first approval of its head', () => {
    const decided = planOf(newer(open([])));

    expect(does(decided)).toEqual(['publish']);
    expect(editsIn(decided)['production/payments.yaml']).toBe('3');
  });

  it.each<[string, Parameters<typeof approval>]>([
    ['of an earlier head', ['ada', { commit: id('e') }]],
    ['by a bot', ['renovate', { byHuman: false }]],
    ['by somebody who may not write', ['eve', { mayWrite: false }]],
    ['that was dismissed', ['ada', { state: 'dismissed' }]],
  ])('follows on after an approval %s', (_why, review) => {
    expect(does(planOf(newer(open([approval(...review)]))))).toContain('publish');
  });

  it('is cut by the first approval of its head', () => {
    const decided = planOf(newer(open()));

    expect(does(decided)).toEqual(['describe']);
    expect(stepIn(decided, 'describe').body.model['components']).toMatchObject([
      { name: 'payments', lacks: 'sha256:3333333, what runs in staging, goes with the next release' },
      { name: 'web' },
    ]);
  });
});

it('a release on change that is merged when green follows on, whoever approved it, and says whose approvals fall', () => {
  const facts = withOpen(proposed(BOTH), { reviewers: [approval('ada')] });
  const decided = planOf(offering(facts, { payments: '3', web: '2' }));

  expect(codes(decided)).toContain('doing refresh');
  expect(does(decided)).toEqual(['comment', 'publish']);
  expect(commentIn(decided).model['fallen']).toEqual(['ada']);
});
