import { expect, it } from '@jest/globals';
import { deployingWorld, personIn, tipOf } from '../deployments/deploying.ts';

it('a person talks about an issue and labels it', async () => {
  const world = await deployingWorld();
  const alice = personIn(world, 'alice');
  const number = await alice.opensIssue('acme/shop', 'A fault');

  await alice.comments('acme/shop', number, 'Seen in staging');
  await alice.labels('acme/shop', number, 'bug', 'on its way');
  await alice.unlabels('acme/shop', number, 'on its way');

  const issue = await world.done('alice', `GET /repos/acme/shop/issues/${number}`);
  expect(issue).toMatchObject({ comments: 1, labels: [{ name: 'bug' }] });
  expect(world.breaches()).toEqual([]);
});

it('a person deploys, whatever the checks say, and finds the deployment again', async () => {
  const world = await deployingWorld();
  const alice = personIn(world, 'alice');
  const sha = tipOf(world);
  await alice.reports('acme/shop', sha, { context: 'unit', state: 'failure' });

  const id = await alice.deploys('acme/shop', { ref: sha, environment: 'staging', payload: { promotion: 7 } });

  const found = { id, sha, ref: sha, environment: 'staging', payload: { promotion: 7 } };
  expect(await alice.deployments('acme/shop', 'staging')).toMatchObject([found]);
  expect(await alice.deployments('acme/shop', 'production')).toEqual([]);
  expect(await alice.deployments('acme/shop')).toHaveLength(1);
});

it('a person is told what the forge refused', async () => {
  const world = await deployingWorld();

  const asked = personIn(world, 'rita').dispatches('acme/shop', 'sluice-artifact');

  await expect(asked).rejects.toThrow('rita: POST /repos/acme/shop/dispatches answered 403');
});
