import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openStore } from '../../../src/store/open-store.ts';
import { deliver, Place, until } from './running.ts';

let place: Place;

beforeAll(async () => {
  place = await Place.open();
});

afterAll(() => place.close());

/** As GitHub tells of a push to the default branch of a repository of the pipeline. */
const push = {
  ref: 'refs/heads/main',
  before: '1'.repeat(40),
  after: '2'.repeat(40),
  repository: { full_name: 'acme/payments', default_branch: 'main', name: 'payments', owner: { login: 'acme' } },
  commits: [],
};

interface Sent {
  guid: string;
  answer: number | string;
  /** Milliseconds after the order to stop; negative before it. */
  at: number;
}

describe('an order to stop', () => {
  it('under load, with a GitHub that hangs, ends well within 20 seconds, and every delivery that was acknowledged is kept', async () => {
    const served = await place.serve('ends');
    const sent: Sent[] = [];
    let told = Infinity;
    let isSending = true;
    const sender = async (name: string): Promise<void> => {
      for (let count = 1; isSending; count += 1) {
        const guid = `${name}-${count}`;
        const begun = performance.now();
        sent.push({
          guid,
          answer: await deliver(served.url, { guid, event: 'push', payload: push }),
          at: begun - told,
        });
      }
    };
    const senders = ['a', 'b', 'c'].map(sender);
    await until(() => (sent.length > 60 ? true : undefined));
    place.isHanging = true;
    const hanging = sent.length + 60;
    await until(() => (sent.length > hanging ? true : undefined));

    told = performance.now();
    served.child.kill('SIGTERM');
    const ready = await until(async () => {
      const { status } = await fetch(`${served.url}/readyz`);
      return status === 503 ? performance.now() - told : undefined;
    });
    const code = await served.ended;
    const took = performance.now() - told;
    isSending = false;
    await Promise.all(senders);
    place.isHanging = false;

    expect(code).toBe(0);
    expect(took).toBeLessThan(20_000);
    // It was said while the door was open still: nobody answers afterwards.
    expect(ready).toBeLessThan(took);
    const kept = sent.filter(({ answer }) => answer === 202);
    expect(kept.some(({ at }) => at > 0)).toBe(true);
    // Whoever had no answer came when the door was closing, after everybody had been told.
    expect(sent.filter(({ answer, at }) => answer !== 202 && (typeof answer === 'number' || at < 1_000))).toEqual([]);
    const store = await openStore({ directory: served.store });
    const guids = kept.map(({ guid }) => guid);
    expect((await store.inbox.received(guids)).size).toBe(guids.length);
    expect((await store.attention.jobs(Date.now())).filter(({ state }) => state === 'held')).toEqual([]);
    await store.close();
  }, 180_000);

  it('given twice ends at once', async () => {
    const served = await place.serve('twice');
    place.isHanging = true;
    await deliver(served.url, { guid: 'late', event: 'push', payload: push });

    served.child.kill('SIGTERM');
    await until(() => (served.output().includes('Sluice stops') ? true : undefined));
    const begun = performance.now();
    served.child.kill('SIGINT');
    const code = await served.ended;
    place.isHanging = false;

    expect(code).toBe(130);
    expect(performance.now() - begun).toBeLessThan(1_000);
  }, 180_000);
});
