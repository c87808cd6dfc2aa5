import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { closeSharedStore, World } from './world.ts';

const LANE = 'acme/platform:docker/payments';
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

async function mergeAChange(what = 'Retry transfers', number = 1): Promise<{ pull: number; commit: string }> {
  const ada = world.person('ada');
  const pull = await ada.proposes('acme/payments', {
    branch: `change-${number}`,
    title: what,
    body: 'Refs #12\n\nFixes #14',
    path: `change-${number}.js`,
    text: `// ${what}\n`,
  });
  return { pull, commit: await ada.merges('acme/payments', pull) };
}

describe('one hop', () => {
  it('a merge becomes a pull request that moves the commit pin, merges when green, and leaves its lineage in git', async () => {
    world = await World.with();
    const before = world.forge.calls.length;

    const { commit } = await mergeAChange();
    await world.settled();

    const [opened] = await world.pulls('acme/payments-docker');
    expect(opened?.title).toBe('payments: Retry transfers');
    expect(await world.file('acme/payments-docker', 'Dockerfile', opened?.head.ref)).toContain(`ARG APP_COMMIT=${commit}\n`);
    console.log(opened?.body, world.calls(before), await world.reasons(LANE));

    await world.buildEnds('acme/payments-docker', opened?.number ?? 0);
    await world.settled();

    expect(await world.pulls('acme/payments-docker')).toEqual([]);
    expect(await world.file('acme/payments-docker', 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
    console.log(world.calls(before), await world.reasons(LANE), (await world.ledger()).map((e) => [e.kind, e.facts]));
  });
});
