import { describe, expect, it } from '@jest/globals';

import type { EnvironmentPolicy } from '../../../../src/core/pipeline/pipeline.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import { NOW } from '../facts.ts';
import { editsIn, payments, planOf, saysOf, web } from '../release-facts.ts';
import {
  controls,
  does,
  HOUR,
  offering,
  ordered,
  production,
  proposed,
  stepIn,
  withOpen,
  type Production,
} from './people.ts';
import { deployed, ended, heldAt, provenAgo, stagingWith } from './staging.ts';

const PAIR: Partial<EnvironmentPolicy> = { together: [[payments, web]] };
const SNAPSHOT: Partial<EnvironmentPolicy> = { copy: 'snapshot' };
const BOTH: Production = { offered: { payments: '3', web: '3' } };
const hold = controls({ holds: [{ stage: 'production' as never, component: web, by: 'kay', at: NOW }] });

describe.each<[string, Partial<EnvironmentPolicy>, string]>([
  ['components that move together', PAIR, 'it waits for web: they move together'],
  ['a snapshot', SNAPSHOT, 'it waits for web: production takes all pins or none'],
])('%s', (_name, environment, waits) => {
  const facts = (change: Production = {}): Facts =>
    production({ ...BOTH, ...change, environment: { ...environment, ...change.environment } });

  it('go when each may', () => {
    expect(editsIn(planOf(facts()))).toEqual({ 'production/payments.yaml': '3', 'production/web.yaml': '3' });
  });

  it('go though one of them rests where the others come from', () => {
    expect(editsIn(planOf(facts({ held: { web: '3' } })))).toEqual({ 'production/payments.yaml': '3' });
  });

  it.each<[string, (of: Facts) => Facts]>([
    ['is held', (of) => ({ ...of, ...hold })],
    ['cannot be read', (of) => ({ ...of, upstream: new Map([...of.upstream].filter(([name]) => name !== web)) })],
    ['has no pin here', (of) => ({ ...of, ...withoutPin(of) })],
  ])('stay all while one of them %s', (_, change) => {
    const decided = planOf(change(facts()));

    expect(does(decided)).toEqual([]);
    expect(saysOf(decided, 'payments')).toBe(waits);
  });

  it('go as they ran at the same time: at the newest commit that was proven of both', () => {
    const only = deployed('d', ended('success'));
    const environment = stagingWith({ ...only, of: payments }, deployed('c', ended('success', HOUR)));
    const decided = planOf(facts({ upstream: { environment } }), heldAt({ c: { payments: '2', web: '2' } }));

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2', 'production/web.yaml': '2' });
  });

  it('wait for the soak of the commit that both ran at', () => {
    const upstream = { environment: provenAgo({ d: HOUR, c: 3 * HOUR }) };
    const decided = planOf(
      facts({ upstream, environment: { gates: [{ soak: 2 * HOUR }] } }),
      heldAt({ c: { payments: '2', web: '2' } }),
    );

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2', 'production/web.yaml': '2' });
  });

  const RELEASE = { release: { schedule: '0 10 * * 1', timezone: 'Europe/Rome' } };
  const cut = (offered = BOTH.offered!): Facts => ({
    ...withOpen(
      proposed({ offered, environment: { ...environment, ...RELEASE }, facts: { served: NOW - 24 * HOUR } }),
      { checks: [], tick: NOW },
    ),
    served: NOW,
  });

  it('leave a release that was cut together: what is taken out takes the others along', () => {
    expect(does(planOf({ ...cut(), ...hold }))).toEqual(['close']);
  });

  it('stay in a release that was cut though one that rested then has something newer now', () => {
    const resting = { payments: '3', web: '1' };

    expect(does(planOf(offering(cut(resting), { payments: '3', web: '4' })))).toEqual(['describe']);
  });

  it('stay in a release that was cut while only something newer is proven', () => {
    expect(does(planOf(offering(cut(), { payments: '3', web: '4' })))).toEqual(['describe']);
  });
});

const withoutPin = (of: Facts): Pick<Facts, 'here'> => {
  if (!('known' in of.here)) throw new Error('the repository is not known');
  const files = of.here.known.files.filter(({ path }) => !path.includes('web'));
  return { here: { known: { ...of.here.known, files } } };
};

it('components that do not move together go without each other', () => {
  expect(editsIn(planOf({ ...production(BOTH), ...hold }))).toEqual({ 'production/payments.yaml': '3' });
});

describe('deployments of one component each', () => {
  const environment = stagingWith(
    { ...deployed('d', ended('success')), of: payments },
    { ...deployed('d', ended('failure')), id: 9, of: web },
    deployed('c', ended('success', HOUR)),
  );

  it('prove that component alone: the failure of another does not hold it', () => {
    const decided = planOf(
      production({ ...BOTH, upstream: { environment } }),
      heldAt({ c: { payments: '1', web: '2' } }),
    );

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '3', 'production/web.yaml': '2' });
    expect(JSON.stringify(stepIn(decided, 'publish').body.model)).toContain('sha256:3333333 failed in staging');
  });

  it('prove nothing where the whole has failed after them', () => {
    const failed = stagingWith(
      { ...deployed('d', ended('success', HOUR)), of: payments },
      deployed('d', ended('failure')),
    );
    const decided = planOf(production({ ...BOTH, upstream: { environment: failed } }));

    expect(does(decided)).toEqual([]);
    expect(saysOf(decided, 'payments')).toMatch(/^nothing is proven in staging yet/);
  });
});

describe('a set whose components are deployed one by one', () => {
  const one = (name: string, of: typeof payments, ...words: Parameters<typeof deployed>[1][]) => ({
    ...deployed(name, ...words),
    id: of.length + name.charCodeAt(0),
    of,
  });
  const set = (deployments: Parameters<typeof stagingWith>, gates: EnvironmentPolicy['gates'] = []): Facts =>
    production({ ...BOTH, environment: { ...PAIR, gates }, upstream: { environment: stagingWith(...deployments) } });

  it('goes with what one of them proved later, as long as the branch holds what the other had proven', () => {
    const facts = set([one('d', payments, ended('success')), one('c', web, ended('success', HOUR))]);

    expect(editsIn(planOf(facts, heldAt({ c: { payments: '2', web: '3' } })))).toEqual({
      'production/payments.yaml': '3',
      'production/web.yaml': '3',
    });
  });

  it.each<[string, Parameters<typeof stagingWith>, string]>([
    ['the branch holds what nobody has deployed of the other', [one('c', web, ended('success', HOUR))], '2'],
    ['the other has failed since', [one('d', web, ended('failure')), one('c', web, ended('success', HOUR))], '3'],
  ])('stays while %s', (_, others, held) => {
    const decided = planOf(
      set([one('d', payments, ended('success')), ...others]),
      heldAt({ c: { payments: '2', web: held } }),
    );

    expect(does(decided)).toEqual([]);
  });

  it('waits for the soak of the later proof', () => {
    const deployments = [one('d', payments, ended('success', HOUR)), one('c', web, ended('success', 3 * HOUR))];
    const decided = planOf(set(deployments, [{ soak: 2 * HOUR }]), heldAt({ c: { payments: '2', web: '3' } }));

    expect(does(decided)).toEqual([]);
    expect(decided.wake).toBe(NOW + HOUR);
  });

  it.each([
    ['goes with what the environment began with', '3', ['publish']],
    ['stays while somebody has moved what the environment began with', '2', []],
  ])('%s', (_, began, steps) => {
    const decided = planOf(set([one('d', payments, ended('success'))]), heldAt({ b: { payments: '1', web: began } }));

    expect(does(decided)).toEqual(steps);
  });
});

it('a refreshed release takes a set as it runs together now', () => {
  const environment = { ...PAIR, release: { schedule: '0 10 * * 1', timezone: 'Europe/Rome' } };
  const open = withOpen(proposed({ ...BOTH, environment, facts: { served: NOW - 24 * HOUR } }), { tick: NOW });
  const decided = planOf({ ...offering(open, { payments: '4', web: '5' }), served: NOW, orders: [ordered('refresh')] });

  expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '4', 'production/web.yaml': '5' });
});
