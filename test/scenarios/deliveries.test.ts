import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import type { HookRule } from '../../src/forge/faults/rule.ts';
import { LARGEST_PAYLOAD_BYTES as CAP } from '../../src/web/webhook-door.ts';
import { closeSharedStore, World } from './world.ts';

const DOCKER = 'acme/payments-docker';
const MINUTE = 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** Scene 1 from the merge to the end, whatever happens to its webhooks. */
async function playSceneOne(): Promise<string> {
  const { commit } = await world.merges('Retry transfers', { body: 'Refs #12\nFixes #14' });
  await world.settled();
  await world.after(11 * MINUTE);
  await world.buildEnds(DOCKER, 1);
  await world.settled();
  await world.after(11 * MINUTE);
  return commit;
}

/** How often GitHub was asked to send a delivery again. */
const redeliveries = (): number =>
  world.forge.calls.filter(({ operationId }) => operationId === 'apps/redeliver-webhook-delivery').length;

/** What every way of delivering must end in. */
async function expectTheSameEnd(commit: string): Promise<void> {
  const pulls = await world.pulls(DOCKER, 'all');
  expect(pulls).toHaveLength(1);
  expect(pulls[0]?.merged_at).not.toBeNull();
  expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
  expect(await world.comments(DOCKER, 1)).toEqual([]);
  expect(await world.ledger({ kind: 'proposed' })).toHaveLength(1);
  expect(await world.ledger({ kind: 'merged' })).toHaveLength(1);
  expect(world.calls().writes).toEqual(['graphql:Publish', 'pulls/merge', 'graphql:DeleteBranch']);
}

describe('deliveries', () => {
  it('every webhook doubled ends in the same world, with the same writes', async () => {
    world = await World.with();
    world.forge.faults.add({ webhook: '*', do: 'duplicate' });

    await expectTheSameEnd(await playSceneOne());
  });

  it('every webhook in reverse order ends in the same world', async () => {
    world = await World.with();
    world.forge.faults.add({ webhook: '*', do: 'reorder' });

    await expectTheSameEnd(await playSceneOne());
  });

  it.each<[string, HookRule]>([
    ['comes a minute late', { webhook: '*', do: { delay: MINUTE } }],
    ['comes once more hours later', { webhook: '*', do: { redeliver: 3 * 60 * MINUTE } }],
    ['GitHub believes to be unheard', { webhook: '*', attempt: 'first', do: 'timeout' }],
    ['is signed by somebody else at first', { webhook: '*', attempt: 'first', do: 'bad-signature' }],
  ])('every webhook that %s ends in the same world', async (_, rule) => {
    world = await World.with();
    world.forge.faults.add(rule);

    const commit = await playSceneOne();
    await world.after(4 * 60 * MINUTE);

    await expectTheSameEnd(commit);
    expect(world.forge.hooks.nextDue()).toBeUndefined();
  });

  it('webhooks that only the list of failed deliveries knows are asked for again', async () => {
    world = await World.with();
    world.forge.faults.add({ webhook: '*', attempt: 'first', do: 'fail' });

    const commit = await playSceneOne();

    await expectTheSameEnd(commit);
    expect(redeliveries()).toBeGreaterThan(0);
  });

  it('a delivery that arrives after all is not asked for again', async () => {
    world = await World.with();
    world.forge.faults.add({ webhook: '*', attempt: 'first', do: 'fail' });
    await playSceneOne();
    await world.after(11 * MINUTE);
    await world.after(11 * MINUTE);
    const asked = redeliveries();

    await world.after(30 * MINUTE);

    expect(asked).toBeGreaterThan(0);
    expect(redeliveries()).toBe(asked);
  });

  it('the push of an older commit delivered last moves nothing back and keeps its reason', async () => {
    world = await World.with();
    const older = await world.merges('First change');
    const { commit } = await world.merges('Second change');
    const { pending } = world.forge.hooks;
    const index = pending.findIndex(
      ({ event, body }) => event === 'push' && (JSON.parse(body) as { after: string }).after === older.commit,
    );
    const [olderPush] = pending.splice(index, 1);
    await world.settled();
    await world.buildEnds(DOCKER, 1);
    await world.settled();
    const start = world.forge.calls.length;

    if (olderPush !== undefined) pending.push(olderPush);
    await world.settled();

    expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
    expect(world.calls(start)).toEqual({ reads: ['graphql:Look'], writes: [] });
    expect(await world.reasons('acme/platform:docker/payments')).toEqual([
      `payments: acme/payments-docker already holds ${commit.slice(0, 7)}, the newest commit of acme/payments main`,
    ]);
  });

  it('a webhook with a wrong signature is refused and nothing is stored', async () => {
    world = await World.with();
    const [webhook] = [world.forge.state.app.webhook];
    const send = (headers: Record<string, string>, body: string): Promise<Response> =>
      fetch(webhook?.url ?? '', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'push',
          'x-github-delivery': 'one',
          ...headers,
        },
        body,
      });

    const wrong = await send({ 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, '{}');
    const missing = await send({}, '{}');

    expect([wrong.status, missing.status]).toEqual([400, 400]);
    expect(await wrong.text()).toBe('the signature does not match the webhook secret\n');
    expect(await world.store.inbox.backlog()).toMatchObject({ waiting: 0, parked: 0 });
  });

  it.each([
    ['says so in its headers', { 'content-length': String(CAP + 1) }, 0],
    ['does not say so', { 'transfer-encoding': 'chunked' }, CAP + 1],
  ])('a body above the cap that %s is refused, and nothing is stored', async (_how, headers, bytes) => {
    world = await World.with();
    const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const sending = request(world.forge.state.app.webhook?.url ?? '', options);
    const answered = once(sending, 'response') as Promise<[{ statusCode: number }]>;
    sending.flushHeaders();
    if (bytes > 0) sending.write(Buffer.alloc(bytes, ' '));

    const [{ statusCode }] = await answered;
    sending.on('error', () => undefined).destroy();

    expect(statusCode).toBe(413);
    expect(await world.store.inbox.backlog()).toMatchObject({ waiting: 0, parked: 0 });
  });

  it('a body that is no JSON object is refused though it is signed', async () => {
    world = await World.with();
    const { url = '', secret = '' } = world.forge.state.app.webhook ?? {};
    const send = async (body: string): Promise<number> => {
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
      const headers = { 'content-type': 'application/json', 'x-github-event': 'push', 'x-github-delivery': 'one' };
      return (await fetch(url, { method: 'POST', headers: { ...headers, 'x-hub-signature-256': signature }, body }))
        .status;
    };

    expect([await send('null'), await send('[]'), await send('{"cut'), await send('7')]).toEqual([400, 400, 400, 400]);
  });
});
