import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import { deployed, goesGreen, pinned, releaseOf, releases, runsInStaging, until } from './releases.ts';

let world: World;

beforeEach(async () => {
  world = await releases();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** payments and ledger run in demo, and the release to production that was cut with them is open. */
async function cutForProduction() {
  const before = await pinned(world, 'production', 'payments');
  const payments = await runsInStaging(world, 'payments', 'Retry transfers');
  const ledger = await runsInStaging(world, 'ledger', 'Round up');
  await until(world, 'Fri 09:00');
  const demo = await goesGreen(world, 'demo');
  await deployed(world, 'demo');
  await until(world, 'Mon 10:00', 1);
  const production = await releaseOf(world, 'production');
  if (production === undefined) throw new Error(await world.explained());
  return { before, payments, ledger, demo, production: production.number };
}

/** The deployer deploys what main holds now, as one does after a plain push. */
async function redeploys(environment: string): Promise<void> {
  const tip = await world.person('ada').tipOf(ENVIRONMENTS, 'main');
  const deployer = world.person('acme-deployer');
  await deployer.call('POST', `/repos/${ENVIRONMENTS}/deployments`, {
    ref: tip,
    environment,
    auto_merge: false,
    required_contexts: [],
  });
  await deployed(world, environment);
}

describe('a release that on-call reverts', () => {
  it('stays back, is dropped from the open release to production with one comment, and goes on when it is resumed', async () => {
    const { before, payments, ledger, production } = await cutForProduction();
    await world.person('rita').approves(ENVIRONMENTS, production);
    const demoText = await world.file(ENVIRONMENTS, 'demo/payments.yaml');
    const text = demoText.replace(payments.digest, before);
    const change = { branch: 'main', path: 'demo/payments.yaml', text, message: 'Revert payments in demo' };
    await world.person('grace').commits(ENVIRONMENTS, change);
    await redeploys('demo');

    expect(await pinned(world, 'demo', 'payments')).toBe(before);
    expect(await pinned(world, 'production', 'payments', 'release-production')).toBe(before);
    expect(await pinned(world, 'production', 'ledger', 'release-production')).toBe(ledger.digest);
    const comments = (await world.comments(ENVIRONMENTS, production)).filter(({ body }) =>
      body.includes('payments is taken out'),
    );
    expect(comments.map(({ body }) => body)).toEqual([expect.stringMatching(/rita approved what it held before/)]);

    await until(world, 'Fri 09:00', 1);
    expect(await releaseOf(world, 'demo')).toBeUndefined();
    expect(await world.explained()).toMatch(/payments: grace moved acme\/environments back .*it is held there/);

    await world.person('ada').comments(ENVIRONMENTS, production, '/sluice resume demo payments');
    await world.settled();
    await until(world, 'Fri 09:00', 2);
    expect(await pinned(world, 'demo', 'payments', 'release-demo')).toBe(payments.digest);
  }, 90_000);

  it('goes back by /sluice rollback, in a pull request of its own, and is held there', async () => {
    const { before, payments, production } = await cutForProduction();
    await world.checkEnds(ENVIRONMENTS, production, 'validate');
    await world.person('rita').approves(ENVIRONMENTS, production);
    await world.person('omar').approves(ENVIRONMENTS, production);
    await until(world, 'Mon 11:00', 1);
    expect(await pinned(world, 'production', 'payments')).toBe(payments.digest);
    await deployed(world, 'production');

    const prefix = before.slice('sha256:'.length, 'sha256:'.length + 12);
    await world
      .person('omar')
      .comments(ENVIRONMENTS, production, `/sluice rollback production payments to sha256:${prefix}`);
    await world.settled();
    const back = (await world.pulls(ENVIRONMENTS)).find(({ head }) => head.ref === 'force/production/payments');
    if (back === undefined) throw new Error(JSON.stringify(await world.comments(ENVIRONMENTS, production), null, 1));
    expect(back.title).toMatch(/^Roll production back to payments /);
    await world.checkEnds(ENVIRONMENTS, back.number, 'validate');
    await world.person('rita').approves(ENVIRONMENTS, back.number);
    await world.person('omar').approves(ENVIRONMENTS, back.number);
    await world.settled();
    expect(await pinned(world, 'production', 'payments')).toBe(before);
    await deployed(world, 'production');
    await until(world, 'Mon 10:00', 2);
    expect(await pinned(world, 'production', 'payments')).toBe(before);
    expect(await releaseOf(world, 'production')).toBeUndefined();
  }, 90_000);
});
