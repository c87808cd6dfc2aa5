import { afterEach, describe, expect, it } from '@jest/globals';
import type { Digest } from '../../src/core/names.ts';
import { fact, madeOf, rig, why, type Rig } from './rig.ts';

const MINUTE = 60_000;
/** Milliseconds of the wall clock; an answer that comes comes at once. */
const PATIENCE = 1_000;
let rigged: Rig;

afterEach(async () => rigged.close());

describe('a registry that keeps Sluice waiting', () => {
  it('for good is left alone for a minute, whatever is asked of it', async () => {
    rigged = await rig();
    const digest = rigged.registry.push({ repository: 'acme/payments', tag: 'v1' }).digest as Digest;
    rigged.registry.fails({ times: 1, answer: () => new Promise(() => {}) });
    const client = rigged.client({ timeoutMs: PATIENCE });
    expect(why(await client.digestOf(rigged.image, 'v1'))).toContain('gave no answer within');
    madeOf(rigged);

    expect(why(await client.has(`${rigged.host}/acme/web`, digest))).toBe(
      `${rigged.host} kept Sluice waiting and is left alone for a minute`,
    );
    expect(madeOf(rigged)).toEqual([]);
    rigged.clock.time += MINUTE;
    expect(fact(await client.digestOf(rigged.image, 'v1'))).toBe(digest);
  });

  it('again and again is left alone once its slow answers have taken twenty seconds of a minute', async () => {
    const client = await answeringAfter(5_000);
    const answers: string[] = [];
    for (let time = 0; time < 6; time += 1) {
      const answer = await client.digestOf(rigged.image, 'v1');
      answers.push('known' in answer ? 'known' : answer.unknown);
    }

    const rests = `${rigged.host} kept Sluice waiting and is left alone for a minute`;
    expect(answers).toEqual(['known', 'known', 'known', 'known', 'known', rests]);
    rigged.clock.time += MINUTE;
    expect(fact(await client.digestOf(rigged.image, 'v1'))).toBeDefined();
  });

  it('a little is asked as often as there is something to ask', async () => {
    const client = await answeringAfter(1_500);

    for (let time = 0; time < 50; time += 1) expect(fact(await client.digestOf(rigged.image, 'v1'))).toBeDefined();
  });

  it('now and then is asked in every minute anew', async () => {
    const client = await answeringAfter(5_000);

    for (let time = 0; time < 20; time += 1) {
      expect(fact(await client.digestOf(rigged.image, 'v1'))).toBeDefined();
      rigged.clock.time += MINUTE / 3;
    }
  });

  it('keeps no other registry from being asked', async () => {
    rigged = await rig();
    const other = await rig();
    const { digest } = other.registry.push({ repository: 'acme/payments', tag: 'v1' });
    rigged.registry.fails({ times: 1, answer: () => new Promise(() => {}) });
    const client = rigged.client({ timeoutMs: PATIENCE });
    why(await client.digestOf(rigged.image, 'v1'));

    expect(fact(await client.digestOf(other.image, 'v1'))).toBe(digest);
    await other.close();
  });
});

/** A client whose registry takes so many milliseconds, on the rig's clock, for every answer. */
async function answeringAfter(milliseconds: number): Promise<ReturnType<Rig['client']>> {
  rigged = await rig();
  rigged.registry.push({ repository: 'acme/payments', tag: 'v1' });
  return rigged.client({
    fetch: (url, init) => {
      rigged.clock.time += milliseconds;
      return rigged.registry.fetch(url, init);
    },
  });
}
