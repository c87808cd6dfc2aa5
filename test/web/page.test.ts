import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { LaneId, StageName } from '../../src/core/names.ts';
import { commitOf, fillAcme, frozen, NOW, standings, thawed } from './acme.ts';
import { PageRig } from './page-rig.ts';

const HOSTILE = '<img src=x onerror=alert(1)> "\' {{title}} </main><script>alert(1)</script>';

let rig: PageRig;

beforeAll(async () => {
  rig = await PageRig.open();
  await fillAcme(rig.store);
});

afterAll(() => rig.close());

/** The text of a table row, as one reads it. */
function rowOf(html: string, component: string): string {
  const row = html.split('<tr>').find((part) => part.includes(`>${component}</a></th>`)) ?? '';
  return row
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

describe('the page', () => {
  it('shows what is where, since when, and from which change', async () => {
    const row = rowOf(await rig.text('/'), 'gateway');

    expect(row).toContain(`${commitOf('gateway', 3).slice(0, 7)} current`);
    expect(row).toMatch(/runs 3 d ago next: [0-9a-f]{7} #\d+ merged, not deployed yet/);
    expect(row).toContain(`behind 3 d ago #114 next: ${commitOf('gateway', 3).slice(0, 7)} #208`);
  });

  it('says of every lane that does not rest what it waits for, and what a person can do', async () => {
    const html = await rig.text('/');

    expect(html).toContain('#211 waits for validate (failure)');
    expect(html).toContain('mark the one that is the pin with a comment');
    expect(html).toContain('14 lanes rest: nothing differs');
  });

  it('lists reported images that were not believed, with why', async () => {
    expect(await rig.text('/')).toContain('the image registry.acme.dev/invoice is not the one of invoices');
  });

  it('has a page for each component, with its history, newest first', async () => {
    const html = await rig.text('/components/acme/platform/payments');
    const said = [...html.matchAll(/<strong>([^<]+)<\/strong>( in [^< ]+)?/g)].map(
      ([, what, where]) => `${what}${where}`,
    );

    expect(said.slice(0, 2)).toEqual(['deployment failed in demo', 'merged in production']);
    expect(html).toContain('https://github.com/acme/environments/actions/runs/7431');
  });

  it('has a page for each lane', async () => {
    expect(await rig.text('/lanes/acme/platform/production')).toContain('production: cards, payments and web');
    expect(await rig.text('/lanes/acme/platform/manifest/ledger')).toContain('no image is known');
  });

  it('says in the column of each environment how it is released, and what its pull request waits for first', async () => {
    const head = (await rig.text('/')).match(/<thead>.*?<\/thead>/s)?.[0] ?? '';
    const said = head.split('<th ').map((part) => part.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '));

    expect(said[4]).toContain('staging on change');
    expect(said[5]).toContain('demo next release Fri 13 Mar 09:00 (Europe/Rome) #208 checks: waits for validate');
    expect(said[6]).toContain('production next release Mon 9 Mar 10:00 (Europe/Rome) #211 checks:');
    expect(said[6]).toContain('#213 forced release of web: waits for 2 approvals of this head by members of @acme');
    expect(said[6]).not.toContain('1 forced');
  });

  it('says on the page of a lane how each gate stands, what is forced, and who went past the gates', async () => {
    const said = (await rig.text('/lanes/acme/platform/production'))
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ');

    expect(said).toContain(
      'approvals 2 approvals by members of @acme/release-managers closed #211: waits for 2 approvals',
    );
    expect(said).toContain('window Mon-Thu 11:00-16:00 (Europe/Rome) closed the next time is Mon 9 Mar 11:00');
    expect(said).toContain('asked for by ada 25 min ago in acme/web#42 , by acme/environments#213');
    expect(said).toContain('Due Mon 9 Mar 10:00 (Europe/Rome), in 2 d . gateway');
    expect(said).toContain('Merged past the gates 2 d ago acme/environments#198 by linus');
  });

  it('says on the page of a lane where each pin stands, and what else refers to its image', async () => {
    const html = await rig.text('/lanes/acme/platform/production');
    const said = html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

    expect(said).toContain(
      'Pins accounts production/accounts.yaml:12 by image cards production/cards.yaml:12 by image',
    );
    expect(said).toContain(
      'payments production/payments.yaml:12 by image production/payments.yaml:48 refers to the same image and holds v1.9.2, which no pin of this stage moves',
    );
    expect(html).toContain(
      `href="https://github.com/acme/environments/blob/${commitOf('acme/environments', 1)}/production/payments.yaml#L48"`,
    );
    expect(await rig.text('/lanes/acme/platform/docker/payments')).toContain('Dockerfile:12</a> <small>by arg</small>');
  });

  it('says on the page of a component what people set', async () => {
    const said = (await rig.text('/components/acme/platform/ledger'))
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ');

    expect(said).toContain(
      'production held by grace 1 h ago the audit ends on #Tuesday /sluice resume production ledger lets it go',
    );
  });

  it('pages a history by fifty', async () => {
    for (let at = 0; at < 60; at += 1)
      await rig.store.ledger.append({
        at: NOW - at,
        kind: 'refused',
        lane: 'acme/platform:docker/accounts' as LaneId,
        facts: { because: `refusal ${at}` },
      });

    const [first, second] = [
      await rig.text('/components/acme/platform/accounts'),
      await rig.text('/components/acme/platform/accounts?page=2'),
    ];

    expect(first).toContain('refusal 49<');
    expect(first).not.toContain('refusal 50<');
    expect(first).toContain('href="?page&#x3D;2"');
    expect(second).toContain('refusal 50<');
    expect(second).toContain('page 2 of 2');
  });

  it.each([
    '/nothing',
    '/components/acme/platform/none',
    '/lanes/acme/platform/none',
    '/components/acme/%2e%2e/x',
    '/api/v1/none',
  ])('says of %s that there is nothing', async (path) => {
    const answer = await rig.get(path);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is nothing here');
  });

  it('says what to do where there is no pipeline yet', async () => {
    const empty = await PageRig.open();

    const html = await empty.text('/');
    await empty.close();

    expect(html).toContain('commit a pipeline file as <code>.github/sluice.yml</code>');
  });

  it('says what is wrong with a newer pipeline file, beside what is in force', async () => {
    const [stored] = await rig.store.pipelines.all();
    const broken = {
      commit: commitOf('platform', 2),
      blob: 'b'.repeat(40),
      problems: ['line 3: <nothing> is no stage'],
    };
    await rig.store.pipelines.save({ ...stored!, broken });

    const html = await rig.text('/');
    await rig.store.pipelines.save(stored!);

    expect(html).toContain('line 3: &lt;nothing&gt; is no stage');
    expect(rowOf(html, 'accounts')).toContain('current');
  });

  it('shows a lane that Sluice gave up on as blocked, with the cause', async () => {
    const key = 'lane:acme/platform:staging';
    await rig.store.attention.want(key, NOW, 'a test');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const claim = await rig.store.attention.claim('worker', NOW + attempt * 10, NOW + attempt * 10 + 5);
      await rig.store.attention.postpone(claim!, NOW + attempt * 10 + 6, 'the answer was no JSON');
    }

    expect(await rig.text('/lanes/acme/platform/staging')).toContain('the answer was no JSON');
  });

  it('begins with a freeze of everything, for as long as it lasts', async () => {
    const before = await rig.text('/');
    await rig.store.ledger.append(frozen());
    const during = await rig.text('/');
    rig.clock.at += 4 * 24 * 3_600_000;
    const after = await rig.text('/');
    rig.clock.at = NOW;
    await rig.store.ledger.append(thawed());

    const banner = 'Every environment is frozen until Mon 9 Mar 14:30 (UTC) by grace</strong>: the data centre moves';
    expect([before, during, after].map((html) => html.includes(banner))).toEqual([false, true, false]);
  });
});

describe('foreign text on the page', () => {
  it('is shown as it is written, and nothing of it is obeyed', async () => {
    const [demo] = standings().filter(({ stage }) => stage === ('demo' as StageName));
    await rig.store.standings.put({
      ...demo!,
      at: NOW,
      reasons: [{ standing: 'waiting', about: 'lane', code: 'x', says: HOSTILE, next: HOSTILE }],
      pullRequest: { ...demo!.pullRequest!, title: HOSTILE },
      components: demo!.components.map((one) => ({
        ...one,
        pins: [{ file: HOSTILE, line: 1, by: 'pointer', pointer: HOSTILE }],
        strays: [{ file: HOSTILE, line: 2, holds: HOSTILE }],
      })),
    });

    const html = await rig.text('/lanes/acme/platform/demo');
    await rig.store.standings.put({ ...demo!, at: NOW });

    expect(html).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;');
    expect(html).not.toContain('<img src=x');
    expect(html.match(/<script\b/g)).toHaveLength(1);
    expect(html.match(/<\/main>/g)).toHaveLength(1);
  });

  it('of those who hold, force and go past gates is escaped like any other', async () => {
    const lane = 'acme/platform:production' as LaneId;
    const hold = { stage: 'production', component: 'web', by: HOSTILE, at: NOW, because: HOSTILE };
    const wish = { v: 1, id: 'x', stage: 'production', component: 'cards', by: HOSTILE, at: NOW, said: HOSTILE };
    const wants = { carry: { of: 'code', commit: commitOf('cards', 1), title: HOSTILE } };
    for (const [kind, facts] of [
      ['control', { v: 1, by: HOSTILE, changes: [{ set: 'hold', hold }] }],
      ['wish', { ...wish, wants }],
      ['bypassed', { by: HOSTILE, at: NOW, missing: HOSTILE }],
      ['order', { v: 1, order: { do: HOSTILE, by: HOSTILE, because: HOSTILE } }],
    ] as const)
      await rig.store.ledger.append({ at: NOW, kind, lane, facts });

    const pages = await Promise.all(
      ['/', '/lanes/acme/platform/production', '/components/acme/platform/web'].map((path) => rig.text(path)),
    );

    for (const html of pages) {
      expect(html).toContain('&lt;img src&#x3D;x');
      expect(html).not.toContain('<img src=x');
      expect(html.match(/<script\b/g)).toHaveLength(1);
    }
  });

  it('makes no link of an address that is not of the web', async () => {
    const [staging] = standings().filter(({ stage }) => stage === ('staging' as StageName));
    const components = staging!.components.map((one) => ({
      ...one,
      runs: { ...one.runs!, url: 'javascript:alert(1)' },
    }));
    await rig.store.standings.put({ ...staging!, at: NOW, components });

    const html = await rig.text('/');
    await rig.store.standings.put({ ...staging!, at: NOW });

    expect(rowOf(html, 'accounts')).toContain('runs');
    expect(html).not.toContain('javascript:');
  });
});

describe('programs', () => {
  it('find the same views as documents with a version', async () => {
    const lanes = (await (await rig.get('/api/v1/lanes')).json()) as {
      version: number;
      pipelines: { lanes: { id: string; state: string }[] }[];
    };
    const component = (await (await rig.get('/api/v1/components/acme/platform/payments')).json()) as {
      version: number;
      cells: { state: string }[];
    };
    const lane = (await (await rig.get('/api/v1/lanes/acme/platform/production')).json()) as {
      lane: { reasons: { code: string }[] };
    };

    expect(lanes.version).toBe(1);
    expect(lanes.pipelines[0]!.lanes).toContainEqual(
      expect.objectContaining({ id: 'acme/platform:production', state: 'blocked' }),
    );
    expect(component.cells.map(({ state }) => state)).toEqual(['current', 'current', 'runs', 'failed', 'blocked']);
    expect(lane.lane.reasons[0]!.code).toBe('check-failed');
  });
});
