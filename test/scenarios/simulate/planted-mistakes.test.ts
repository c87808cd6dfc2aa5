import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { HeldDelivery, Inbox } from '../../../src/ports/store/inbox.ts';
import type { Store } from '../../../src/ports/store/store.ts';
import { Seeds } from '../../../src/simulate/runs/seeds.ts';
import { oneHop } from '../../../src/simulate/scenes/one-hop.ts';
import type { Planted } from '../../../src/simulate/world/world.ts';
import { closeSharedStore, sharedStore } from '../world.ts';

let seeds: Seeds;

beforeAll(async () => {
  seeds = new Seeds(await sharedStore());
});

afterAll(closeSharedStore);

/** How many of a few seeds find the mistake; it is planted anew for each. */
async function findersAmong(numbers: readonly number[], plant: () => Planted, says: RegExp): Promise<number> {
  let finders = 0;
  for (const seed of numbers) {
    const { violations } = await seeds.play(seed, { scene: oneHop, planted: plant() });
    finders += violations.some((violation) => says.test(violation)) ? 1 : 0;
  }
  return finders;
}

/** A store that takes every delivery for a new one, under another name; the app sees its own name for it. */
function forgetfulInbox(inbox: Inbox, puts: Map<string, number>, names: Map<string, string>): Inbox {
  const named = (held: HeldDelivery): HeldDelivery => ({
    ...held,
    guid: names.get(`${held.guid} ${held.worker}`) ?? held.guid,
  });
  const answers: Partial<Inbox> = {
    put: (delivery, bound) => {
      const times = (puts.get(delivery.guid) ?? 0) + 1;
      puts.set(delivery.guid, times);
      return inbox.put({ ...delivery, guid: times === 1 ? delivery.guid : `${delivery.guid}~${times}` }, bound);
    },
    take: async (worker, now, until) => {
      const taken = await inbox.take(worker, now, until);
      if (taken === undefined) return undefined;
      const [guid = ''] = taken.guid.split('~');
      names.set(`${guid} ${taken.worker}`, taken.guid);
      return { ...taken, guid };
    },
    processed: (held, now) => inbox.processed(named(held), now),
    failed: (held, cause, retryAt) => inbox.failed(named(held), cause, retryAt),
  };
  return new Proxy(inbox, {
    get: (target, key) => {
      const found: unknown = answers[key as keyof Inbox] ?? Reflect.get(target, key);
      return typeof found === 'function' ? (found as () => void).bind(target) : found;
    },
  });
}

function withoutDedupe(): Planted {
  const [puts, names] = [new Map<string, number>(), new Map<string, string>()];
  return { store: (whole: Store): Store => ({ ...whole, inbox: forgetfulInbox(whole.inbox, puts, names) }) };
}

/** Leaves out of every write which commit it was decided on. */
const withoutSwap = (): Planted => ({
  request: (_, init) =>
    typeof init.body === 'string'
      ? { ...init, body: init.body.replaceAll(/"(?:beforeOid|sha)":"[0-9a-f]{40}",?/g, '') }
      : init,
});

describe('a planted mistake', () => {
  it('is found by none of these seeds where there is none', async () => {
    expect(await findersAmong([11, 12, 13, 14, 15, 16, 17, 18], () => ({}), /./)).toBe(0);
  }, 300_000);

  it('is found by several seeds where deliveries are not deduplicated', async () => {
    const finders = await findersAmong([11, 12, 13, 14, 15, 16, 17, 18], withoutDedupe, /is worked again/);

    expect(finders).toBeGreaterThanOrEqual(2);
  }, 300_000);

  it('is found by several seeds where compare-and-swap is off', async () => {
    const finders = await findersAmong(
      [11, 12, 13],
      withoutSwap,
      /without the head that it was decided on|without beforeOid/,
    );

    expect(finders).toBeGreaterThanOrEqual(2);
  }, 300_000);
});
