import { describe, expect, it } from '@jest/globals';
import type { CallDo } from '../../../src/forge/faults/rule.ts';
import { DomainWorld } from '../domain-world.ts';

const issues = 'GET /repos/acme/shop/issues?state=all&direction=asc';
const look = `query Look($most: Int = 50) { repository(owner: "acme", name: "shop") {
  issues(first: $most) { totalCount nodes { title state } pageInfo { hasNextPage endCursor } }
  pullRequest(number: 1) { mergeable } } }`;

async function withIssues(count: number) {
  const world = await DomainWorld.with([
    { fullName: 'acme/shop', files: { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' }, roles: { alice: 'admin' } },
    { fullName: 'acme/other', files: { 'a.txt': 'a\n' }, roles: { alice: 'write' } },
  ]);
  const opens = async (title: string, repo = 'shop') =>
    world.done('alice', `POST /repos/acme/${repo}/issues`, { title });
  const titles = async () => (await world.done('alice', issues)).map(({ title }: { title: string }) => title);
  const asked = async () => (await world.graphql('alice', look)).data.repository;
  const fails = (operation: string, what: CallDo, more = {}) =>
    world.forge.faults.add({ operation, ...more, do: what });
  for (let number = 1; number <= count; number += 1) await opens(`${number}`);
  return { world, opens, titles, asked, fails };
}

describe('a stale read', () => {
  it('shows the repository as it was so many writes ago, over REST and GraphQL alike', async () => {
    const { world, opens, titles, asked, fails } = await withIssues(1);
    const end = fails('*', { stale: { writes: 2 } }, { repo: 'acme/shop' });
    await opens('two');
    await world.done('alice', 'PATCH /repos/acme/shop/issues/1', { state: 'closed' });
    await opens('three');

    expect(await titles()).toEqual(['1', 'two']);
    expect((await asked()).issues.nodes).toEqual([
      { title: '1', state: 'OPEN' },
      { title: 'two', state: 'OPEN' },
    ]);

    end();
    expect(await titles()).toEqual(['1', 'two', 'three']);
    expect((await asked()).issues.nodes[0]).toEqual({ title: '1', state: 'CLOSED' });
    expect(world.breaches()).toEqual([]);
  });

  it('is of the repository that a rule names, also in a query about several', async () => {
    const { world, opens, fails } = await withIssues(0);
    const count = (name: string) => `repository(owner: "acme", name: "${name}") { issues { totalCount } }`;
    fails('*', { stale: { writes: 1 } }, { repo: 'acme/other' });
    await opens('one');
    await opens('one', 'other');

    const { data } = await world.graphql('alice', `{ shop: ${count('shop')} other: ${count('other')} }`);

    expect(data).toEqual({ shop: { issues: { totalCount: 1 } }, other: { issues: { totalCount: 0 } } });
    expect(world.forge.faults.records).toMatchObject([{ seen: 1, struck: 1 }]);
    expect(world.breaches()).toEqual([]);
  });

  it('shows what was under the name of now', async () => {
    const { world, fails } = await withIssues(1);
    fails('*', { stale: { writes: 1 } });
    await world.done('alice', 'PATCH /repos/acme/shop', { name: 'store' });

    const { full_name: name } = await world.done('alice', 'GET /repos/acme/store');
    const [issue] = await world.done('alice', 'GET /repos/acme/store/issues');

    expect([name, issue.html_url]).toEqual(['acme/store', expect.stringMatching(/\/acme\/store\/issues\/1$/)]);
    expect(world.forge.faults.records).toMatchObject([{ struck: 2 }]);
    expect(world.breaches()).toEqual([]);
  });

  it('counts no write that was refused, and none to another repository', async () => {
    const { world, opens, titles, fails } = await withIssues(1);
    fails('issues/list-for-repo', { stale: { writes: 1 } });
    await opens('two');
    await opens('elsewhere', 'other').catch(() => undefined);
    await world.rest('alice', 'POST /repos/acme/shop/issues', { title: '' });

    expect(await titles()).toEqual(['1']);
  });

  it('shows branches and files of then', async () => {
    const { world, fails } = await withIssues(0);
    const tip = async () => (await world.done('alice', 'GET /repos/acme/shop/git/ref/heads/main')).object.sha as string;
    const before = await tip();
    const end = fails('*', { stale: { ms: 5_000 } });
    world.clock.advance(1_000);
    await world.done('alice', 'PUT /repos/acme/shop/contents/new.txt', { message: 'New', content: 'eA==' });
    const file = () => world.rest('alice', 'GET /repos/acme/shop/contents/new.txt');

    world.clock.advance(4_999);
    expect([await tip(), (await file()).status]).toEqual([before, 404]);
    world.clock.advance(1);
    expect([(await tip()) === before, (await file()).status]).toEqual([false, 200]);
    end();
  });

  it('holds back for so long and no longer where the rule says so', async () => {
    const { world, opens, titles, fails } = await withIssues(1);
    fails('issues/list-for-repo', { stale: { writes: 1, within: 60_000 } });
    await opens('two');

    world.clock.advance(59_999);
    expect(await titles()).toEqual(['1']);
    world.clock.advance(1);
    expect(await titles()).toEqual(['1', 'two']);
  });

  it('is answered with the present where there has been no write', async () => {
    const { world, titles, fails } = await withIssues(1);
    fails('issues/list-for-repo', { stale: { writes: 1 } });

    expect(await titles()).toEqual(['1']);
    expect(world.forge.faults.records).toMatchObject([{ seen: 1, struck: 0 }]);
  });

  it('knows only of writes since there was a rule', async () => {
    const { opens, titles, fails } = await withIssues(1);
    const end = fails('issues/list-for-repo', { stale: { writes: 1 } });
    await opens('two');
    end();
    await opens('three');
    fails('issues/list-for-repo', { stale: { writes: 1 } });

    expect(await titles()).toEqual(['1', 'two', 'three']);
    await opens('four');
    expect(await titles()).toEqual(['1', 'two', 'three']);
  });

  it('leaves what is written to the present', async () => {
    const { world, opens, fails } = await withIssues(0);
    const end = fails('*', { stale: { writes: 1 } });
    const { number } = await opens('one');

    expect((await world.rest('alice', `GET /repos/acme/shop/issues/${number}`)).status).toBe(404);
    await world.done('alice', `PATCH /repos/acme/shop/issues/${number}`, { title: 'other' });
    await world.done('alice', `PATCH /repos/acme/shop/issues/${number}`, { title: 'third' });

    expect((await world.done('alice', `GET /repos/acme/shop/issues/${number}`)).title).toBe('other');
    end();
    expect((await world.done('alice', `GET /repos/acme/shop/issues/${number}`)).title).toBe('third');
  });
});

describe('what is not there yet', () => {
  it('is 404 and null with NOT_FOUND, until it is old enough', async () => {
    const { world, opens, fails } = await withIssues(0);
    fails('*', { notYet: 2_000 });
    const { number, node_id: id } = await opens('one');
    const read = () => world.rest('alice', `GET /repos/acme/shop/issues/${number}`);
    const node = () => world.graphql('alice', 'query Node($id: ID!) { node(id: $id) { id } }', { id });

    expect((await read()).status).toBe(404);
    expect(await node()).toMatchObject({ data: { node: null }, errors: [{ type: 'NOT_FOUND' }] });
    world.clock.advance(2_000);

    expect((await read()).status).toBe(200);
    expect(await node()).toEqual({ data: { node: { id } } });
  });
});

describe('a commit that was just made', () => {
  it('is found neither by its branch nor by its id, until it is old enough', async () => {
    const { world, fails } = await withIssues(0);
    fails('*', { notYet: 2_000 });
    const put = { message: 'New', content: 'eA==' };
    const { commit } = await world.done('alice', 'PUT /repos/acme/shop/contents/new.txt', put);
    const read = async () => (await world.rest('alice', `GET /repos/acme/shop/commits/${commit.sha}`)).status;
    const object =
      'query O($oid: GitObjectID) { repository(owner: "acme", name: "shop") { object(oid: $oid) { oid } } }';
    const node = async () => (await world.graphql('alice', object, { oid: commit.sha })).data.repository.object;

    expect([await read(), await node()]).toEqual([422, null]);
    world.clock.advance(2_000);

    expect([await read(), await node()]).toEqual([200, { oid: commit.sha }]);
  });
});

describe('unknown mergeability', () => {
  it('lasts as many reads as asked, and then GitHub knows', async () => {
    const { world, asked, fails } = await withIssues(0);
    await world.branch('alice', 'shop', { name: 'bump', path: 'a.txt', text: 'z\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });
    await world.done('alice', 'GET /repos/acme/shop/pulls/1');
    world.clock.advance(10_000);
    fails('*', { unmergeable: 3 });
    const rest = async () => (await world.done('alice', 'GET /repos/acme/shop/pulls/1')).mergeable;

    expect([await rest(), (await asked()).pullRequest.mergeable, await rest()]).toEqual([null, 'UNKNOWN', null]);
    expect([await rest(), (await asked()).pullRequest.mergeable]).toEqual([true, 'MERGEABLE']);
    expect(world.forge.faults.records).toMatchObject([{ struck: 3 }]);
  });
});

describe('a truncated list', () => {
  it('of REST says that there is more, and the links lead to all of it', async () => {
    const { world, fails } = await withIssues(5);
    fails('issues/list-for-repo', { truncate: 2 });
    const found: string[] = [];

    let next: string | undefined = `${issues}&per_page=100`;
    while (next !== undefined) {
      const { body, headers } = await world.rest('alice', next);
      found.push(...body.map(({ title }: { title: string }) => title));
      const link = /<http:\/\/[^/]+([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
      next = link === undefined ? undefined : `GET ${link}`;
    }

    expect(found).toEqual(['1', '2', '3', '4', '5']);
    expect(world.forge.faults.records).toMatchObject([{ seen: 3, struck: 1 }]);
  });

  it('of GraphQL has a next page, whether its size is written or a variable', async () => {
    const { world, asked, fails } = await withIssues(5);
    fails('graphql:Look', { truncate: 2 });
    const given = (await world.graphql('alice', look, { most: 3 })).data.repository;

    for (const { issues: list } of [await asked(), given]) {
      expect(list.nodes).toHaveLength(2);
      expect(list).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true } });
    }
    expect(world.breaches()).toEqual([]);
  });

  it('of files says that it is truncated', async () => {
    const { world, fails } = await withIssues(0);
    fails('git/get-tree', { truncate: 2 });

    const { tree, truncated } = await world.done('alice', 'GET /repos/acme/shop/git/trees/main');

    expect([tree.length, truncated]).toEqual([2, true]);
  });

  it('leaves what is no list, and what is no document, as it is', async () => {
    const { world, fails } = await withIssues(1);
    fails('*', { truncate: 1 });

    expect((await world.rest('alice', 'GET /repos/acme/shop')).status).toBe(200);
    expect(world.breaches()).toEqual([]);
    expect((await world.graphql('alice', '{')).errors).toHaveLength(1);
    expect(world.breaches()).toEqual([expect.stringContaining('request graphql:invalid')]);
    expect(world.breaches()).toEqual([expect.stringMatching(/^request graphql:invalid {2}Syntax Error/)]);
    expect(world.forge.faults.records).toMatchObject([{ seen: 2, struck: 0 }]);
  });

  it('is none where no more was asked for: that there is more is the plain truth', async () => {
    const { world, fails } = await withIssues(3);
    fails('*', { truncate: 2 });
    const query = `query P { repository(owner: "acme", name: "shop") {
      issues(first: 2) { nodes { title } pageInfo { hasNextPage } } } }`;

    expect((await world.rest('alice', `${issues}&per_page=1`)).headers.get('link')).toContain('rel="next"');
    await world.graphql('alice', query);

    expect(world.forge.faults.records).toMatchObject([{ seen: 2, struck: 0 }]);
    expect(world.breaches()).toEqual([]);
  });

  it('that was short anyway strikes nothing', async () => {
    const { world, titles, fails } = await withIssues(2);
    fails('issues/list-for-repo', { truncate: 2 });

    expect(await titles()).toEqual(['1', '2']);
    expect(world.forge.faults.records).toMatchObject([{ seen: 1, struck: 0 }]);
  });
});

describe('a field that fails', () => {
  it('is null, with an error that says where, and the rest of the answer stands', async () => {
    const { world, fails } = await withIssues(1);
    fails('graphql:Look', { failField: ['rep', 'pullRequest'] }, { nth: 1 });
    fails('graphql:Look', { failField: ['repository', 'discussions'] }, { nth: 2 });

    expect(await world.graphql('alice', look)).toMatchObject({
      data: { repository: { issues: { totalCount: 1 }, pullRequest: null } },
      errors: expect.arrayContaining([{ path: ['repository', 'pullRequest'], message: 'Something went wrong' }]),
    });
    await world.graphql('alice', look);
    expect(world.forge.faults.records).toMatchObject([{ struck: 1 }, { seen: 2, struck: 0 }]);
  });
});
