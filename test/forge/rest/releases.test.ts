import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';

async function shopWorld() {
  const world = await DomainWorld.with([
    { fullName: 'acme/shop', private: false, files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } },
    { fullName: 'acme/empty' },
  ]);
  // What is delivered is held against the description.
  world.forge.state.app.events.push('release');
  const { refs } = world.repo('shop').git;
  const release = async (body: object) => world.rest('bot', 'POST /repos/acme/shop/releases', body);
  const released = async (body: object) => world.done('bot', 'POST /repos/acme/shop/releases', body);
  return { world, refs, release, released };
}

const validation = (error: object) => ({
  message: 'Validation Failed',
  errors: [expect.objectContaining({ resource: 'Release', ...error })],
});

describe('a release', () => {
  it('makes its tag, which everybody hears of as of a push', async () => {
    const { world, refs, release } = await shopWorld();

    const { status, headers, body } = await release({ tag_name: 'v1', name: 'One', body: 'First words' });

    expect(status).toBe(201);
    expect(headers.get('location')).toBe(body.url);
    expect(body).toMatchObject({
      tag_name: 'v1',
      target_commitish: 'main',
      name: 'One',
      body: 'First words',
      draft: false,
      prerelease: false,
      author: { login: 'sluice[bot]' },
      assets: [],
      html_url: expect.stringMatching(/\/acme\/shop\/releases\/tag\/v1$/),
    });
    expect(refs.read('refs/tags/v1')).toBe(refs.read('refs/heads/main'));
    expect(world.heard()).toEqual(['create', 'push', 'release.created', 'release.published', 'release.released']);
    expect(world.breaches()).toEqual([]);
  });

  it('takes the tag that exists, whatever target it names', async () => {
    const { world, refs, released } = await shopWorld();
    const first = refs.read('refs/heads/main')!;
    await world.done('bot', 'POST /repos/acme/shop/git/refs', { ref: 'refs/tags/v1', sha: first });
    await world.branch('alice', 'shop', { name: 'next', path: 'pin.txt', text: 'two\n' });
    world.heard();

    await released({ tag_name: 'v1', target_commitish: 'next' });

    expect(refs.read('refs/tags/v1')).toBe(first);
    expect(world.heard()).toEqual(['release.created', 'release.published', 'release.released']);
  });

  it('is told apart from a pre-release', async () => {
    const { world, released } = await shopWorld();
    const { id } = await released({ tag_name: 'v1-rc', prerelease: true });
    const before = world.heard();

    await world.done('bot', `PATCH /repos/acme/shop/releases/${id}`, { prerelease: false });

    expect(before.slice(2)).toEqual(['release.created', 'release.published', 'release.prereleased']);
    expect(world.heard()).toEqual(['release.released']);
    expect(world.breaches()).toEqual([]);
  });

  it('is found by its number and by its tag, and is listed newest first', async () => {
    const { world, released } = await shopWorld();
    const first = await released({ tag_name: 'v1' });
    const second = await released({ tag_name: 'v2' });

    const list = await world.rest('eve', 'GET /repos/acme/shop/releases?per_page=1');
    const byNumber = await world.done('eve', `GET /repos/acme/shop/releases/${first.id}`);
    const byTag = await world.done('eve', 'GET /repos/acme/shop/releases/tags/v2');
    const none = await world.rest('eve', 'GET /repos/acme/shop/releases/tags/v3');

    expect(list.body).toEqual([second]);
    expect(list.headers.get('link')).toContain('rel="next"');
    expect([byNumber, byTag]).toEqual([first, second]);
    expect(none.status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('keeps new words and tells what they were', async () => {
    const { world, released } = await shopWorld();
    const { id } = await released({ tag_name: 'v1', name: 'One', body: 'First words' });
    world.emitted.splice(0);

    const changed = await world.done('bot', `PATCH /repos/acme/shop/releases/${id}`, { body: 'Other words' });

    expect(changed).toMatchObject({ name: 'One', body: 'Other words' });
    expect(world.forge.hooks.pending.at(-1)).toMatchObject({ event: 'release', action: 'edited' });
    expect(world.emitted).toMatchObject([
      { event: 'release', action: 'edited', payload: { changes: { body: { from: 'First words' } } } },
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('lists what was merged since the one before when it is asked to', async () => {
    const { world, released } = await shopWorld();
    await released({ tag_name: 'v1' });
    await world.branch('alice', 'shop', { name: 'next', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Pin two', head: 'next', base: 'main' });
    await world.done('alice', 'PUT /repos/acme/shop/pulls/1/merge');

    const { name, body } = await released({ tag_name: 'v2', body: 'Ours.', generate_release_notes: true });

    expect(name).toBe('v2');
    expect(body).toMatch(/^Ours\.\n\n## What's Changed\n\* Pin two by @alice in \S+\/acme\/shop\/pull\/1\n/);
    expect(body).toMatch(/\*\*Full Changelog\*\*: \S+\/acme\/shop\/compare\/v1\.\.\.v2$/);
  });
});

describe('a release that becomes a draft again', () => {
  it('is taken back, which is told, and the one before is the latest', async () => {
    const { world, refs, released } = await shopWorld();
    await released({ tag_name: 'v1' });
    const { id } = await released({ tag_name: 'v2' });
    world.heard();

    const taken = await world.done('bot', `PATCH /repos/acme/shop/releases/${id}`, { draft: true });
    const heard = world.heard();
    const latest = await world.done('bot', 'GET /repos/acme/shop/releases/latest');
    const again = await world.done('bot', `PATCH /repos/acme/shop/releases/${id}`, { draft: false });

    expect(taken).toMatchObject({ draft: true, published_at: null, tag_name: 'v2' });
    expect([latest.tag_name, refs.read('refs/tags/v2') !== undefined]).toEqual(['v1', true]);
    expect(again).toMatchObject({ draft: false, published_at: expect.any(String) });
    expect([heard, world.heard()]).toEqual([['release.unpublished'], ['release.published', 'release.released']]);
    await world.forge.hooks.pump();
    expect(world.breaches()).toEqual([]);
  });
});

describe('a release is refused', () => {
  it('when its tag has one, is none, or has nothing to stand on', async () => {
    const { world, refs, release, released } = await shopWorld();
    await released({ tag_name: 'v1' });
    world.heard();

    const again = await release({ tag_name: 'v1' });
    const odd = await release({ tag_name: 'v 2' });
    const nowhere = await release({ tag_name: 'v2', target_commitish: 'none' });
    const empty = await world.rest('bot', 'POST /repos/acme/empty/releases', { tag_name: 'v1' });

    expect([again, odd, nowhere, empty].map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(again.body).toMatchObject(validation({ code: 'already_exists', field: 'tag_name' }));
    expect(odd.body).toMatchObject(validation({ message: 'tag_name is not well-formed' }));
    expect(nowhere.body).toMatchObject(validation({ code: 'invalid', field: 'target_commitish' }));
    expect(empty.body).toMatchObject(validation({ message: 'Repository is empty.' }));
    expect([...refs.list('refs/tags/').keys()]).toEqual(['refs/tags/v1']);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('to who may not write', async () => {
    const { world } = await shopWorld();

    const { status } = await world.rest('eve', 'POST /repos/acme/shop/releases', { tag_name: 'v1' });

    expect(status).toBe(403);
  });
});

describe('a draft', () => {
  it('has no tag and is for those who may push', async () => {
    const { world, refs, released } = await shopWorld();

    const draft = await released({ tag_name: 'v1', draft: true });
    const seen = await world.done('alice', 'GET /repos/acme/shop/releases');
    const unseen = await world.done('eve', 'GET /repos/acme/shop/releases');
    const asked = await world.rest('eve', `GET /repos/acme/shop/releases/${draft.id}`);
    const byTag = await world.rest('alice', 'GET /repos/acme/shop/releases/tags/v1');

    expect(draft).toMatchObject({ draft: true, published_at: null, tarball_url: null });
    expect(draft.html_url).toMatch(/\/releases\/tag\/untagged-[0-9a-f]{20}$/);
    expect([...refs.list('refs/tags/')]).toEqual([]);
    expect([seen, unseen]).toEqual([[draft], []]);
    expect([asked.status, byTag.status]).toEqual([404, 404]);
    expect(world.heard()).toEqual(['release.created']);
    expect(world.breaches()).toEqual([]);
  });

  it('gets its tag when it is published', async () => {
    const { world, refs, released } = await shopWorld();
    const { id } = await released({ tag_name: 'v1', draft: true });
    world.heard();

    const published = await world.done('bot', `PATCH /repos/acme/shop/releases/${id}`, { draft: false });

    expect(published).toMatchObject({ draft: false, published_at: expect.any(String) });
    expect(refs.read('refs/tags/v1')).toBe(refs.read('refs/heads/main'));
    expect(world.heard()).toEqual(['create', 'push', 'release.published', 'release.released']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a change of a release', () => {
  it('that is refused changes nothing', async () => {
    const { world, refs, released } = await shopWorld();
    await released({ tag_name: 'v1' });
    const draft = await released({ tag_name: 'v1', target_commitish: 'none', draft: true });
    world.heard();
    const path = `/repos/acme/shop/releases/${draft.id}`;

    const taken = await world.rest('bot', `PATCH ${path}`, { draft: false });
    const nowhere = await world.rest('bot', `PATCH ${path}`, { draft: false, tag_name: 'v2', body: 'Words' });

    expect(taken.body).toMatchObject(validation({ code: 'already_exists', field: 'tag_name' }));
    expect(nowhere.body).toMatchObject(validation({ code: 'invalid', field: 'target_commitish' }));
    expect(await world.done('bot', `GET ${path}`)).toEqual(draft);
    expect([[...refs.list('refs/tags/').keys()], world.heard()]).toEqual([['refs/tags/v1'], []]);
  });
});

describe('the latest release', () => {
  const tagOfLatest = async (world: DomainWorld) =>
    (await world.rest('bot', 'GET /repos/acme/shop/releases/latest')).body.tag_name;

  it('is none before there is one, and never a draft or a pre-release', async () => {
    const { world, released } = await shopWorld();
    await released({ tag_name: 'v1', draft: true });
    await released({ tag_name: 'v2', prerelease: true });

    const { status, body } = await world.rest('bot', 'GET /repos/acme/shop/releases/latest');

    expect([status, body.message]).toEqual([404, 'Not Found']);
    expect(world.breaches()).toEqual([]);
  });

  it('is the one published last unless somebody says otherwise', async () => {
    const { world, released } = await shopWorld();
    await released({ tag_name: 'v2' });
    await released({ tag_name: 'v1.1', make_latest: 'false' });
    const kept = await tagOfLatest(world);
    const { id } = await released({ tag_name: 'v3' });
    const moved = await tagOfLatest(world);

    await world.done('bot', `PATCH /repos/acme/shop/releases/${id}`, { prerelease: true });

    expect([kept, moved, await tagOfLatest(world)]).toEqual(['v2', 'v3', 'v1.1']);
  });
});
