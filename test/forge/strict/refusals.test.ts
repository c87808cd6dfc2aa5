import { describe, expect, it } from '@jest/globals';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import { addRepo, appJwt, call, install, keys, origin, startKernel } from '../kernel.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n', '.github/workflows/ci.yml': 'on: push\n' },
  roles: { alice: 'write' },
};
const base64 = (text: string) => Buffer.from(text).toString('base64');
const withShop = async () => DomainWorld.with([shop]);

const day = 24 * 60 * 60 * 1000;

describe('texts that are too long', () => {
  it('are refused as a title, by REST and by GraphQL', async () => {
    const world = await withShop();
    await world.branch('alice', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
    const title = 'x'.repeat(257);
    const input = { repositoryId: repository.id, baseRefName: 'main', headRefName: 'bump', title };

    const rest = await world.rest('bot', 'POST /repos/acme/shop/pulls', { title, head: 'bump', base: 'main' });
    const { errors } = await world.graphql(
      'bot',
      'mutation($input: CreatePullRequestInput!) { createPullRequest(input: $input) { pullRequest { id } } }',
      { input },
    );

    const message = 'title is too long (maximum is 256 characters)';
    expect([rest.status, rest.body.errors[0].message]).toEqual([422, message]);
    expect(errors).toMatchObject([{ type: 'UNPROCESSABLE', message: 'Title is too long (maximum is 256 characters)' }]);
    expect(world.repo('shop').issues.size).toBe(0);
    await world.done('bot', 'POST /repos/acme/shop/pulls', { title: 'x'.repeat(256), head: 'bump', base: 'main' });
  });

  it.each([
    ['description', 140],
    ['context', 255],
  ])('are refused as the %s of a status, from %i characters on', async (field, most) => {
    const world = await withShop();
    const path = `POST /repos/acme/shop/statuses/${world.repo('shop').git.refs.read('refs/heads/main')}`;
    const ask = async (length: number) => world.rest('alice', path, { state: 'success', [field]: 'x'.repeat(length) });

    expect((await ask(most)).status).toBe(201);
    expect((await ask(most + 1)).status).toBe(422);
    expect(world.breaches()).toEqual([]);
  });
});

describe('merging a change of workflows', () => {
  async function proposed(world: DomainWorld) {
    await world.branch('alice', 'shop', { name: 'ci', path: '.github/workflows/ci.yml', text: 'on: pull_request\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'CI', head: 'ci', base: 'main' });
  }

  it('needs a permission of its own', async () => {
    const world = await withShop();
    await proposed(world);

    const { status, body } = await world.rest('bot', 'PUT /repos/acme/shop/pulls/1/merge', {});

    expect([status, body.message]).toEqual([403, expect.stringContaining('without `workflows` permission')]);
    await world.done('alice', 'PUT /repos/acme/shop/pulls/1/merge', {});
  });

  it('goes with that permission', async () => {
    const permissions = { contents: 'write', pull_requests: 'write', workflows: 'write' } as const;
    const world = await DomainWorld.with([shop], { permissions });
    await proposed(world);

    expect((await world.rest('bot', 'PUT /repos/acme/shop/pulls/1/merge', {})).status).toBe(200);
  });
});

describe('the headers of a call', () => {
  it('must name the client', async () => {
    const { forge } = startKernel();

    const response = await forge.fetch(`${origin}/`);

    expect(response.status).toBe(403);
    expect(await response.text()).toContain('make sure your request has a User-Agent header');
  });

  it('may name the version of the API that the forge speaks, and no other', async () => {
    const world = await withShop();
    const ask = async (version: string) => {
      const headers = { 'x-github-api-version': version };
      return (await call(world.forge, 'GET /repos/acme/shop', { as: world.forge.personToken('alice'), headers }))
        .status;
    };

    expect([await ask('2022-11-28'), await ask('2021-01-01')]).toEqual([200, 400]);
  });
});

describe('a connection', () => {
  it.each([
    ['labels(first: 0) { totalCount }', 'UNPROCESSABLE'],
    ['labels(last: -1) { nodes { name } }', 'UNPROCESSABLE'],
    ['labels(first: 101) { totalCount }', 'EXCESSIVE_PAGINATION'],
    ['labels { nodes { name } }', 'MISSING_PAGINATION_BOUNDARIES'],
  ])('asked for %s is refused', async (field, type) => {
    const world = await withShop();

    const { errors } = await world.graphql('bot', `{ repository(owner: "acme", name: "shop") { ${field} } }`);

    expect(errors).toMatchObject([{ type }]);
  });

  it('tells its total without bounds', async () => {
    const world = await withShop();
    const asked = '{ repository(owner: "acme", name: "shop") { labels { totalCount } } }';

    expect((await world.query('bot', asked)).repository.labels.totalCount).toBe(0);
  });
});

describe('variables of the wrong type', () => {
  const asked =
    'query($name: String!, $oid: GitObjectID) { repository(owner: "acme", name: $name) { object(oid: $oid) { oid } } }';

  it.each([
    ['a number for a text', { name: 5 }],
    ['no value for what must be there', {}],
    ['a list for an object', []],
    ['a text for an object', 'name'],
    ['what is no object id', { name: 'shop', oid: 'main' }],
    ['a number for an object id', { name: 'shop', oid: 7 }],
  ])('%s is an error of the answer, not of the server', async (_, variables) => {
    const world = await withShop();

    const { data, errors } = await world.graphql('bot', asked, variables);

    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(world.breaches()).toEqual([expect.stringMatching(/^request graphql:repository /)]);
  });
});

describe('a comparison with a branch that is not there', () => {
  it('is null beside an error', async () => {
    const world = await withShop();

    const { data, errors } = await world.graphql(
      'bot',
      '{ repository(owner: "acme", name: "shop") { ref(qualifiedName: "refs/heads/main") { name compare(headRef: "gone") { aheadBy } } } }',
    );

    expect(data.repository.ref).toEqual({ name: 'main', compare: null });
    expect(errors).toMatchObject([{ type: 'NOT_FOUND', path: ['repository', 'ref', 'compare'] }]);
  });
});

describe('a delivery', () => {
  it('is neither listed nor sent again after three days', async () => {
    const webhook = { url: 'http://bot.test/hook', secret: 'shared' };
    const permissions = { contents: 'write' } as const;
    const app = { slug: 'sluice', id: 7, publicKey: keys.publicKey, permissions, events: ['push'], webhook };
    const { forge, clock, wall } = startKernel({ app });
    install(forge, [addRepo(forge, 'acme/shop')]);
    forge.hooks.deliver = async () => 500;
    forge.state.emit({ event: 'ping', sender: forge.state.app.owner, payload: {} });
    await forge.hooks.pump();
    const [{ id } = { id: 0 }] = forge.hooks.log;
    const statuses = async () => {
      const as = appJwt(wall.now());
      const list = await call(forge, 'GET /app/hook/deliveries', { as });
      const one = await call(forge, `GET /app/hook/deliveries/${id}`, { as });
      const again = await call(forge, `POST /app/hook/deliveries/${id}/attempts`, { as });
      return [((await list.json()) as unknown[]).length, one.status, again.status];
    };

    clock.advance(3 * day);
    expect(await statuses()).toEqual([1, 200, 202]);
    clock.advance(1);
    expect(await statuses()).toEqual([0, 404, 404]);
  });
});

describe('a commit of the bot', () => {
  it('has no user as its author, a commit of a person has', async () => {
    const world = await withShop();
    for (const [as, name] of [
      ['bot', 'by-bot'],
      ['alice', 'by-alice'],
    ] as const)
      await world.branch(as, 'shop', { name, path: `${name}.txt`, text: base64(name) });

    const { repository } = await world.query(
      'bot',
      `{ repository(owner: "acme", name: "shop") { ${['bot', 'alice']
        .map(
          (who) =>
            `${who}: object(expression: "by-${who}") { ... on Commit { author { user { login } } authors(first: 1) { nodes { user { login } } } } }`,
        )
        .join(' ')} } }`,
    );

    expect(repository.bot).toEqual({ author: { user: null }, authors: { nodes: [{ user: null }] } });
    expect(repository.alice.author.user).toEqual({ login: 'alice' });
  });
});
