import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { acceptPermissions } from '../../../src/forge/domain/installations.ts';
import type { Installation } from '../../../src/forge/domain/state.ts';
import { lastPermissions } from '../../../src/operations/sweeps/check-permissions.ts';
import { closeSharedStore, World } from '../world.ts';

const HOUR = 60 * 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

function acmes(): Installation {
  const [installation] = world.forge.state.installations.values();
  if (installation === undefined) throw new Error('the App is installed nowhere');
  return installation;
}

/** An owner takes a permission back; GitHub tells nobody. */
function takesBack(permission: string): void {
  const { [permission]: _gone, ...left } = acmes().permissions;
  acmes().permissions = left;
}

const gaps = async () => (await lastPermissions(world.store.ledger))?.gaps;

describe('the permissions of the App', () => {
  it('are checked at the start, and nothing is said where nothing is missing', async () => {
    world = await World.chain();

    expect(await lastPermissions(world.store.ledger)).toEqual({ gaps: [] });
  });

  it('that were taken back are named within the hour, with the address where an owner grants them', async () => {
    world = await World.chain();
    takesBack('deployments');

    await world.after(HOUR);

    expect(await gaps()).toEqual([
      {
        at: { installation: acmes().id, account: 'acme' },
        missing: [expect.objectContaining({ permission: 'deployments', needs: 'write' })],
        address: `${world.origin}/organizations/acme/settings/installations/${acmes().id}`,
      },
    ]);
  });

  it('are checked again as soon as an owner accepts them, and the newest check counts', async () => {
    world = await World.chain();
    takesBack('deployments');
    await world.after(HOUR);
    const { state } = world.forge;

    acceptPermissions(state, acmes(), { sender: state.app.owner });
    await world.settled();
    expect(await gaps()).toEqual([]);

    takesBack('deployments');
    await world.after(HOUR);
    expect(await gaps()).toHaveLength(1);
  });

  it('that stay missing are entered once, and stop nothing that does not need them', async () => {
    world = await World.chain();
    takesBack('packages');
    await world.after(HOUR);
    await world.after(HOUR);

    expect(await world.ledger({ kind: 'permissions' })).toHaveLength(2);
    await world.merges('Retry transfers');
    await world.settled();
    expect(await world.pulls('acme/payments-docker')).toHaveLength(1);
  });

  it('that could not be read are said to be unknown, and what was missing stays said', async () => {
    world = await World.chain();
    takesBack('deployments');
    await world.after(HOUR);
    const { grants } = world.app.tools;
    const { read } = grants;

    grants.read = () => Promise.resolve({ unknown: 'GitHub could not be reached' });
    await world.after(HOUR);
    expect(await lastPermissions(world.store.ledger)).toMatchObject({
      gaps: [{ at: { account: 'acme' } }],
      unread: 'GitHub could not be reached',
    });

    grants.read = read;
    await world.after(HOUR);
    const report = await lastPermissions(world.store.ledger);
    expect(report?.gaps).toHaveLength(1);
    expect(report).not.toHaveProperty('unread');
  });
});
