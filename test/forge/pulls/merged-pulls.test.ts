import { expect, it } from '@jest/globals';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld } from '../domain-world.ts';

const roles = { alice: 'write', 'acme-ci': 'write' } as const;
const shop = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, labels: ['deployed'], roles };

const merged = `{ repository(owner: "acme", name: "shop") {
  pullRequests(first: 5, states: [MERGED], baseRefName: "main", orderBy: { field: UPDATED_AT, direction: DESC }) { nodes {
    number mergedAt mergedBy { __typename login } mergeCommit { oid } headRefName headRefOid headRef { name }
    files(first: 5) { nodes { path } } labels(first: 5) { nodes { name } } comments(last: 1) { nodes { body } }
    commits(last: 1) { nodes { commit { oid status { context(name: "sluice/gates") {
      state description createdAt creator { login } } } } } } } } } }`;

it('a merged pull request keeps its head, files and statuses after its branch is gone', async () => {
  const world = await DomainWorld.with([shop]);
  const [alice, ci] = [personIn(world, 'alice'), personIn(world, 'acme-ci')];
  const change = { title: 'Bump', body: '', path: 'pin.txt', text: 'two\n' };
  const first = await alice.proposes('acme/shop', { ...change, branch: 'bump' });
  const head = world.repo('shop').git.refs.read('refs/heads/bump')!;
  const status = { context: 'sluice/gates', state: 'pending', description: 'soak: 40 minutes left' };
  await world.done('acme-ci', `POST /repos/acme/shop/statuses/${head}`, status);
  await ci.comments('acme/shop', first, 'Bypassed');
  const commit = await alice.merges('acme/shop', first);

  await alice.deletesBranch('acme/shop', 'bump');
  await alice.labels('acme/shop', first, 'deployed');

  const { nodes } = (await world.query('bot', merged)).repository.pullRequests;
  const context = { creator: { login: 'acme-ci' }, createdAt: '2026-05-04T12:00:00Z' };
  expect(nodes).toEqual([
    {
      number: 1,
      mergedAt: '2026-05-04T12:00:00Z',
      mergedBy: { __typename: 'User', login: 'alice' },
      mergeCommit: { oid: commit },
      headRefName: 'bump',
      headRefOid: head,
      headRef: null,
      files: { nodes: [{ path: 'pin.txt' }] },
      labels: { nodes: [{ name: 'deployed' }] },
      comments: { nodes: [{ body: 'Bypassed' }] },
      commits: {
        nodes: [
          {
            commit: {
              oid: head,
              status: { context: { state: 'PENDING', description: 'soak: 40 minutes left', ...context } },
            },
          },
        ],
      },
    },
  ]);
});

it('merged pull requests come by what changed last, those into other branches and open ones do not', async () => {
  const world = await DomainWorld.with([shop]);
  const alice = personIn(world, 'alice');
  for (const branch of ['one', 'two', 'three', 'four']) {
    const change = { title: branch, body: '', path: `${branch}.txt`, text: 'two\n' };
    await alice.proposes('acme/shop', { ...change, branch });
    world.clock.advance(1000);
  }
  await alice.branches('acme/shop', 'other', 'main');
  await world.done('alice', 'PATCH /repos/acme/shop/pulls/3', { base: 'other' });
  for (const number of [1, 2, 3]) await alice.merges('acme/shop', number);
  world.clock.advance(1000);
  await alice.comments('acme/shop', 1, 'Later');

  const { nodes } = (await world.query('bot', merged)).repository.pullRequests;

  expect(nodes.map(({ number }: { number: number }) => number)).toEqual([1, 2]);
});
