import { describe, expect, it } from '@jest/globals';
import { writeCommit } from '../../../src/forge/git/commit.ts';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';

const shop = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' as const } };
const pull = '/repos/acme/shop/pulls/1';

async function worldWithPull(): Promise<DomainWorld> {
  const world = await DomainWorld.with([shop]);
  await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n', message: 'First' });
  const content = Buffer.from('more\n').toString('base64');
  await world.done('alice', 'PUT /repos/acme/shop/contents/more.txt', { message: 'Second', content, branch: 'topic' });
  await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Topic', head: 'topic', base: 'main' });
  return world;
}

describe('the commits of a pull request', () => {
  it('are listed oldest first, in pages', async () => {
    const world = await worldWithPull();

    const commits = await world.done('bot', `GET ${pull}/commits`);
    const page = await world.rest('bot', `GET ${pull}/commits?per_page=1&page=2`);

    expect(commits.map(({ commit }: Json) => commit.message)).toEqual(['First', 'Second']);
    expect(commits[0].author.login).toBe('alice');
    expect(page.body).toEqual([commits[1]]);
    expect((await world.rest('bot', 'GET /repos/acme/shop/pulls/2/commits')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('are at most 250', async () => {
    const world = await DomainWorld.with([shop]);
    const { objects, refs } = world.repo('shop').git;
    const main = refs.read('refs/heads/main')!;
    const tree = (await world.done('bot', `GET /repos/acme/shop/git/commits/${main}`)).tree.sha;
    const author = { name: 'alice', email: 'alice@example.com', at: world.clock.now() };
    let tip = main;
    for (let made = 0; made < 260; made += 1)
      tip = writeCommit(objects, { tree, parents: [tip], author, committer: author, message: `Commit ${made}` });
    refs.compareAndSwap('refs/heads/topic', undefined, tip);
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Topic', head: 'topic', base: 'main' });

    const last = await world.rest('bot', `GET ${pull}/commits?per_page=100&page=3`);

    expect(last.body).toHaveLength(50);
    expect(last.body.at(-1).commit.message).toBe('Commit 249');
    expect(last.headers.get('link')).not.toContain('rel="next"');
    expect((await world.done('bot', `GET ${pull}`)).commits).toBe(260);
    expect(world.breaches()).toEqual([]);
  });
});

describe('whether a pull request is merged', () => {
  it('is told by the status alone', async () => {
    const world = await worldWithPull();

    expect((await world.rest('bot', `GET ${pull}/merge`)).status).toBe(404);
    await world.done('bot', `GET ${pull}`);
    world.clock.advance(5_000);
    await world.done('alice', `PUT ${pull}/merge`);

    expect(await world.rest('bot', `GET ${pull}/merge`)).toMatchObject({ status: 204, body: undefined });
    expect((await world.rest('bot', 'GET /repos/acme/shop/pulls/2/merge')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the reviews of a pull request', () => {
  it('are read one by one', async () => {
    const world = await worldWithPull();
    const review = await world.done('bot', `POST ${pull}/reviews`, { event: 'APPROVE', body: 'Good.' });

    expect(await world.done('alice', `GET ${pull}/reviews/${review.id}`)).toEqual(review);
    expect((await world.rest('alice', `GET ${pull}/reviews/${review.id + 1}`)).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('have no comments on lines', async () => {
    const world = await worldWithPull();

    expect(await world.rest('bot', `GET ${pull}/comments?sort=created`)).toMatchObject({ status: 200, body: [] });
    expect((await world.rest('bot', 'GET /repos/acme/shop/pulls/2/comments')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});
