import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { known } from '../../src/core/answer.ts';
import type { Budget } from '../../src/ports/github/traffic.ts';
import { observedLooks } from '../../src/observe/observed-looks.ts';
import { serveMetrics } from '../../src/serve/serve-metrics.ts';
import { unobserved } from '../../src/observe/unobserved.ts';
import { createWatch, type Watch, type Watched } from '../../src/observe/watch.ts';
import { createLog } from '../../src/log.ts';
import { textOf } from '../house/sources/project-files.ts';
import { closeSharedStore, sharedStore, World } from '../scenarios/world.ts';

const NOW = Date.parse('2026-03-06T14:30:00Z');
const calm: Watched['traffic'] = { budgets: () => [], breakers: () => [], paused: () => new Map() };

let world: World | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});
afterAll(closeSharedStore);

/** The value of every series, by its name with its labels. */
async function scrape(watch: Watch, watched: Watched): Promise<Map<string, number>> {
  const text = await watch.metrics(watched).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const watchedOf = ({ store, app, now }: World): Watched => ({ store, traffic: app.traffic, clock: { now: () => now } });

describe('the metrics', () => {
  it('are those of the page about them, each of its type and with its labels', async () => {
    const text = await createWatch({ version: '0' })
      .metrics({ store: await sharedStore(), traffic: calm, clock: { now: () => NOW } })
      .text();
    const served = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const rows = [...textOf('docs/reference/metrics.md').matchAll(/^\| `(sluice_\w+)` +\| (\w+) /gm)];

    expect(rows.map(([, name, type]) => `${name} ${type}`).toSorted()).toEqual(served.toSorted());
  });

  it('tell a story: what arrived, what was asked, what was done, and that nothing waits', async () => {
    const watch = createWatch({ version: '1.2.3' });
    world = await World.with({ observed: watch.observed });
    await world.merges('Retry transfers');
    await world.settled();
    await world.buildEnds('acme/payments-docker', 1);
    await world.settled();

    const series = await scrape(watch, watchedOf(world));

    const { reads, writes } = world.calls();
    const calls = [...series].filter(([name]) => name.startsWith('sluice_github_calls_total{operation="graphql:'));
    const made = [...reads, ...writes].filter((name) => name.startsWith('graphql:')).length;
    expect(calls.reduce((sum, [, count]) => sum + count, 0)).toBe(made);
    expect(series.get('sluice_effects_total{effect="publish",outcome="done"}')).toBe(1);
    expect(series.get('sluice_effects_total{effect="merge",outcome="done"}')).toBe(1);
    expect(series.get('sluice_deliveries_total{event="push",result="stored"}')).toBeGreaterThan(0);
    expect(series.get('sluice_work_total{kind="lane",result="done"}')).toBe(
      series.get('sluice_reconcile_seconds_count'),
    );
    expect(series.get('sluice_inbox_waiting')).toBe(0);
    expect(series.get('sluice_duplicate_effects_total')).toBe(0);
    expect(series.get('sluice_store_answers')).toBe(1);
    expect(series.get(`sluice_build_info{version="1.2.3",node="${process.versions.node}"}`)).toBe(1);
  });

  it('name the gate that lanes wait at', async () => {
    const watch = createWatch({ version: '0' });
    world = await World.with({ observed: watch.observed });
    await world.merges('Retry transfers');
    await world.settled();
    await world.after(11 * 60_000);

    const series = await scrape(watch, watchedOf(world));

    expect(series.get('sluice_blocked_lanes{gate="checks"}')).toBe(1);
    expect(series.get('sluice_lanes{state="waiting"}')).toBe(1);
  });

  it('say how old what waits is, and what was given up', async () => {
    const store = await sharedStore();
    const watch = createWatch({ version: '0' });
    await store.inbox.put({ guid: 'a', event: 'push', payload: {}, receivedAt: NOW - 90_000 });
    await store.attention.want('lane:acme/platform:staging', NOW - 40_000, 'push');
    await store.attention.want('promotion:acme/environments#7', NOW - 60_000, 'merged');
    await store.attention.want('lane:acme/platform:demo', NOW - 50_000, 'push');
    for (let tries = 0; tries < 5; tries += 1) {
      const claim = await store.attention.claim('w-1', NOW - 60_000, NOW);
      if (claim !== undefined) await store.attention.postpone(claim, NOW - 60_000, 'poison');
    }

    const series = await scrape(watch, { store, traffic: calm, clock: { now: () => NOW } });

    expect(series.get('sluice_inbox_oldest_seconds')).toBe(90);
    expect(series.get('sluice_attention_oldest_lane_seconds')).toBe(50);
    expect(series.get('sluice_attention_due')).toBe(2);
    expect(series.get('sluice_parked{kind="work"}')).toBe(1);
    expect(series.get('sluice_parked{kind="delivery"}')).toBe(0);
  });

  it('leave out what the store does not answer rather than show what was so before', async () => {
    const watch = createWatch({ version: '0' });
    const store = await sharedStore();
    const lost = (): Promise<never> => Promise.reject(new Error('connection lost'));
    const ill = { ...store, inbox: Object.assign(Object.create(store.inbox) as typeof store.inbox, { backlog: lost }) };
    await scrape(watch, { store, traffic: calm, clock: { now: () => NOW } });

    const series = await scrape(watch, { store: ill, traffic: calm, clock: { now: () => NOW } });

    expect(series.get('sluice_store_answers')).toBe(0);
    expect(series.has('sluice_inbox_waiting')).toBe(false);
    expect(series.has('sluice_duplicate_effects_total')).toBe(true);
  });

  it('ask the store once for all who scrape at about the same time', async () => {
    const store = await sharedStore();
    let asked = 0;
    const backlog = (): ReturnType<typeof store.inbox.backlog> => {
      asked += 1;
      return store.inbox.backlog();
    };
    const counting = { ...store, inbox: Object.assign(Object.create(store.inbox) as typeof store.inbox, { backlog }) };
    const metrics = createWatch({ version: '0' }).metrics({
      store: counting,
      traffic: calm,
      clock: { now: () => NOW },
    });

    await Promise.all([metrics.text(), metrics.text(), metrics.text()]);

    expect(asked).toBe(1);
  });

  it('show the state of GitHub, of the 200 accounts that have the least left', async () => {
    const budgets = Array.from({ length: 300 }, (_, n): Budget => {
      return { account: `org-${n}`, resource: 'core', limit: 5_000, remaining: n * 10, resetAt: NOW };
    });
    const traffic: Watched['traffic'] = {
      budgets: () => budgets,
      breakers: () => [{ host: 'api.github.com', state: 'open' }],
      paused: () => new Map([['org-0', NOW + 1]]),
    };
    const store = await sharedStore();

    const series = await scrape(createWatch({ version: '0' }), { store, traffic, clock: { now: () => NOW } });

    expect(series.get('sluice_breaker_open{host="api.github.com"}')).toBe(1);
    expect(series.get('sluice_accounts_paused')).toBe(1);
    expect(series.get('sluice_github_budget_remaining{account="org-7",resource="core"}')).toBe(70);
    expect([...series.keys()].filter((name) => name.startsWith('sluice_github_budget_remaining'))).toHaveLength(200);
  });

  it('stay few whatever callers send', async () => {
    const watch = createWatch({ version: '0' });
    for (let n = 0; n < 1_000; n += 1) {
      watch.observed.delivered(`made_up_${n}`, 'refused');
      watch.observed.delivered(`event_${n}`, 'stored');
      watch.observed.called({ operation: `GET /${n}`, status: 200, milliseconds: 3 });
    }

    const series = [
      ...(await scrape(watch, { store: await sharedStore(), traffic: calm, clock: { now: () => NOW } })).keys(),
    ];

    expect(series.filter((name) => name.startsWith('sluice_deliveries_total'))).toHaveLength(102);
    expect(series.filter((name) => name.startsWith('sluice_github_calls_total'))).toHaveLength(201);
  });
});

describe('duplicate effects', () => {
  it('are seen where a comment of ours is there twice, and counted once however often they are looked at', async () => {
    const watch = createWatch({ version: '0' });
    world = await World.with({ observed: watch.observed });
    await world.merges('Retry transfers');
    await world.settled();
    const twice = observedLooks(
      {
        ...world.app.tools.looks,
        promotion: async (...asked) => {
          const answer = await world!.app.tools.looks.promotion(...asked);
          return 'known' in answer ? { known: { ...answer.known, said: ['news:1', 'other', 'news:1'] } } : answer;
        },
      },
      watch.observed,
    );

    for (let look = 0; look < 3; look += 1) await twice.promotion('acme/payments-docker' as never, 1);

    expect((await scrape(watch, watchedOf(world))).get('sluice_duplicate_effects_total')).toBe(1);
  });
});

describe('a second control issue of a pipeline', () => {
  it('is a duplicate, whether a look or a sweep sees it', async () => {
    const told: string[] = [];
    const observed = { ...unobserved, duplicate: (effect: string, key: string) => told.push(`${effect} ${key}`) };
    const issue = known({ repo: 'acme/platform', number: 3, others: [7] } as never);
    const controls = new Map([['acme/platform', issue]]);
    const looks = observedLooks(
      {
        control: () => Promise.resolve(issue),
        survey: () => Promise.resolve({ lanes: new Map(), labelled: new Map(), controls, proposals: new Map() }),
      } as never,
      observed,
    );

    await looks.control('acme/platform' as never);
    await looks.survey({ lanes: [], labelled: { repos: [], labels: [] }, controls: [], proposals: [], elsewhere: [] });

    expect(told).toEqual(['issue acme/platform#7 control', 'issue acme/platform#7 control']);
  });
});

describe('the address of the metrics', () => {
  it('answers /metrics and nothing else', async () => {
    const metrics = { contentType: 'text/plain; version=0.0.4', text: () => Promise.resolve('sluice_x 1\n') };
    const door = await serveMetrics({ host: '127.0.0.1', port: 0, metrics, log: createLog('silent') });
    const ask = async (path: string, method = 'GET'): Promise<[number, string]> => {
      const answer = await fetch(`http://127.0.0.1:${door.port}${path}`, { method });
      return [answer.status, await answer.text()];
    };

    expect(await ask('/metrics')).toEqual([200, 'sluice_x 1\n']);
    expect(await ask('/')).toEqual([404, 'there is nothing here but /metrics\n']);
    expect((await ask('/metrics', 'POST'))[0]).toBe(405);
    door.close();
  });

  it('that another process has is refused in words', async () => {
    const metrics = { contentType: 'text/plain', text: () => Promise.resolve('') };
    const first = await serveMetrics({ host: '127.0.0.1', port: 0, metrics, log: createLog('silent') });

    const second = serveMetrics({ host: '127.0.0.1', port: first.port, metrics, log: createLog('silent') });

    await expect(second).rejects.toThrow(String(first.port));
    first.close();
  });
});
