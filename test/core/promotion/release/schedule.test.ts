import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../../src/core/answer.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import { codes, historyOf, id, NOW } from '../facts.ts';
import {
  decide,
  editsIn,
  fileOf,
  payments,
  pinFile,
  planOf,
  saysOf,
  seenAs,
  snapshotIn,
  web,
} from '../release-facts.ts';
import {
  DAY,
  does,
  HOUR,
  MINUTE,
  notes,
  offering,
  proposed,
  production,
  reasonIn,
  stepIn,
  withOpen,
} from './people.ts';

/** Mondays at 10:00 in Rome: due at this very instant. */
const MONDAYS = { release: { schedule: '0 10 * * 1', timezone: 'Europe/Rome' } };
const LAST_WEEK = NOW - 7 * DAY;

const scheduled = (change: Partial<Facts> = {}): Facts => ({
  ...production({ environment: MONDAYS }),
  served: LAST_WEEK,
  ...change,
});
const unread = (facts: Facts, ...names: (typeof web)[]): Facts => ({
  ...facts,
  upstream: new Map([...facts.upstream, ...names.map((name) => [name, unknown('GitHub answered 502')] as const)]),
});

describe('a scheduled release that is not due', () => {
  const before = scheduled({ now: NOW - MINUTE });

  it('opens nothing, says when it goes, and wakes then', () => {
    const decided = planOf(before);

    expect(does(decided)).toEqual([]);
    expect(saysOf(decided, 'payments')).toBe(
      'sha256:2222222, what runs in staging, goes with the release of Mon 2 Mar 10:00 (Europe/Rome)',
    );
    expect(reasonIn(decided, 'scheduled')).toBe('the next release to production is due Mon 2 Mar 10:00 (Europe/Rome)');
    expect(decided.wake).toBe(NOW);
  });

  it('asks once what lies between its pin and what is offered: what would go is decided at its tick', () => {
    expect(decide(before).rounds).toEqual([['range']]);
    expect(decide(offering(before, { payments: '1' })).rounds).toEqual([]);
  });

  it('does not take a pin for moved back that was brought on by force to what the place before has yet to get', () => {
    const history = historyOf(
      { commit: id('e'), author: 'sluice[bot]', text: pinFile('payments', '3') },
      { commit: id('a'), author: 'ada', text: pinFile('payments', '2') },
    );
    const files = [{ ...fileOf('production', 'payments', '3'), history }, fileOf('production', 'web', '1')];
    const forced = { ...before, here: production({ here: { files } }).here };

    expect(saysOf(planOf(forced), 'payments')).toBe(
      'the pin holds 3333333, which is newer than 2222222, what is offered; nothing moves back',
    );
  });

  it('moves no pin back that was forced ahead of it, whatever the pin held before', () => {
    const history = historyOf(
      { commit: id('e'), author: 'sluice[bot]', text: pinFile('payments', '3') },
      { commit: id('a'), author: 'ada', text: pinFile('payments', '1') },
    );
    const files = [{ ...fileOf('production', 'payments', '3'), history }, fileOf('production', 'web', '1')];
    const forced = { ...before, here: production({ here: { files } }).here };

    const decided = planOf(forced);
    expect(saysOf(decided, 'payments')).toBe(
      'the pin holds 3333333, which is newer than 2222222, what is offered; nothing moves back',
    );
    expect(codes(decided)).toContain('blocked would-move-back');
    expect(saysOf(planOf(offering(forced, { payments: '4' })), 'payments')).toMatch(/goes with the release of Mon/);
  });

  it('says what it knows while the history of the code cannot be read', () => {
    const decided = planOf(before, ({ ask }) => (ask === 'range' ? unknown('GitHub answered 502') : undefined));

    expect(saysOf(decided, 'payments')).toMatch(/goes with the release of Mon/);
  });

  it('says so where nothing is new either', () => {
    expect(codes(planOf(offering(before, { payments: '1' })))).toEqual([
      'resting up-to-date',
      'resting up-to-date',
      'resting scheduled',
    ]);
  });

  it('waits for a leap day', () => {
    const environment = { release: { schedule: '0 10 29 2 *', timezone: 'Europe/Rome' } };
    const decided = planOf({ ...production({ environment }), served: LAST_WEEK });

    expect(decided.wake).toBe(Date.parse('2028-02-29T09:00:00Z'));
  });

  it('makes no tick due at the first look: what came before it is nobody’s debt', () => {
    const { served, since, ...first } = scheduled();
    const decided = planOf(first);

    expect([served, since]).not.toContain(undefined);
    expect(does(decided)).toEqual([]);
    expect(notes(decided, 'seen')).toEqual([
      { kind: 'seen', key: 'seen:acme/platform:production', facts: { at: NOW } },
    ]);
    expect(decided.wake).toBe(NOW + 7 * DAY);
  });
});

describe('a scheduled release that is due', () => {
  it('opens with what is proven, its tick in the marker of the body, and notes the tick as served', () => {
    const decided = planOf(scheduled());

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
    expect(stepIn(decided, 'publish').body).toMatchObject({ fields: { tick: String(NOW) }, model: { cut: true } });
    expect(notes(decided, 'tick')).toEqual([
      {
        kind: 'tick',
        key: `tick:acme/platform:production:${NOW}`,
        facts: { at: NOW, says: 'released: Release to production: payments 2222222' },
      },
    ]);
  });

  it('opens late where nobody looked at its instant, by the tick that was missed', () => {
    const decided = planOf(scheduled({ now: NOW + 2 * DAY + HOUR }));

    expect(stepIn(decided, 'publish').body.fields).toMatchObject({ tick: String(NOW) });
  });

  it('opens once for two that were missed', () => {
    const decided = planOf(scheduled({ served: NOW - 21 * DAY }));
    const [tick, ...more] = notes(decided, 'tick');

    expect(tick?.facts['at']).toBe(NOW);
    expect(more).toEqual([]);
    expect(does(planOf(scheduled({ served: NOW })))).toEqual([]);
  });

  it('that brings nothing is served too, and then the next one is waited for', () => {
    const nothing = offering(scheduled(), { payments: '1' });
    const decided = planOf(nothing);

    expect(does(decided)).toEqual([]);
    expect(notes(decided, 'tick').map(({ facts }) => facts)).toEqual([{ at: NOW, says: 'nothing was new' }]);
    expect(decided.wake).toBe(NOW + 7 * DAY);
    const { notes: _, ...rest } = decided;
    expect(planOf({ ...nothing, served: NOW })).toEqual(rest);
  });

  it('that finds only what cannot go notes why', () => {
    const decided = planOf(offering(scheduled(), { payments: 'nothing: here\n', web: '1' }));

    expect(notes(decided, 'tick')[0]?.facts['says']).toMatch(/^nothing could go: payments: acme\/environments main: /);
  });

  it('is not over while its sources cannot be read: it opens once they can', () => {
    const blind = unread(scheduled(), payments, web);
    const decided = planOf(blind);

    expect(does(decided)).toEqual([]);
    expect(notes(decided, 'tick')).toEqual([]);
    expect(decided.wake).toBe(NOW + MINUTE);
    expect(does(planOf(scheduled({ now: NOW + MINUTE })))).toEqual(['publish']);
  });

  it('that holds what a person declined is served, and nothing is opened', () => {
    const { lineage } = snapshotIn(proposed()).branch!;
    const declined = { number: 40, by: 'grace', lineage: lineage! };
    const decided = planOf(seenAs(scheduled(), { declined }));

    expect(codes(decided)).toContain('blocked declined');
    expect(notes(decided, 'tick').map(({ facts }) => facts['says'])).toEqual(['its content was declined']);
  });

  it('whose branch holds a person’s commit is not over: it opens once the branch is gone', () => {
    const commits = [
      { commit: id('d'), author: 'grace', byUs: false, isKnownAuthor: true, mergesBase: false, at: NOW },
    ];
    const decided = planOf(seenAs(scheduled(), { branch: { tip: id('d'), commits } }));

    expect(codes(decided)).toContain('blocked foreign-branch');
    expect(notes(decided, 'tick')).toEqual([]);
  });
});

describe('a scheduled release that is open', () => {
  const open = (change: Partial<Facts> = {}): Facts => ({
    ...withOpen(proposed({ environment: MONDAYS, facts: { served: LAST_WEEK } }), { checks: [], tick: NOW }),
    served: NOW,
    ...change,
  });

  it('when the next one comes due goes on as it is, and the tick is served by it', () => {
    const decided = planOf(offering(open({ now: NOW + 7 * DAY }), { payments: '3' }));

    expect(does(decided)).not.toContain('publish');
    expect(notes(decided, 'tick').map(({ facts }) => facts)).toEqual([
      { at: NOW + 7 * DAY, says: '#41 was still open' },
    ]);
  });

  it('and is closed when the next one comes due makes room for it', () => {
    const emptied = offering(open({ now: NOW + 7 * DAY }), { payments: '1' });
    const decided = planOf(emptied);
    const { open: _closed, branch: _gone, ...here } = snapshotIn(emptied);

    expect(does(decided)).toEqual(['close']);
    expect(notes(decided, 'tick')).toEqual([]);
    expect(decided.wake).toBe(NOW + 7 * DAY + 1);
    expect(does(planOf({ ...offering(emptied, { payments: '3' }), here: { known: here } }))).toEqual(['publish']);
  });

  it('serves its own tick once', () => {
    expect(notes(planOf(open()), 'tick')).toEqual([]);
  });

  it('keeps its tick in the marker when it is described anew', () => {
    const decided = planOf(offering(open(), { payments: '2', web: '2' }));

    expect(stepIn(decided, 'describe').body.fields).toMatchObject({ tick: String(NOW) });
  });
});
