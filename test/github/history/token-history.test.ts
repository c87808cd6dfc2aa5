import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { known } from '../../../src/core/answer.ts';
import type { Classification } from '../../../src/core/changelog/history.ts';
import { commitSha, repoName } from '../../../src/core/names.ts';
import { tokenHistory } from '../../../src/github/token-history.ts';
import { json, stubServer, type Stub } from '../client-stub.ts';

const SHOP = repoName('acme/shop');
const [from, to] = [commitSha('a'.repeat(40)), commitSha('b'.repeat(40))];

let stub: Stub;
beforeEach(async () => {
  stub = await stubServer();
});
afterEach(() => stub.close());

/** What is told of a range with a clone beside the token that answers so. */
const rangeBeside = (classification: Classification): Promise<unknown> => {
  const clone = { range: () => Promise.resolve(known({ classification, commits: [], removed: [] })) };
  return tokenHistory({ token: 'secret', apiUrl: stub.url, ranges: clone }).range(SHOP, from, to);
};

describe('the history of a token with a clone beside it', () => {
  it.each(['unknown-new', 'unknown-old'] as const)('asks GitHub for what the clone lacks (%s)', async (lacks) => {
    stub.script = (_, response) =>
      json(response, 200, { data: { r0: null }, errors: [{ type: 'NOT_FOUND', path: ['r0'], message: 'Not found' }] });

    expect(await rangeBeside(lacks)).toMatchObject({ unknown: 'acme/shop cannot be seen' });
    expect(stub.seen.map(({ path }) => path)).toEqual(['/graphql']);
  });

  it('asks the clone alone for what that has', async () => {
    expect(await rangeBeside('forward')).toMatchObject({ known: { classification: 'forward' } });
    expect(stub.seen).toEqual([]);
  });
});
