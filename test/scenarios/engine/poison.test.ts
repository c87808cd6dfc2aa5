import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import { seedAcme } from '../../../src/forge/seed/acme.ts';
import type { SharedTools } from '../../../src/operations/tools.ts';
import { Worker, type WorkerOptions } from '../../../src/operations/worker.ts';
import type { Claim } from '../../../src/ports/store/attention.ts';
import { hintsOf } from '../../../src/webhooks/hints.ts';
import { reportsOf } from '../../../src/webhooks/reports.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';

const HOUR_MS = 60 * 60_000;
const LANE = 'lane:acme/platform:docker/payments';
const DOCKER = 'acme/payments-docker';

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.begin((state) => seedAcme(state, { components: ['payments', 'ledger'], pipeline: PIPELINE }));
});
afterAll(closeSharedStore);

const PIPELINE = `version: 1
components:
  payments: { code: acme/payments }
  ledger: { code: acme/ledger }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
`;

/** A worker of a release with a bug in it. */
const workerWith = (change: Partial<WorkerOptions>): Worker =>
  new Worker({
    tools: engine.app.tools,
    name: 'buggy-1',
    hintsOf: (delivery) => hintsOf(delivery, 'sluice'),
    reportsOf,
    ...change,
  });

/** All tries that a key or a delivery gets, with everything else that comes due meanwhile. */
async function allTries(worker: Worker): Promise<void> {
  for (let tried = 0; tried < 8; tried += 1) {
    engine.clock.advance(16 * 60_000);
    await engine.settled(worker);
  }
}

describe('a delivery that this release cannot understand', () => {
  const isPoison = (payload: Record<string, unknown>): boolean =>
    payload['ref'] === 'refs/heads/main' && JSON.stringify(payload).includes('acme/payments"');
  const buggy = (): Worker =>
    workerWith({
      hintsOf: (delivery) => {
        if (isPoison(delivery.payload)) throw new TypeError('a commit without an author');
        return hintsOf(delivery, 'sluice');
      },
    });

  it('is parked after five tries and stops no other', async () => {
    const worker = buggy();
    await engine.merges('payments', 'Poison');
    await engine.merges('ledger', 'Round half up');

    await engine.settled(worker);
    const others = await engine.pulls('acme/ledger-docker');
    await allTries(worker);

    expect(others).toHaveLength(1);
    expect(await engine.store.inbox.parked()).toMatchObject([
      { event: 'push', tries: 5, cause: 'a commit without an author' },
    ]);
  });

  it('is understood once it is woken under a release that can', async () => {
    engine.forge.faults.add({ webhook: 'pull_request', do: 'drop' });
    const worker = buggy();
    await engine.merges('payments', 'Poison');
    for (let tried = 0; tried < 5; tried += 1) {
      await engine.forge.hooks.pump();
      await worker.workUntilIdle();
      engine.clock.advance(16 * 60_000);
    }
    const [parked] = await engine.store.inbox.parked();

    const woken = await engine.store.inbox.wake(parked?.guid ?? '', engine.clock.now());
    await engine.settled();

    expect(woken).toBe(true);
    expect(await engine.store.inbox.parked()).toEqual([]);
    expect(await engine.store.inbox.received([parked?.guid ?? ''])).toEqual(new Set([parked?.guid]));
    expect(await engine.pulls(DOCKER)).toHaveLength(1);
  });
});

describe('a lane over which this release stumbles', () => {
  const buggy = (): Worker => {
    const { tools } = engine.app;
    const look: SharedTools['looks']['look'] = (requests) => {
      if (requests.some(({ lane }) => `lane:${lane.id}` === LANE)) throw new TypeError('a ruleset without rules');
      return tools.looks.look(requests);
    };
    return workerWith({ tools: { ...tools, looks: { ...tools.looks, look } } });
  };

  it('is parked with its cause after five tries in a row, and the others go on', async () => {
    const worker = buggy();
    await engine.merges('payments', 'Poison');
    await engine.merges('ledger', 'Round half up');
    await engine.settled(worker);
    for (const wait of [2_000, 10_000, 60_000, 300_000]) {
      engine.clock.advance(wait);
      await engine.settled(worker);
    }

    expect(await engine.store.attention.parked()).toMatchObject([
      { key: LANE, tries: 5, cause: 'a ruleset without rules' },
    ]);
    expect(await engine.pulls('acme/ledger-docker')).toHaveLength(1);
    expect(await engine.pulls(DOCKER)).toEqual([]);

    await engine.store.attention.wake(LANE, engine.clock.now());
    await engine.settled();
    expect(await engine.pulls(DOCKER)).toHaveLength(1);
  });

  it('that kills its worker each time is parked as well', async () => {
    await engine.merges('payments', 'Poison');
    await engine.forge.hooks.pump();
    const claims: (Claim | undefined)[] = [];
    const { attention, inbox } = engine.store;
    while ((await inbox.backlog()).waiting > 0) await understandOne();
    for (let died = 0; died < 5; died += 1) {
      const now = engine.clock.now();
      claims.push(await attention.claim(`dead-${died}`, now, now + 300_000));
      engine.clock.advance(300_000);
    }

    await engine.worker.workUntilIdle();

    expect(claims.map((claim) => claim?.key)).toEqual(claims.map(() => LANE));
    expect(await attention.parked()).toMatchObject([{ key: LANE }]);
  });

  it.each([
    ['the follow-up of a merge', 'promotion:acme/payments-docker#99'],
    ['the check of a pull request', 'proposal:acme/payments#99'],
  ])('that was %s is tried again by the sweep', async (_what, key) => {
    const { attention } = engine.store;
    await engine.settled();
    await attention.want(key, engine.clock.now(), 'it was merged');
    for (let tried = 0; tried < 5; tried += 1) {
      const now = engine.clock.now();
      const claim = await attention.claim('dead-1', now, now + 300_000);
      if (claim !== undefined) await attention.postpone(claim, now, 'nobody expected this');
    }
    expect(await attention.parked()).toMatchObject([{ key }]);

    engine.clock.advance(31 * 60_000);
    await engine.settled();

    expect(await attention.parked()).toEqual([]);
  });

  /** Deliveries alone, so that nobody works what they ask for. */
  const understandOne = (): Promise<boolean> => {
    const { traffic } = engine.app.tools;
    const closed: SharedTools['traffic'] = {
      ...bound(traffic),
      admit: (now) => ({ open: false, until: now + HOUR_MS }),
    };
    return workerWith({ tools: { ...engine.app.tools, traffic: closed } }).workOnce();
  };
});

const bound = (traffic: SharedTools['traffic']): SharedTools['traffic'] => ({
  admit: (now) => traffic.admit(now),
  bears: (...asked) => traffic.bears(...asked),
  resume: (account) => traffic.resume(account),
  paused: (now) => traffic.paused(now),
  budgets: (now) => traffic.budgets(now),
  breakers: (now) => traffic.breakers(now),
});
