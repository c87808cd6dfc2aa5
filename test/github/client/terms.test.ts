import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { clientUnder } from '../../../src/github/client/client.ts';
import type { Terms } from '../../../src/github/client/exchange.ts';
import { json, rig, stubServer, type Stub } from '../client-stub.ts';
import { kindOf } from './traffic-world.ts';

const issue = { owner: 'acme', repo: 'payments', issue_number: 1 };
const comment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const getIssue = 'GET /repos/{owner}/{repo}/issues/{issue_number}';

let stub: Stub;
beforeEach(async () => {
  stub = await stubServer();
});
afterEach(() => stub.close());

async function setUp(terms: Terms, limits = {}) {
  const world = rig(stub.url, { limits });
  const plain = await world.github.installation(42);
  return { ...world, plain, client: clientUnder(plain, terms) };
}

describe('a client of work that has a lease', () => {
  it('sends a write when it may begin, asked once a write', async () => {
    let asked = 0;
    const { client } = await setUp({ mayBegin: () => Promise.resolve((asked += 1) > 0) });

    await client.request(comment, issue);
    await client.graphql('mutation Do { a }');
    await client.request(getIssue, issue);
    await client.graphql('query Look { a }');

    expect(stub.seen).toHaveLength(4);
    expect(asked).toBe(2);
  });

  it('sends no write when the claim was lost, and says that nothing happened', async () => {
    const { client, clock } = await setUp({ mayBegin: () => Promise.resolve(false) });

    expect(await client.request(comment, issue)).toEqual({
      failed: {
        kind: 'unavailable',
        withheld: 'lease',
        until: clock.time,
        message: 'not sent: the lease of this work is over, and another worker may have it',
      },
    });
    expect(kindOf(await client.graphql('mutation Do { a }'))).toBe('withheld: lease');
    expect([...stub.seen, ...stub.mints]).toEqual([]);
  });

  it('sends no write at or after the end of its lease and tells of it, by the clock right before it leaves', async () => {
    const end = Date.UTC(2026, 10, 20, 12) + 1000;
    let told = 0;
    const { client, clock } = await setUp({ sendBy: () => end, tooLate: () => void (told += 1) });

    clock.time = end - 1;
    const before = await client.request(comment, issue);
    clock.time = end;
    const after = await client.request(comment, issue);
    const read = await client.request(getIssue, issue);

    expect([before, after, read].map(kindOf)).toEqual(['ok', 'withheld: lease', 'ok']);
    expect(told).toBe(1);
  });

  it('sends nothing when its lease ran out while a token was minted', async () => {
    const { client, clock } = await setUp({ sendBy: () => Date.UTC(2026, 10, 20, 12) + 1000 });
    const mint = stub.mint;
    stub.mint = (seen, response) => {
      clock.time += 600_000;
      mint(seen, response);
    };

    expect(kindOf(await client.request(comment, issue))).toBe('withheld: lease');
    expect(stub.seen).toEqual([]);
  });

  it('sends nothing when its lease ran out while the write before it was under way', async () => {
    const end = Date.UTC(2026, 10, 20, 12) + 1000;
    const { client, plain, clock } = await setUp({ sendBy: () => end });
    stub.script = (_, response) => {
      clock.time = end;
      json(response, 201, {});
    };

    const [first, second] = await Promise.all([plain.request(comment, issue), client.request(comment, issue)]);

    expect([first, second].map(kindOf)).toEqual(['ok', 'withheld: lease']);
    expect(stub.seen).toHaveLength(1);
  });

  it('does not repeat a write that was refused for its token when its lease ran out meanwhile', async () => {
    const end = Date.UTC(2026, 10, 20, 12) + 1000;
    const { client, clock } = await setUp({ sendBy: () => end });
    stub.script = (_, response) => {
      clock.time = end;
      json(response, 401, { message: 'Bad credentials' });
    };

    expect(kindOf(await client.request(comment, issue))).toBe('withheld: lease');
    expect(stub.seen).toHaveLength(1);
  });

  it('gives its turn on when asking whether it may begin fails', async () => {
    const { client, plain } = await setUp({ mayBegin: () => Promise.reject(new Error('the store is gone')) });

    await expect(client.request(comment, issue)).rejects.toThrow('the store is gone');
    expect(kindOf(await plain.request(comment, issue))).toBe('ok');
  });
});

describe('a write whose turn is far away', () => {
  it('is told at once when it comes, and no worker waits for it', async () => {
    const { plain, clock } = await setUp({}, { writeSpacing: 1000 });
    const noon = clock.time;

    const all = await Promise.all([1, 2, 3, 4, 5].map(() => plain.request(comment, issue)));

    expect(all.map(kindOf)).toEqual(['ok', 'ok', 'ok', 'limited: writes', 'limited: writes']);
    expect(all[3]).toEqual({ failed: { kind: 'limited', which: 'writes', until: noon + 3000 } });
    expect(stub.seen).toHaveLength(3);
  });

  it('because the one before hangs is not waited for either', async () => {
    const { plain } = await setUp({}, { longestWait: 30, writeTimeout: 2000 });
    const arrived = Promise.withResolvers<() => void>();
    stub.script = (_, response) => arrived.resolve(() => json(response, 201, {}));

    const first = plain.request(comment, issue);
    const answer = await arrived.promise;
    const second = await plain.request(comment, issue);
    stub.script = (_, response) => json(response, 201, {});
    answer();

    expect(kindOf(second)).toBe('limited: writes');
    expect(kindOf(await first)).toBe('ok');
    expect(kindOf(await plain.request(comment, issue))).toBe('ok');
    expect(stub.seen).toHaveLength(2);
  });
});
