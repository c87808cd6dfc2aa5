import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { mergeKey } from '../../../src/core/changelog/merge-key.ts';
import { commitSha, repoName } from '../../../src/core/names.ts';
import { closeSharedStore, World } from '../world.ts';

const PAYMENTS = repoName('acme/payments');
const PLATFORM = repoName('acme/platform');

let world: World;
afterEach(async () => world.end());
afterAll(closeSharedStore);

describe('the webhook of a merge', () => {
  it('is remembered under the commit that it made, until the index names it', async () => {
    world = await World.with();

    const { commit, number } = await world.merges('Retry transfers', { body: 'Fixes #14' });
    await world.settled();

    const key = mergeKey(PAYMENTS, commitSha(commit));
    expect((await world.store.cache.get([key])).get(key)).toMatchObject({
      number,
      title: 'Retry transfers',
      body: 'Fixes #14',
      author: 'ada',
      mergeCommit: commit,
    });
  });

  it('is not remembered in a repository of which nothing is released', async () => {
    world = await World.with();
    const ada = world.person('ada');
    const change = { branch: 'words', title: 'Words', body: '', path: 'README.md', text: 'words\n' };
    const number = await ada.proposes(PLATFORM, change);

    const commit = await ada.merges(PLATFORM, number);
    await world.settled();

    expect(await world.store.cache.get([mergeKey(PLATFORM, commitSha(commit))])).toEqual(new Map());
  });
});
