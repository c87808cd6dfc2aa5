import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { fillAcme, entries } from '../acme.ts';
import { inTrouble } from './in-trouble.ts';
import type { LedgerFilter } from '../../../src/ports/store/ledger.ts';
import { PageRig } from '../page-rig.ts';

describe('the page when something is stuck', () => {
  let rig: PageRig;

  beforeAll(async () => {
    rig = await PageRig.open();
    await fillAcme(rig.store);
    await inTrouble(rig);
  });

  afterAll(() => rig.close());

  it('lists work and deliveries that were given up, with the cause and the command that wakes each', async () => {
    const page = await rig.text('/');

    expect(page).toContain('We had issues producing the response');
    for (const key of ['lane:acme/platform:production', 'delivery:72d3162e-cc78-11e3-81ab-4c9367dc0958'])
      expect(page).toContain(`<code>sluice jobs wake ${key}</code>`);
  });

  it('says it on the lane, after how many tries', async () => {
    const page = await rig.text('/lanes/acme/platform/production');

    expect(page).toContain('after 5 tries');
    expect(page).toContain('<code>sluice jobs wake lane:acme/platform:production</code>');
  });

  it('says that GitHub does not answer and which account rests, and nothing of it once all is well', async () => {
    const ill = await rig.text('/');
    const { breakers, paused } = rig.github;
    rig.github.breakers = [{ host: 'api.github.com', state: 'closed' }];
    rig.github.paused = new Map();
    const well = await rig.text('/');
    Object.assign(rig.github, { breakers, paused });

    expect(ill).toContain('api.github.com does not answer');
    expect(ill).toContain('Work for acme rests');
    expect(well).not.toContain('GitHub:');
  });

  it('shows programs the same', async () => {
    const overview = (await (await rig.get('/api/v1/lanes')).json()) as { stuck: { key: string }[]; github: object[] };

    expect(overview.stuck.map(({ key }) => key).toSorted()).toEqual([
      'delivery:72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'lane:acme/platform:production',
      'promotion:acme/environments#204',
    ]);
    expect(overview.github).toHaveLength(2);
  });
});

describe('one change on the page', () => {
  let rig: PageRig;

  beforeAll(async () => {
    rig = await PageRig.open();
    await fillAcme(rig.store);
  });

  afterAll(() => rig.close());

  const someChange = (): string => {
    const merged = entries().find(({ kind, facts }) => kind === 'merged' && JSON.stringify(facts).includes('payments'));
    const code = /"component":"payments"[^}]*?"code":"([0-9a-f]{12})/.exec(JSON.stringify(merged?.facts))?.[1];
    return `payments@${code ?? 'nowhere'}`;
  };

  it('is led to from what moved it, and its history is then about nothing else', async () => {
    const change = someChange();
    const whole = await rig.text('/components/acme/platform/payments');
    const only = await rig.text(`/components/acme/platform/payments?change=${change}`);
    const named = (text: string): string[] => [
      ...new Set([...text.matchAll(/\?change(?:=|&#x3D;)(payments@[0-9a-f]{12})/g)].map(([, name = '']) => name)),
    ];

    expect(named(whole)).toContain(change);
    expect(named(whole).length).toBeGreaterThan(1);
    expect(named(only)).toEqual([change]);
    expect(only).toContain(`Only <code>${change}</code>`);
  });

  it('is told of from its beginning, however much has been merged since', async () => {
    const busy = await PageRig.open();
    await fillAcme(busy.store);
    const change = someChange();
    const path = `/components/acme/platform/payments?change=${change}`;
    const before = await busy.text(path);
    const [newest] = entries().toReversed();
    for (let n = 0; n < 510; n += 1)
      for (const kind of ['merged', 'proposed'])
        await busy.store.ledger.append({ at: newest?.at ?? 0, kind, facts: { entries: [{ component: 'web' }] } });

    const after = await busy.text(path);
    await busy.close();

    expect(after).toContain(`Only <code>${change}</code>`);
    expect(after).toContain('<strong>merged</strong>');
    expect(after.match(/<strong>merged/g)).toHaveLength(before.match(/<strong>merged/g)?.length ?? 0);
  });

  it('is looked for in what histories of its pipeline show, and not in every look there ever was', async () => {
    const own = await PageRig.open();
    await fillAcme(own.store);
    const { ledger } = own.store;
    const read = ledger.read.bind(ledger);
    const searched: LedgerFilter[] = [];
    ledger.read = (filter) => {
      if (filter.mentions !== undefined) searched.push(filter);
      return read(filter);
    };

    for (const address of ['components/acme/platform/payments', 'lanes/acme/platform/staging'])
      await own.text(`/${address}?change=${someChange()}`);
    await own.close();

    expect(searched).toHaveLength(2);
    for (const { pipeline, kinds } of searched) {
      expect(pipeline).toBe('acme/platform');
      expect(kinds).toContain('merged');
      expect(kinds).not.toContain('looked');
    }
  });

  it('that nobody carries leaves an empty history, and what is no name of one is passed over', async () => {
    const lost = await rig.text('/components/acme/platform/payments?change=payments@000000000000');
    const wrong = await rig.text(`/components/acme/platform/payments?change=${encodeURIComponent('"><script>')}`);

    expect(lost).toContain('Nothing here carries this change.');
    expect(wrong).not.toContain('Only <code>');
  });
});
