import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { closeSharedStore, World } from '../world.ts';
import { deployerAnswers, ENVIRONMENTS, ledgerReaches, paymentsReaches, released } from './chain.ts';

const PAYMENTS = 'acme/payments';
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** An issue in payments that waits for staging. */
async function waitingIssue(title = 'Transfers are lost on a timeout', repo = PAYMENTS): Promise<number> {
  const number = await world.person('grace').opensIssue(repo, title);
  await world.person('grace').labels(repo, number, 'workflow/ready-for-staging');
  return number;
}

const said = async (repo: string, number: number): Promise<string[]> =>
  (await world.comments(repo, number)).filter(({ user }) => user.login === 'sluice[bot]').map(({ body }) => body);

describe('after a release was merged', () => {
  it('a deployment is created for the merge commit, and nothing is told before the deployer has answered', async () => {
    world = await World.chain();
    const issue = await waitingIssue();
    await paymentsReaches(world, 'Retry transfers', `Refs #${issue}`);
    const release = await released(world);

    const deployments = await world.person('ada').deployments(ENVIRONMENTS, 'staging');
    const tip = await world.person('ada').tipOf(ENVIRONMENTS, 'main');
    expect(deployments).toMatchObject([{ sha: tip, environment: 'staging' }]);
    expect(await said(PAYMENTS, issue)).toEqual([]);
    expect(await world.labels(ENVIRONMENTS, release)).toEqual([]);
  });

  it('a success labels the release, links the deployment, tells the issues once and relabels them', async () => {
    world = await World.chain();
    const [referred, fixed, bystander] = [
      await waitingIssue(),
      await waitingIssue('Retry'),
      await waitingIssue('Other'),
    ];
    await paymentsReaches(world, 'Retry transfers', `Refs #${referred}\n\nFixes #${fixed}`);
    const release = await released(world);

    const id = await deployerAnswers(world, 'success');

    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    const comments = await said(ENVIRONMENTS, release);
    expect(comments).toHaveLength(1);
    expect(comments[0]).toContain(`https://deploy.acme.dev/${id}`);
    for (const issue of [referred, fixed]) {
      expect(await said(PAYMENTS, issue)).toHaveLength(1);
      expect(await world.labels(PAYMENTS, issue)).toEqual(['workflow/test']);
    }
    expect(await said(PAYMENTS, bystander)).toEqual([]);
    expect(await world.labels(PAYMENTS, bystander)).toEqual(['workflow/ready-for-staging']);
  });

  it('nothing is said twice, however often the deployer answers and webhooks arrive', async () => {
    world = await World.chain();
    world.forge.faults.add({ webhook: '*', do: 'duplicate' });
    const issue = await waitingIssue();
    await paymentsReaches(world, 'Retry transfers', `Refs #${issue}`);
    const release = await released(world);

    await deployerAnswers(world, 'in_progress');
    await deployerAnswers(world, 'success');
    await deployerAnswers(world, 'success');
    await world.after(60 * 60_000);

    expect(await said(PAYMENTS, issue)).toHaveLength(1);
    expect(await said(ENVIRONMENTS, release)).toHaveLength(1);
    expect(await world.person('ada').deployments(ENVIRONMENTS, 'staging')).toHaveLength(1);
  });

  it('a success of the newest commit proves the release of another component before it', async () => {
    world = await World.chain();
    const [first, second] = [await waitingIssue(), await waitingIssue('Sums are wrong', 'acme/ledger')];
    await paymentsReaches(world, 'Retry transfers', `Refs #${first}`);
    const one = await released(world);
    await ledgerReaches(world, 'Round up', `Refs #${second}`);
    const two = await released(world);

    await deployerAnswers(world, 'success');

    expect(await world.labels(ENVIRONMENTS, one)).toEqual(['deployed']);
    expect(await world.labels(ENVIRONMENTS, two)).toEqual(['deployed']);
    expect(await said(PAYMENTS, first)).toHaveLength(1);
    expect(await said('acme/ledger', second)).toHaveLength(1);
  });

  it('of two releases of one component the first is superseded, and its issues are told with the second', async () => {
    world = await World.chain();
    const [first, second] = [await waitingIssue(), await waitingIssue('Again')];
    await paymentsReaches(world, 'Retry transfers', `Refs #${first}`);
    const one = await released(world);
    await paymentsReaches(world, 'Retry longer', `Refs #${second}`);
    const two = await released(world);

    await deployerAnswers(world, 'success');

    expect(await world.labels(ENVIRONMENTS, one)).toEqual([]);
    expect(await said(ENVIRONMENTS, one)).toEqual([expect.stringContaining(`#${two}`)]);
    expect(await world.labels(ENVIRONMENTS, two)).toEqual(['deployed']);
    expect(await said(PAYMENTS, first)).toHaveLength(1);
    expect(await said(PAYMENTS, second)).toHaveLength(1);
    expect(await world.labels(PAYMENTS, first)).toEqual(['workflow/test']);
  });

  it('a failure labels the release, names the component, and tells nobody; a green re-run mends it', async () => {
    world = await World.chain();
    const issue = await waitingIssue();
    await paymentsReaches(world, 'Retry transfers', `Refs #${issue}`);
    const release = await released(world);

    await deployerAnswers(world, 'failure');

    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deploy-failed']);
    expect(await said(ENVIRONMENTS, release)).toEqual([expect.stringContaining('payments')]);
    expect(await said(PAYMENTS, issue)).toEqual([]);
    await deployerAnswers(world, 'success');
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    expect(await said(PAYMENTS, issue)).toHaveLength(1);
  });

  it('the signal is found by looking when its webhook never comes', async () => {
    world = await World.chain();
    await paymentsReaches(world, 'Retry transfers');
    const release = await released(world);
    world.forge.faults.add({ webhook: 'deployment_status', do: 'drop' });

    await deployerAnswers(world, 'success');
    await world.after(11 * 60_000);

    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
  });

  it('one issue that cannot be told stops no other', async () => {
    world = await World.chain();
    const ada = world.person('ada');
    const [locked, moved, gone, fine] = [
      await waitingIssue('Locked'),
      await waitingIssue('Moved'),
      await waitingIssue('Gone'),
      await waitingIssue('Fine'),
    ];
    const all = [locked, moved, gone, fine].map((number) => `Refs #${number}`).join('\n');
    await paymentsReaches(world, 'Retry transfers', all);
    const release = await released(world);
    world.forge.state.repos.get('acme/payments')?.roles.set('ada', 'admin');
    await ada.locksIssue(PAYMENTS, locked);
    await ada.transfersIssue(PAYMENTS, moved, 'acme/ledger');
    await ada.deletesIssue(PAYMENTS, gone);

    await deployerAnswers(world, 'success');

    expect(await said(PAYMENTS, fine)).toHaveLength(1);
    expect(await world.labels(PAYMENTS, fine)).toEqual(['workflow/test']);
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    const [comment = ''] = await said(ENVIRONMENTS, release);
    for (const number of [locked, moved, gone]) expect(comment).toContain(`payments ${number}`);
  });
});

describe('a deployer that says nothing', () => {
  it('is waited for, and named once it has been silent for as long as the pipeline allows', async () => {
    world = await World.chain();
    await paymentsReaches(world, 'Retry transfers');
    await released(world);
    const tip = (await world.person('ada').tipOf(ENVIRONMENTS, 'main')).slice(0, 7);

    expect(await world.explained()).toContain(
      `waiting  the deployer has not said yet how the deployment of ${tip} to staging went`,
    );
    await world.after(31 * 60_000);

    expect(await world.explained()).toContain(
      `blocked  nothing has said within 30 minutes how the deployment of ${tip} to staging went`,
    );
    await deployerAnswers(world, 'failure');
    expect(await world.explained()).toContain(`blocked  the deployment of ${tip} to staging failed`);
    await deployerAnswers(world, 'success');
    expect(await world.explained()).not.toContain(tip);
  });
});
