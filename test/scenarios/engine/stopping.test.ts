import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import { seedAcme } from '../../../src/forge/seed/acme.ts';
import { createLog } from '../../../src/log.ts';
import { runWorkers } from '../../../src/operations/run-workers.ts';
import { StoreUnavailable } from '../../../src/store/errors.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';
import { otherwise, Standstill } from './otherwise.ts';

const LANE = 'lane:acme/platform:docker/payments';
const log = createLog('silent');

/** How long those who stop are waited for here. */
const PATIENCE_MS = 13_000;

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.begin((state) => seedAcme(state));
});
afterAll(closeSharedStore);

/** A store that answers questions and, while it is away, takes no word of how work ended. */
class Hesitant {
  isAway = true;

  over(store: OpenStore): OpenStore {
    const unless = <Asked extends unknown[], Answer>(take: (...asked: Asked) => Promise<Answer>) => {
      return (...asked: Asked): Promise<Answer> =>
        this.isAway ? Promise.reject(new StoreUnavailable('connection refused')) : take(...asked);
    };
    const { attention, inbox } = store;
    return otherwise(store, {
      attention: otherwise(attention, {
        release: unless((...asked) => attention.release(...asked)),
        giveBack: unless((...asked) => attention.giveBack(...asked)),
      }),
      inbox: otherwise(inbox, { processed: unless((...asked) => inbox.processed(...asked)) }),
    });
  }
}

const held = async (): Promise<string[]> =>
  (await engine.store.attention.jobs(engine.clock.now())).filter(({ heldBy }) => heldBy).map(({ key }) => key);

describe('how work ended that the store would not take', () => {
  it('is said before anything else is begun', async () => {
    const hesitant = new Hesitant();
    const app = await engine.replica({ store: (shared) => hesitant.over(shared) });
    const worker = app.worker('hesitant-1');
    await engine.store.attention.want(LANE, engine.clock.now(), 'a test');
    await expect(worker.workOnce()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    const before = await held();
    hesitant.isAway = false;

    expect(await worker.workOnce()).toBe(false);

    expect(before).toEqual([LANE]);
    expect(await held()).toEqual([]);
  });

  it('is said of a delivery as well, which is not understood once more', async () => {
    const hesitant = new Hesitant();
    const app = await engine.replica({ store: (shared) => hesitant.over(shared) });
    const worker = app.worker('hesitant-1');
    await engine.store.inbox.put({ guid: 'g', event: 'ping', payload: {}, receivedAt: engine.clock.now() });
    await expect(worker.workOnce()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    hesitant.isAway = false;

    await worker.workOnce();

    expect(await engine.store.inbox.backlog()).toMatchObject({ waiting: 0 });
  });

  it('is said by a process that stops meanwhile, as soon as the store is back', async () => {
    const hesitant = new Hesitant();
    const app = await engine.replica({ store: (shared) => hesitant.over(shared) });
    await engine.store.attention.want(LANE, engine.clock.now(), 'a test');
    const rests = Promise.withResolvers<void>();
    const again = Promise.withResolvers<void>();
    let isStopping = false;
    const running = runWorkers({
      workers: [app.worker('hesitant-1')],
      log,
      pause: (milliseconds, signal) => {
        if (milliseconds === PATIENCE_MS) return aborted(signal);
        rests.resolve();
        if (!isStopping) return aborted(signal);
        // The store was asked once more, in vain.
        again.resolve();
        hesitant.isAway = false;
        return Promise.resolve();
      },
    });
    await rests.promise;

    isStopping = true;
    const stopping = running.stop(PATIENCE_MS);
    await again.promise;

    expect(await stopping).toEqual([]);
    expect(await held()).toEqual([]);
  });
});

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

describe('a process that stops in the middle of its work', () => {
  it('gives back what each worker holds, though the store does not take it from one of them', async () => {
    const hanging = new Standstill();
    let isHanging = false;
    const both = Promise.withResolvers<void>();
    const holders = new Set<string>();
    const refusing = (store: OpenStore): OpenStore => {
      const { attention } = store;
      const claim: typeof attention.claim = async (...asked) => {
        const claimed = await attention.claim(...asked);
        if (claimed !== undefined && holders.add(claimed.worker).size === 2) both.resolve();
        return claimed;
      };
      const giveBack: typeof attention.giveBack = (worker, now) =>
        worker === 'stopping-1'
          ? Promise.reject(new StoreUnavailable('connection refused'))
          : attention.giveBack(worker, now);
      return otherwise(store, { attention: otherwise(attention, { claim, giveBack }) });
    };
    const app = await engine.replica({
      store: refusing,
      fetch: (next) => async (url, init) => {
        if (isHanging) await hanging.over;
        return next(url, init);
      },
    });
    isHanging = true;
    for (const key of ['sweep:lanes', LANE]) await engine.store.attention.want(key, engine.clock.now(), 'a test');
    const running = runWorkers({
      workers: [app.worker('stopping-1'), app.worker('stopping-2')],
      log,
      pause: (milliseconds, signal) => (milliseconds === PATIENCE_MS ? Promise.resolve() : aborted(signal)),
    });
    await both.promise;
    const before = await held();

    const late = await running.stop(PATIENCE_MS);

    expect(before).toHaveLength(2);
    expect(late).toEqual(['stopping-2']);
    expect(await held()).toHaveLength(1);
    hanging.end();
    await running.stop();
  });
});
