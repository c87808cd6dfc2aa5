import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { deployerAnswers, ENVIRONMENTS, ledgerReaches, released } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { bodyOf, controlIssue, PLATFORM, says } from './thread.ts';

let world: World;
let here: { repo: string; number: number };

/** Everybody may read the pipeline's repository, and few the environments. */
beforeEach(async () => {
  world = await World.chain();
  for (const repo of [PLATFORM, ENVIRONMENTS]) world.forge.state.repos.get(repo)?.roles.set('ada', 'maintain');
  const platform = world.forge.state.repos.get(PLATFORM);
  if (platform === undefined) throw new Error('there is no platform');
  platform.private = false;
  await world.after(31 * 60_000);
  here = { repo: PLATFORM, number: await controlIssue(world) };
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

const VALUE = /[0-9a-f]{7}|environments ?#\d/;

describe('in a public control issue of a private environment', () => {
  it('neither the text nor an answer says what it holds or why it waits', async () => {
    await ledgerReaches(world, 'First');
    await world.after(2 * 60_000);

    const body = await bodyOf(world, PLATFORM, here.number);
    const [explained] = await says(world, 'ada', here, '/sluice explain staging');

    expect(body).toContain('- **staging**: waiting.');
    expect(body).not.toMatch(VALUE);
    expect(explained).toContain(
      'What **staging** holds and waits for is said only to those who may read its repository.',
    );
    expect(explained).toContain('- **staging**: waiting.');
    expect(explained).not.toMatch(VALUE);
  });

  it('a reason that was given on the private pull request stays there', async () => {
    await ledgerReaches(world, 'First');
    const { number } = await world.pull(ENVIRONMENTS);
    await says(world, 'ada', { repo: ENVIRONMENTS, number }, '/sluice hold because of hunter2');
    await world.after(2 * 60_000);

    const { body } = await world
      .person('ada')
      .call<{ body: string }>('GET', `/repos/${PLATFORM}/issues/${here.number}`);

    expect(body).toContain('**the whole environment** by ada since');
    expect(body).not.toContain('hunter2');
  });

  it('a rollback names what its author has named, and a wrong one lists nothing', async () => {
    await ledgerReaches(world, 'First');
    const first = await released(world);
    await deployerAnswers(world, 'success');
    await ledgerReaches(world, 'Second');
    await released(world);
    await deployerAnswers(world, 'success');

    const [wrong] = await says(world, 'ada', here, '/sluice rollback staging ledger to #999');
    const [back] = await says(world, 'ada', here, `/sluice rollback staging ledger to #${first}`);

    expect(wrong).toContain('That does not name one release of **ledger** alone.');
    expect(wrong).not.toMatch(VALUE);
    expect(back).toContain(`**ledger** goes back to what \`#${first}\` had in **staging**`);
    expect(back).not.toMatch(VALUE);
  });
});
