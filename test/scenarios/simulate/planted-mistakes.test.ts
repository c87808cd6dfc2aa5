import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { HeldDelivery, Inbox } from '../../../src/ports/store/inbox.ts';
import type { Store } from '../../../src/ports/store/store.ts';
import { KINDS } from '../../../src/simulate/faults/one-fault.ts';
import { strikeAt } from '../../../src/simulate/runs/exhaustive.ts';
import { Undisturbed } from '../../../src/simulate/runs/scenes.ts';
import { Seeds } from '../../../src/simulate/runs/seeds.ts';
import { failedDeployment } from '../../../src/simulate/scenes/failed-deployment.ts';
import { holds } from '../../../src/simulate/scenes/holds.ts';
import type { Scene } from '../../../src/simulate/scene.ts';
import { oneHop } from '../../../src/simulate/scenes/one-hop.ts';
import { pushWhileMerging } from '../../../src/simulate/scenes/push-while-merging.ts';
import { pushWhileRefreshing } from '../../../src/simulate/scenes/push-while-refreshing.ts';
import type { Planted } from '../../../src/simulate/world/world.ts';
import { closeSharedStore, sharedStore } from '../world.ts';

let seeds: Seeds;

beforeAll(async () => {
  seeds = new Seeds(await sharedStore());
});

afterAll(closeSharedStore);

/** How many of a few seeds find the mistake; it is planted anew for each. */
async function findersAmong(
  numbers: readonly number[],
  plant: () => Planted,
  { says, scene = oneHop }: { says: RegExp; scene?: Scene },
): Promise<number> {
  let finders = 0;
  for (const seed of numbers) {
    const { violations } = await seeds.play(seed, { scene, planted: plant() });
    finders += violations.some((violation) => says.test(violation)) ? 1 : 0;
  }
  return finders;
}

/** What is found at the first write of a scene that finds anything where this goes wrong. */
async function foundAtWrites(scene: Scene, name: string, planted: Planted): Promise<string[]> {
  const store = await sharedStore();
  const kind = KINDS.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`nothing goes wrong by the name of ${name}`);
  const { writes, ending: expected } = await new Undisturbed(store).of(scene);
  const found: string[] = [];
  for (let boundary = 1; boundary <= writes && found.length === 0; boundary += 1)
    found.push(...(await strikeAt({ store, scene, kind, boundary, expected, planted })).run.violations);
  return found;
}

/** A store whose answer of one verb is another one. */
const lying = (part: keyof Store, answers: Record<string, () => Promise<unknown>>): Planted => ({
  store: (whole) => ({
    ...whole,
    [part]: new Proxy(whole[part], {
      get: (target, key) => {
        const found: unknown = answers[String(key)] ?? Reflect.get(target, key);
        return typeof found === 'function' ? (found as () => void).bind(target) : found;
      },
    }),
  }),
});

const withoutIntentions = lying('intentions', {
  recall: () => Promise.resolve({ done: false }),
  attempt: () => Promise.resolve(true),
});

const withoutLeases = lying('attention', { renew: () => Promise.resolve(true) });

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

/** Compares a branch that is replaced with its tip of now, and not with the one that it was decided on. */
const swappedFromNow: Planted = {
  request: (_, init, { state }) => {
    const body = typeof init.body === 'string' ? init.body : '';
    const [, name = '', before = ''] = /"name":"(refs\/heads\/[^"]+)","beforeOid":"([0-9a-f]{40})"/.exec(body) ?? [];
    const now = [...state.repos.values()].flatMap(({ git }) => git.refs.read(name) ?? [])[0];
    return now === undefined ? init : { ...init, body: body.replace(before, now) };
  },
};

describe('a planted mistake', () => {
  it('is found by none of these seeds where there is none', async () => {
    expect(await findersAmong([11, 12, 13, 14, 15, 16, 17, 18], () => ({}), { says: /./ })).toBe(0);
  }, 300_000);

  it('is found by several seeds where deliveries are not deduplicated', async () => {
    const finders = await findersAmong([11, 12, 13, 14, 15, 16, 17, 18], withoutDedupe, { says: /is worked again/ });

    expect(finders).toBeGreaterThanOrEqual(2);
  }, 300_000);

  it('is found by several seeds where compare-and-swap is off', async () => {
    const says = /without the head that it was decided on|without beforeOid/;
    const finders = await findersAmong([11, 12, 13], withoutSwap, { says });

    expect(finders).toBeGreaterThanOrEqual(2);
  }, 300_000);

  it('is found by several seeds where a branch is swapped from whatever it holds by now', async () => {
    const says = /release-staging lost [0-9a-f]{40} by ada/;
    const finders = await findersAmong([11, 12, 13, 14], () => swappedFromNow, { says, scene: pushWhileRefreshing });

    expect(finders).toBeGreaterThanOrEqual(2);
  }, 300_000);

  it.each(['response lost, 404 lag', 'pause after a read'])(
    'is found at no write where there is none: %s',
    async (kind) => {
      const found = await foundAtWrites(pushWhileMerging, kind, {});
      expect([...found, ...(await foundAtWrites(holds, kind, {}))]).toEqual([]);
    },
    300_000,
  );

  it('is found where the tries of effects are forgotten', async () => {
    const found = await foundAtWrites(failedDeployment, 'response lost, 404 lag', withoutIntentions);

    expect(found).toContainEqual(expect.stringMatching(/^twice: /));
  }, 300_000);

  it('is found where a worker writes whose key another one holds', async () => {
    const found = await foundAtWrites(pushWhileMerging, 'pause after a read', withoutLeases);

    expect(found).toContainEqual(expect.stringMatching(/which another worker has held for/));
  }, 300_000);
});
