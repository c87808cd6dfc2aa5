import { describe, expect, it } from '@jest/globals';
import { deployingWorld, granted, personIn } from '../deployments/deploying.ts';

const dispatches = 'POST /repos/acme/shop/dispatches';

describe('a repository dispatch', () => {
  it('is delivered with the action and the payload its sender wrote', async () => {
    const world = await deployingWorld();
    const payload = { component: 'shop', digest: `sha256:${'a'.repeat(64)}` };

    await personIn(world, 'alice').dispatches('acme/shop', 'sluice-artifact', payload);

    const [delivery] = world.forge.hooks.pending;
    expect(delivery).toMatchObject({ event: 'repository_dispatch', action: 'sluice-artifact' });
    expect(JSON.parse(delivery!.body)).toMatchObject({
      action: 'sluice-artifact',
      branch: 'main',
      client_payload: payload,
      sender: { login: 'alice' },
      installation: { id: expect.any(Number) },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('holds an empty payload when its sender gave none', async () => {
    const world = await deployingWorld();

    const { status } = await world.rest('alice', dispatches, { event_type: 'ping' });

    expect(status).toBe(204);
    expect(world.emitted[0]?.payload['client_payload']).toEqual({});
  });

  it.each([
    ['not subscribed to it', (names: string[]) => names.filter((name) => name !== 'repository_dispatch'), granted],
    ['not granted contents', (names: string[]) => names, { deployments: 'write' as const }],
  ])('reaches no App that has %s', async (_, subscribed, permissions) => {
    const world = await deployingWorld(permissions);
    const { app } = world.forge.state;
    app.events = subscribed(app.events);

    await personIn(world, 'alice').dispatches('acme/shop', 'sluice-artifact');

    expect(world.heard()).toEqual(['repository_dispatch.sluice-artifact']);
    expect(world.forge.hooks.pending).toEqual([]);
  });

  it('is refused to who may only read', async () => {
    const world = await deployingWorld({ contents: 'read' });

    expect((await world.rest('rita', dispatches, { event_type: 'x' })).status).toBe(403);
    expect((await world.rest('bot', dispatches, { event_type: 'x' })).status).toBe(403);
    expect(world.heard()).toEqual([]);
  });

  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 1]));
  const bytes = (count: number) => ({ text: 'x'.repeat(count - '{"text":""}'.length) });

  it.each([
    ['a type of 100 characters', { event_type: 'x'.repeat(100) }, 204],
    ['a type of 101 characters', { event_type: 'x'.repeat(101) }, 422],
    ['10 keys', { event_type: 'x', client_payload: keys(10) }, 204],
    ['11 keys', { event_type: 'x', client_payload: keys(11) }, 422],
    ['a payload just under 64 KB', { event_type: 'x', client_payload: bytes(64 * 1024 - 1) }, 204],
    ['a payload of 64 KB', { event_type: 'x', client_payload: bytes(64 * 1024) }, 422],
  ])('with %s is answered as GitHub does', async (_, body, expected) => {
    const world = await deployingWorld();

    const { status } = await world.rest('alice', dispatches, body);

    expect(status).toBe(expected);
    expect(world.heard()).toHaveLength(expected === 204 ? 1 : 0);
    const misspoken = world.breaches().filter((breach) => !breach.startsWith('request repos/create-dispatch-event '));
    expect(misspoken).toEqual([]);
  });

  it("names the keys that are too many in GitHub's words", async () => {
    const world = await deployingWorld();

    const { body } = await world.rest('alice', dispatches, { event_type: 'x', client_payload: keys(11) });

    expect(body.message).toBe('Invalid request.\n\nNo more than 10 properties are allowed; 11 were supplied.');
    expect(world.breaches()).toEqual([expect.stringMatching(/^request \S+ \/client_payload /)]);
  });

  it('is refused by an archived repository', async () => {
    const world = await deployingWorld();
    world.repo('shop').archived = true;

    expect((await world.rest('alice', dispatches, { event_type: 'x' })).status).toBe(403);
  });
});
