import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, jest } from '@jest/globals';
import { applyPush } from '../../../src/forge/domain/push.ts';
import { unsaidRefs } from '../../../src/forge/domain/push-events.ts';
import { zeroOid } from '../../../src/forge/domain/repos.ts';
import { commitForAccount } from '../../../src/forge/domain/commits.ts';
import { deliverWithin } from '../../../src/forge/events/delivery.ts';
import { readCommit } from '../../../src/forge/git/commit.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import { appJwt, call, noon } from '../kernel.ts';

const shop: RepoSpec = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } };
const withShop = async () => DomainWorld.with([shop]);

/** One push of the person that creates these refs at the tip of main. */
function creates(world: DomainWorld, refs: string[]): void {
  const repo = world.repo('shop');
  const after = repo.git.refs.read('refs/heads/main')!;
  const account = world.forge.state.accounts.get('alice')!;
  for (const ref of refs) repo.git.refs.compareAndSwap(ref, undefined, after);
  const commands = refs.map((ref) => ({ ref, before: zeroOid, after }));
  applyPush(world.forge.state, repo, commands, { kind: 'person', account });
}

describe('one push', () => {
  it('of three tags is told of, one of four tags is not, but for its branches [31]', async () => {
    const world = await withShop();
    const tags = (count: number, of: string) => Array.from({ length: count }, (_, index) => `refs/tags/${of}${index}`);

    creates(world, tags(3, 'a'));
    const three = world.heard();
    creates(world, [...tags(4, 'b'), 'refs/heads/next']);

    expect(three).toEqual(Array.from({ length: 3 }, () => ['create', 'push']).flat());
    expect(world.emitted.map(({ event, payload }) => [event, payload['ref']])).toEqual([
      ['create', 'next'],
      ['push', 'refs/heads/next'],
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('of more than 5,000 branches is not told of [31]', () => {
    const branches = Array.from({ length: 5001 }, (_, index) => `refs/heads/b${index}`);

    expect(unsaidRefs([...branches, 'refs/tags/v1'])).toEqual(new Set(branches));
    expect(unsaidRefs(branches.slice(1)).size).toBe(0);
  });

  it('lists 2,048 commits at most, the newest [31]', async () => {
    const world = await withShop();
    const { state } = world.forge;
    const repo = world.repo('shop');
    const account = state.accounts.get('alice')!;
    const before = repo.git.refs.read('refs/heads/main')!;
    const { tree } = readCommit(repo.git.objects, before);
    let after = before;
    for (let count = 1; count <= 2049; count += 1)
      after = commitForAccount(state, repo, { account, tree, parents: [after], message: `Commit ${count}` });
    repo.git.refs.compareAndSwap('refs/heads/main', before, after);

    applyPush(state, repo, [{ ref: 'refs/heads/main', before, after }], { kind: 'person', account });

    const { commits, head_commit: head } = world.emitted[0]!.payload as {
      commits: { id: string }[];
      head_commit: object;
    };
    expect(commits).toHaveLength(2048);
    expect([commits.at(-1)?.id, head]).toMatchObject([after, { id: after }]);
    expect(world.breaches()).toEqual([]);
  });

  it('that deletes a branch has no head commit, and zeros after it [31]', async () => {
    const world = await withShop();
    await world.branch('alice', 'shop', { name: 'gone', path: 'pin.txt', text: 'two\n' });
    world.heard();

    await world.done('alice', 'DELETE /repos/acme/shop/git/refs/heads/gone');

    const push = world.emitted.find(({ event }) => event === 'push');
    expect(push?.payload).toMatchObject({ deleted: true, head_commit: null, after: zeroOid, commits: [] });
    expect(world.breaches()).toEqual([]);
  });
});

describe('what the App does itself', () => {
  it('comes back to it, sent by its bot [32]', async () => {
    const world = await withShop();
    world.forge.hooks.pending.length = 0;

    await world.done('bot', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    await world.done('bot', 'POST /repos/acme/shop/issues/1/comments', { body: 'Hm' });

    const heard = world.forge.hooks.pending.map(({ event, body }) => {
      const { sender } = JSON.parse(body) as { sender: { login: string; type: string } };
      return [event, sender.login, sender.type];
    });
    expect(heard).toEqual([
      ['issues', 'sluice[bot]', 'Bot'],
      ['issue_comment', 'sluice[bot]', 'Bot'],
    ]);
  });
});

describe('a delivery that nobody answers in time', () => {
  it('is one that took github.com more than 10 seconds, and an Enterprise Server more than 30 [28]', async () => {
    const receiver = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const { deliver } = (await withShop()).forge.hooks;
    const timeout = jest.spyOn(AbortSignal, 'timeout');

    await deliver(url, {}, '{}');
    await deliver(url, { 'x-github-enterprise-host': 'github.acme.test' }, '{}');
    const waited = timeout.mock.calls;
    timeout.mockRestore();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));

    expect(waited).toEqual([[10_000], [30_000]]);
  });

  it.each([
    ['github.com', { cloud: 20, server: 60_000 }, {}],
    ['GitHub Enterprise Server', { cloud: 60_000, server: 20 }, { 'x-github-enterprise-host': 'github.acme.test' }],
  ])('is given up by %s after a time of its own [28]', async (_who, patience, headers) => {
    const receiver = createServer(() => undefined);
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;

    const delivered = deliverWithin(patience)(`http://127.0.0.1:${port}/`, headers, '{}');

    await expect(delivered).rejects.toMatchObject({ name: 'TimeoutError' });
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  it('is listed as timed out and never sent again by itself, only when asked, with its guid [28]', async () => {
    const world = await withShop();
    const { forge } = world;
    forge.hooks.pending.length = 0;
    const guids: (string | undefined)[] = [];
    forge.hooks.deliver = async (_url, headers) => {
      guids.push(headers['x-github-delivery']);
      if (guids.length > 1) return 200;
      throw Object.assign(new Error('The operation was aborted due to timeout'), { name: 'TimeoutError' });
    };

    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    await forge.hooks.pump();
    world.clock.advance(60 * 60 * 1000);
    const sentByItself = await forge.hooks.pump();
    const as = appJwt(noon);
    const list = async () => (await call(forge, 'GET /app/hook/deliveries', { as })).json();
    const [failed] = (await list()) as { id: number }[];
    await call(forge, `POST /app/hook/deliveries/${failed?.id}/attempts`, { as });
    await forge.hooks.pump();

    expect(sentByItself).toBe(0);
    expect(await list()).toMatchObject([
      { guid: guids[0], redelivery: true, status: 'OK' },
      { guid: guids[0], redelivery: false, status: 'timed out', status_code: 0, id: failed?.id },
    ]);
    expect(guids[1]).toBe(guids[0]);
    expect(world.breaches()).toEqual([]);
  });
});

/** A world whose deliveries all arrive; answers the events in the order they came. */
async function receiving() {
  const world = await withShop();
  const { hooks } = world.forge;
  const arrived: string[] = [];
  hooks.pending.length = 0;
  hooks.deliver = async (_url, headers, body) => {
    const { action = '' } = JSON.parse(body) as { action?: string };
    arrived.push(`${headers['x-github-event']}.${action}`);
    return 200;
  };
  return { world, hooks, arrived };
}

describe('events', () => {
  it('may arrive in another order than they happened in [29]', async () => {
    const { world, hooks, arrived } = await receiving();
    world.forge.faults.add({ webhook: '*', do: 'reorder' });

    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    await world.done('alice', 'PATCH /repos/acme/shop/issues/1', { state: 'closed' });
    await hooks.pump();

    expect(arrived).toEqual(['issues.closed', 'issues.opened']);
  });

  it('may arrive late, after others that happened later [29]', async () => {
    const { world, hooks, arrived } = await receiving();
    world.forge.faults.add({ webhook: 'issues.opened', do: { delay: 60_000 } });

    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    await world.done('alice', 'PATCH /repos/acme/shop/issues/1', { state: 'closed' });
    await hooks.pump();
    const early = [...arrived];
    world.clock.advance(60_000);
    await hooks.pump();

    expect([early, arrived]).toEqual([['issues.closed'], ['issues.closed', 'issues.opened']]);
  });

  it('may tell of what the API does not show yet, and shows a moment later [30]', async () => {
    const { world, hooks, arrived } = await receiving();
    world.forge.faults.add({ operation: 'issues/get', do: { notYet: 2_000 } });
    const look = async () => (await world.rest('bot', 'GET /repos/acme/shop/issues/1')).status;

    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    await hooks.pump();
    const soon = await look();
    world.clock.advance(2_000);

    expect([arrived, soon, await look()]).toEqual([['issues.opened'], 404, 200]);
    expect(world.breaches()).toEqual([]);
  });

  it('may tell of a head that the API does not show yet [30]', async () => {
    const { world, hooks, arrived } = await receiving();
    const first = await world.branch('alice', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });
    world.forge.faults.add({ operation: 'pulls/get', do: { stale: { ms: 1_000 } } });
    world.clock.advance(5_000);
    const head = async () => (await world.done('bot', 'GET /repos/acme/shop/pulls/1')).head.sha;

    const { sha } = await world.done('alice', 'GET /repos/acme/shop/contents/pin.txt?ref=bump');
    const put = { message: 'More', content: 'eAo=', sha, branch: 'bump' };
    const { commit } = await world.done('alice', 'PUT /repos/acme/shop/contents/pin.txt', put);
    await hooks.pump();
    const soon = await head();
    world.clock.advance(1_000);

    expect(arrived.at(-1)).toBe('pull_request.synchronize');
    expect([soon, await head()]).toEqual([first, commit.sha]);
  });
});
