import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, World, type PullView } from '../world.ts';

const LABEL = 'deploy/staging';
const FILE = 'staging/payments.yaml';
const TEN_MINUTES = 10 * 60_000;
const GATES = '    gates: [{ approvals: { count: 2, from: ["@acme/release-managers"] } }]\n';

let world: World;

beforeEach(async () => {
  world = await World.chain({ pipeline: CHAIN_PIPELINE.replace('issues:\n', `${GATES}issues:\n`) });
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** ada changes what staging runs, merges that herself, and grace, who may force it, wants it deployed. */
async function wanted({ isGreen = true } = {}): Promise<{ number: number; commit: string }> {
  const text = (await world.file(ENVIRONMENTS, FILE)).replace('replicas: 2', 'replicas: 3');
  const ada = world.person('ada');
  const number = await ada.proposes(ENVIRONMENTS, { branch: 'r', title: '3 replicas', body: '', path: FILE, text });
  if (isGreen) await world.checkEnds(ENVIRONMENTS, number, 'validate');
  const commit = await ada.merges(ENVIRONMENTS, number);
  await world.person('grace').labels(ENVIRONMENTS, number, LABEL);
  await world.settled();
  return { number, commit };
}

async function approves(number: number, ...logins: string[]): Promise<void> {
  for (const login of logins) await world.person(login).approves(ENVIRONMENTS, number);
  await world.settled();
}

/** CI reports on the head of what is merged already. */
async function validates(number: number, state: 'success' | 'failure'): Promise<void> {
  const { head } = await world.person('ada').call<PullView>('GET', `/repos/${ENVIRONMENTS}/pulls/${number}`);
  await world.person('acme-ci').reports(ENVIRONMENTS, head.sha, { context: 'validate', state });
}

const deployed = async (): Promise<string[]> =>
  (await world.person('ada').deployments(ENVIRONMENTS, 'staging')).map(({ sha }) => sha);

/** What Sluice said about the label, without what is hidden in it. */
const said = async (number: number): Promise<string[]> =>
  (await world.comments(ENVIRONMENTS, number))
    .filter(({ body }) => body.includes('key=force-'))
    .map(({ body }) => body.replaceAll(/<!--.*?-->/gs, '').trim());

describe("a label deploy/<environment> on a person's merge that nobody approved", () => {
  it('deploys nothing, says once what is missing, and deploys the merge as soon as enough people have approved it', async () => {
    const { number, commit } = await wanted();
    await approves(number, 'rita');
    await world.after(31 * 60_000);

    expect(await deployed()).toEqual([]);
    expect(await world.labels(ENVIRONMENTS, number)).toEqual([LABEL]);
    expect(await said(number)).toEqual([
      '> `deploy/staging`\n\nThis merge is not deployed to **staging** yet. The label stays, but does not waive what is in the way; the merge is deployed once that is over:\n- it waits for 2 approvals of this head by members of @&#8203;acme/release-managers: none so far; a merged pull request can still be approved',
    ]);

    await approves(number, 'omar');
    expect(await deployed()).toEqual([commit]);
    expect(await world.labels(ENVIRONMENTS, number)).toEqual([]);
    expect(await said(number)).toHaveLength(2);
  });

  it('costs, while it waits, one look and the answers to three batches of questions, and no write', async () => {
    const { number } = await wanted();
    await approves(number, 'rita');
    await world.after(TEN_MINUTES);
    const start = world.forge.calls.length;

    await world.after(TEN_MINUTES);

    expect(world.calls(start)).toEqual({
      reads: [
        'graphql:Wish',
        'graphql:PipelineFile',
        'repos/get-collaborator-permission-level',
        'graphql:Promotion',
        'teams/get-membership-for-user-in-org',
      ],
      writes: [],
    });
  });

  it('deploys nothing on approvals by people who are in no such team, or made it', async () => {
    const { number } = await wanted();

    await approves(number, 'rita', 'grace');

    expect(await deployed()).toEqual([]);
  });

  it('deploys nothing while its approvals cannot be read, and the merge once they can', async () => {
    const { number, commit } = await wanted();
    world.failsAt('Wish', ['repository', 'pullRequest', 'latestOpinionatedReviews']);
    await approves(number, 'rita', 'omar');
    expect(await deployed()).toEqual([]);

    world.healed();
    await world.after(TEN_MINUTES);

    expect(await deployed()).toEqual([commit]);
  });
});

describe("a label deploy/<environment> on a person's merge whose checks are not green", () => {
  it('deploys it once they are, late as that may be', async () => {
    const { number, commit } = await wanted({ isGreen: false });
    await approves(number, 'rita', 'omar');
    await world.after(TEN_MINUTES);
    expect(await deployed()).toEqual([]);
    expect(await said(number)).toEqual([expect.stringContaining('- it waits for validate (not reported yet)')]);

    await validates(number, 'success');
    await world.after(TEN_MINUTES);

    expect(await deployed()).toEqual([commit]);
  });

  it('deploys nothing after one has failed', async () => {
    const { number } = await wanted({ isGreen: false });
    await approves(number, 'rita', 'omar');

    await validates(number, 'failure');
    await world.after(TEN_MINUTES);

    expect(await deployed()).toEqual([]);
    expect(await said(number)).toEqual([
      expect.stringContaining('it waits for validate (not reported yet)'),
      expect.stringContaining('- validate (failure) did not succeed; run it again'),
    ]);
  });
});
