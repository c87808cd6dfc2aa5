import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { Builder } from '../../../src/forge/cast/builder.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { DOCKER, MANIFESTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const HOST = 'ghcr.io/acme';
const pipeline = CHAIN_PIPELINE.replaceAll('registry.acme.dev', HOST);
const HOUR_MS = 3_600_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const manifestCalls = (): number => world.registry.calls.filter(({ path }) => path.includes('/manifests/')).length;
const refusals = async (): Promise<unknown[]> =>
  (await world.ledger({ kind: 'artifact-refused' })).map(({ facts }) => facts['reason']);

describe("an image that GitHub's registry tells of", () => {
  it.each<[string, string, string]>([
    ['is of no component', DOCKER, 'tools'],
    ['is of a component that another repository builds', 'acme/ledger', 'payments'],
  ])('and that %s is passed over: no registry is asked, nobody is told', async (_, repo, name) => {
    world = await World.chain({ host: HOST, pipeline });
    const { digest } = world.registry.push({ repository: `acme/${name}`, tag: 'v1' });
    const before = manifestCalls();

    new Builder(world.forge.state, 'acme-ci').publishes(repo, { name, digest, tag: 'v1' });
    await world.settled();
    for (let minute = 0; minute < 5; minute += 1) await world.after(60_000);

    expect(manifestCalls()).toBe(before);
    expect(await refusals()).toEqual([]);
  });

  it('is refused after a day of which no registry could say what it was built from', async () => {
    world = await World.chain({ host: HOST, pipeline });
    const commit = await world.person('ada').tipOf(DOCKER, 'main');
    const { digest } = world.builds('payments', commit, 'acme/payments');
    const down = world.registry.fails({ answer: () => new Response(null, { status: 503 }) });
    new Builder(world.forge.state, 'acme-ci').publishes(DOCKER, { name: 'payments', digest, tag: commit });
    await world.settled();
    await world.after(23 * HOUR_MS);
    expect(await refusals()).toEqual([]);

    await world.after(HOUR_MS);

    expect(await refusals()).toEqual(['ghcr.io answered 503 for acme/payments']);
    const struck = down.struck;
    for (let minute = 0; minute < 3; minute += 1) await world.after(60_000);
    expect(down.struck).toBe(struck);
    expect(await world.pulls(MANIFESTS)).toEqual([]);
  });
});
