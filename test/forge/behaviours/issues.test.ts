import { expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';

it('a pull request has one id as an issue and another as a pull request, and one number [15]', async () => {
  const world = await DomainWorld.with([{ fullName: 'acme/shop', files: { 'pin.txt': 'one\n' } }]);
  await world.done('bot', 'POST /repos/acme/shop/issues', { title: 'A fault' });
  await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
  await world.done('bot', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });

  const pull = await world.done('bot', 'GET /repos/acme/shop/pulls/2');
  const issue = await world.done('bot', 'GET /repos/acme/shop/issues/2');
  const listed = await world.done('bot', 'GET /repos/acme/shop/issues');

  expect([issue.number, issue.title]).toEqual([pull.number, pull.title]);
  expect(issue.id).not.toBe(pull.id);
  expect(issue.pull_request.url).toBe(pull.url);
  expect(listed.map(({ id }: { id: number }) => id)).toContain(issue.id);
  expect(world.breaches()).toEqual([]);
});

it('the body of a pull request takes 65,536 characters and no more [18]', async () => {
  const world = await DomainWorld.with([{ fullName: 'acme/shop', files: { 'pin.txt': 'one\n' } }]);
  await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
  const open = async (length: number) =>
    world.rest('bot', 'POST /repos/acme/shop/pulls', {
      title: 'Bump',
      body: 'x'.repeat(length),
      head: 'bump',
      base: 'main',
    });

  const [beyond, most] = [await open(65_537), await open(65_536)];

  expect([beyond.status, beyond.body.errors[0].message]).toEqual([
    422,
    'body is too long (maximum is 65536 characters)',
  ]);
  expect(most.status).toBe(201);
  expect(world.breaches()).toEqual([]);
});
