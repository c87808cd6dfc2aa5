import { expect, it } from '@jest/globals';
import { deployingWorld, personIn } from '../deployments/deploying.ts';

it('every status of a commit is listed newest first, under a branch with a slash too [40]', async () => {
  const world = await deployingWorld();
  const sha = await world.branch('alice', 'shop', { name: 'topic/one', path: 'pin.txt', text: 'two\n' });
  const alice = personIn(world, 'alice');
  await alice.reports('acme/shop', sha, { context: 'unit', state: 'pending' });
  await alice.reports('acme/shop', sha, { context: 'lint', state: 'failure' });
  await alice.reports('acme/shop', sha, { context: 'unit', state: 'success' });

  const listed = await world.done('bot', 'GET /repos/acme/shop/commits/topic/one/statuses');

  expect(listed).toMatchObject([
    { context: 'unit', state: 'success', creator: { login: 'alice' } },
    { context: 'lint', state: 'failure' },
    { context: 'unit', state: 'pending' },
  ]);
  expect(await world.done('bot', `GET /repos/acme/shop/commits/${sha}/statuses?per_page=1&page=2`)).toEqual([
    listed[1],
  ]);
  expect((await world.rest('bot', 'GET /repos/acme/shop/commits/nowhere/statuses')).status).toBe(404);
  expect(world.breaches()).toEqual([]);
});
