import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const PAYMENTS = 'acme/payments';
const LABEL = 'deploy/staging';
const SWEEP_MS = 31 * 60_000;

let world: World;

beforeEach(async () => {
  world = await World.chain();
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** GitHub's timeline no longer says who put labels on. */
function forgets(number: number): void {
  const issue = world.forge.state.repos.get(PAYMENTS)?.issues.get(number);
  if (issue === undefined) throw new Error(`there is no ${PAYMENTS}#${number}`);
  issue.timeline = issue.timeline.filter(({ kind }) => kind !== 'labeled');
}

/** What Sluice said on a pull request, without what is hidden in it. */
const said = async (number: number): Promise<string[]> =>
  (await world.comments(PAYMENTS, number)).map(({ body }) => body.replaceAll(/<!--.*?-->/gs, '').trim());

describe('a label deploy/<environment> of which GitHub does not say who put it on', () => {
  it('is taken off with one comment, and works when it is put on again', async () => {
    const { number } = await world.merges('Retry transfers');
    await world.person('grace').labels(PAYMENTS, number, LABEL);
    forgets(number);
    await world.settled();

    expect(await world.labels(PAYMENTS, number)).toEqual([]);
    expect(await said(number)).toEqual([
      '> `deploy/staging`\n\nGitHub does not say who put this label on as it is now, so nothing is released by it, and it is taken off.\n\nPut it on again to ask for the release.',
    ]);
    expect(await world.ledger({ kind: 'wish' })).toEqual([]);

    await world.person('grace').labels(PAYMENTS, number, LABEL);
    await world.settled();
    expect(await world.ledger({ kind: 'wish' })).toHaveLength(1);
    expect(await said(number)).toHaveLength(1);
  });

  it('stays where what it asks for was taken before', async () => {
    const { number } = await world.merges('Retry transfers');
    await world.person('grace').labels(PAYMENTS, number, LABEL);
    await world.settled();
    expect(await world.ledger({ kind: 'wish' })).toHaveLength(1);

    forgets(number);
    await world.after(SWEEP_MS);

    expect(await world.labels(PAYMENTS, number)).toEqual([LABEL]);
    expect(await world.ledger({ kind: 'wish-ended' })).toEqual([]);
    expect(await said(number)).toEqual([]);
  });

  it('on a pull request that was closed without a merge is left alone', async () => {
    const number = await world.proposes('Retry transfers');
    await world.person('grace').labels(PAYMENTS, number, LABEL);
    await world.person('ada').closes(PAYMENTS, number);
    forgets(number);
    await world.settled();

    expect(await world.labels(PAYMENTS, number)).toEqual([LABEL]);
    expect(await said(number)).toEqual([]);
  });
});
