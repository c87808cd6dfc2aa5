import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const LEDGER = 'acme/ledger';

/** Staging is released on Fridays alone; nothing of it is due in these tests. */
const PIPELINE = CHAIN_PIPELINE.replace(
  '    release: on-change\n',
  '    release: { schedule: "0 9 * * 5", timezone: Europe/Rome }\n',
);

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

describe('a label deploy/<environment>', () => {
  it('brings its merge ahead of the schedule, by a pull request of its own, and says so', async () => {
    world = await World.chain({ pipeline: PIPELINE });
    world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
    const { number, commit } = await world.merges('Stop the leak', { component: 'ledger' });
    const { digest } = world.builds('ledger', commit);
    const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit };
    await world.person('acme-ci').dispatches(LEDGER, 'sluice-artifact', said);
    await world.settled();
    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);

    await world.person('grace').labels(LEDGER, number, 'deploy/staging');
    await world.settled();
    const { head, number: open } = await world.pull(ENVIRONMENTS);
    await world.after(10 * 60_000);
    const looks = (await world.ledger({ kind: 'looked' })).filter(
      ({ lane }) => lane === 'acme/platform:staging/ledger',
    );
    const release = await world.goesGreen(ENVIRONMENTS, 'validate');

    // The page says so; no standing of a forced lane is kept.
    expect(JSON.stringify(looks.at(-1)?.facts)).toContain(`#${open} waits for validate (not reported yet)`);
    expect(head.ref).toBe('force/staging/ledger');
    expect(await world.file(ENVIRONMENTS, 'staging/ledger.yaml')).toContain(digest);
    expect(await world.labels(LEDGER, number)).toEqual([]);
    const [comment] = await world.comments(LEDGER, number);
    expect(comment?.body).toContain(`was released to **staging** by [${ENVIRONMENTS} ${release}]`);
  });

  it('is followed to its deployment, though GitHub shows its pull request as open right after the merge', async () => {
    world = await World.chain({ pipeline: PIPELINE });
    world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
    const { number, commit } = await world.merges('Stop the leak', { component: 'ledger' });
    const { digest } = world.builds('ledger', commit);
    const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit };
    await world.person('acme-ci').dispatches(LEDGER, 'sluice-artifact', said);
    await world.settled();
    await world.person('grace').labels(LEDGER, number, 'deploy/staging');
    await world.settled();
    world.forge.faults.add({ operation: 'graphql:Promotion', times: 2, do: { stale: { writes: 1 } } });

    await world.goesGreen(ENVIRONMENTS, 'validate');
    for (let wait = 0; wait < 3; wait += 1) await world.after(31_000);

    expect(await world.ledger({ kind: 'merged' })).toHaveLength(1);
    expect(await world.ledger({ kind: 'deployment-created' })).toHaveLength(1);
  });
});
