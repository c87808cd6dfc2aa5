import { describe, expect, it } from '@jest/globals';

import { componentView, laneDetail } from '../../../src/core/page/detail.ts';
import { historyPage, LINES_A_PAGE } from '../../../src/core/page/history/history.ts';
import { webAddress } from '../../../src/core/page/words/link.ts';
import { momentOf } from '../../../src/core/page/words/moment.ts';
import { overview } from '../../../src/core/page/overview.ts';
import { A, entry, NOW, ONE, pageFacts, REPO, standing, TWO } from './facts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the overview', () => {
  it('has a row for each component and a cell for each stage, in the order of the file', () => {
    const [view] = overview(pageFacts()).pipelines;

    expect(view?.stages.map(({ name }) => name)).toEqual(['docker', 'staging']);
    expect(view?.rows.map(({ component, cells }) => [component.name, cells.map((cell) => cell?.stage)])).toEqual([
      ['payments', ['docker', 'staging']],
      ['web', [undefined, 'staging']],
    ]);
  });

  it('has a lane that was never looked at, and counts it', () => {
    const [view] = overview(pageFacts({ standings: [standing('staging', [])] })).pipelines;

    expect(view?.lanes.map(({ name, state }) => [name, state])).toEqual([
      ['docker/payments', 'unseen'],
      ['staging', 'resting'],
    ]);
    expect(view?.counts).toEqual([
      { state: 'unseen', says: 'not looked at yet', count: 1 },
      { state: 'resting', says: 'resting', count: 1 },
    ]);
  });

  it('says of a lane the worst first', () => {
    const how = ['resting', 'waiting', 'blocked', 'doing'] as const;
    const reasons = how.map((standing) => ({ standing, about: 'lane' as const, code: 'x', says: standing }));
    const [view] = overview(pageFacts({ standings: [standing('staging', [], { reasons })] })).pipelines;

    expect(view?.lanes[1]).toMatchObject({ state: 'blocked', resting: 1 });
    expect(view?.lanes[1]?.reasons.map(({ says }) => says)).toEqual(['blocked', 'doing', 'waiting', 'resting']);
  });

  it('counts a lane that Sluice gave up on among the blocked', () => {
    const parked = [{ key: 'lane:acme/platform:staging', cause: 'no JSON', since: NOW - HOUR, tries: 5 }];
    const [view] = overview(pageFacts({ standings: [standing('staging', [])], parked })).pipelines;

    expect(view?.lanes[1]).toMatchObject({ state: 'blocked', says: 'given up', gaveUp: { because: 'no JSON' } });
    expect(view?.counts[0]).toEqual({ state: 'blocked', says: 'blocked', count: 1 });
  });

  it('shows what was reported to one pipeline to no other', () => {
    const refused = (repo: string) =>
      entry('artifact-refused', undefined, { component: 'payments', repo, reason: 'no such digest' });

    const [view] = overview(
      pageFacts({ entries: [refused('acme/payments-docker'), refused('other/payments')] }),
    ).pipelines;

    expect(view?.refused).toHaveLength(1);
    expect(view?.refused[0]).toMatchObject({ component: 'payments', because: 'no such digest' });
  });

  it('says that a pipeline rests whose stored file no longer loads', () => {
    const [view] = overview(pageFacts({ pipelines: [{ repo: REPO, problems: [] }] })).pipelines;

    expect(view).toMatchObject({ rests: true, rows: [], lanes: [] });
  });
});

describe('a history', () => {
  const merged = entry('merged', 'staging', {
    entries: [{ component: 'payments', code: A, digest: TWO, from: ONE }],
    by: 'ada',
  });

  it('is newest first, with what moved and by whom', () => {
    const later = entry('deployed', 'staging', {
      entries: [{ component: 'payments', digest: TWO }],
      url: 'https://ci.acme.dev/1',
    });

    const { lines } = historyPage(pageFacts(), [merged, later], 1);

    expect(lines.map(({ says }) => says)).toEqual(['deployed', 'merged']);
    expect(lines[0]?.deployment).toBe('https://ci.acme.dev/1');
    expect(lines[1]).toMatchObject({
      lane: 'staging',
      by: 'ada',
      change: { name: 'acme/environments#7' },
      moves: [{ component: 'payments', from: 'sha256:1111111', to: 'sha256:2222222', code: 'aaaaaaa' }],
    });
  });

  it('links the issue that was told, and says what holds a release up', () => {
    const entries = [
      entry('told', 'staging', { step: 'x', issue: 'acme/payments#12' }),
      entry('blocked', 'staging', { code: 'no-signal', says: 'nothing has said yet how it went', next: 'look' }),
      entry('told', 'staging', { issue: 'javascript:alert(1)#1' }),
    ];

    expect(historyPage(pageFacts(), entries, 1).lines).toMatchObject([
      { says: 'issue told' },
      { says: 'held up', tone: 'bad', because: 'nothing has said yet how it went' },
      { issue: { name: 'acme/payments#12', url: 'https://github.com/acme/payments/issues/12' } },
    ]);
    expect(historyPage(pageFacts(), entries, 1).lines[0]?.issue).toBeUndefined();
  });

  it('leaves out what a look noted, and answers a page that is not there with the nearest', () => {
    const entries = [entry('looked', 'staging', {}), ...Array.from({ length: LINES_A_PAGE + 1 }, () => merged)];

    expect(historyPage(pageFacts(), entries, 9)).toMatchObject({ page: 2, pages: 2, total: LINES_A_PAGE + 1 });
  });

  it('of a component has its lanes and its reports, and nothing of others', () => {
    const facts = pageFacts({
      entries: [
        merged,
        entry('proposed', 'docker/payments', { title: 'payments: Retry' }),
        entry('artifact', undefined, {
          component: 'payments',
          digest: TWO,
          repo: 'acme/payments-docker',
          by: 'report',
        }),
        entry('merged', 'staging', { entries: [{ component: 'web', digest: TWO }] }),
        entry('artifact', undefined, { component: 'payments', repo: 'other/payments' }),
        { ...merged, lane: 'other/platform:staging' as never },
      ],
    });

    const view = componentView(facts, { pipeline: REPO, component: 'payments' }, 1);

    expect(view?.history.lines.map(({ says, by }) => [says, by])).toEqual([
      ['image built', undefined],
      ['pull request opened', undefined],
      ['merged', 'ada'],
    ]);
  });
});

describe('a page of one thing', () => {
  it.each([
    ['docker', undefined],
    ['staging', 'payments'],
    ['none', undefined],
  ])('is none for the lane %s/%s', (stage, component) => {
    expect(laneDetail(pageFacts(), { pipeline: REPO, stage, ...(component && { component }) }, 1)).toBeUndefined();
  });

  it('is there for every lane that the overview links to', () => {
    const [view] = overview(pageFacts()).pipelines;
    const found = view?.lanes.map(({ url }) => {
      const [stage = '', component] = url.split('/').slice(4);
      return laneDetail(pageFacts(), { pipeline: REPO, stage, ...(component && { component }) }, 1)?.lane.url;
    });

    expect(found).toEqual(view?.lanes.map(({ url }) => url));
  });
});

describe('a moment', () => {
  it.each([
    [0, 'just now'],
    [-59_999, 'just now'],
    [-MINUTE, '1 min ago'],
    [-HOUR + 1, '59 min ago'],
    [-47 * HOUR, '47 h ago'],
    [-49 * HOUR, '2 d ago'],
    [30_000, 'in a moment'],
    [10 * MINUTE, 'in 10 min'],
  ])('%i ms from now is said as "%s"', (distance, ago) => {
    expect(momentOf(NOW + distance, NOW).ago).toBe(ago);
  });
});

describe('a foreign address', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//ci.acme.dev',
    'x',
    '',
    7,
    undefined,
    'https://a:b@ci.acme.dev',
  ])('%p is no link', (text) => {
    expect(webAddress(text)).toBeUndefined();
  });

  it('of the web is one', () => {
    expect(webAddress('https://ci.acme.dev/1?a=b')).toBe('https://ci.acme.dev/1?a=b');
  });
});

describe('the permissions on the overview', () => {
  const missing = [{ event: 'push', without: 'nothing is seen' }] as const;
  const gap = (account: string) => ({
    at: { installation: 7, account },
    missing: [...missing] as [(typeof missing)[0]],
    address: `https://github.com/organizations/${account}/settings/installations/7`,
  });

  it('are shown where they are missing in an account of the pipeline, and nowhere else', () => {
    const [view] = overview(pageFacts({ permissions: { gaps: [gap('acme'), gap('other')] } })).pipelines;

    expect(view?.permissions).toEqual([
      {
        says: 'The App on acme lacks what this release of Sluice needs',
        missing: ['is not told of push: nothing is seen'],
        next: 'an owner of acme accepts it at https://github.com/organizations/acme/settings/installations/7',
        url: 'https://github.com/organizations/acme/settings/installations/7',
      },
    ]);
  });

  it('are said to be unknown while they could not be read', () => {
    const [view] = overview(pageFacts({ permissions: { gaps: [], unread: 'it timed out' } })).pipelines;

    expect(view?.permissions).toEqual([
      { says: 'Whether the App may do what it needs is not known: it timed out', missing: [] },
    ]);
  });
});
