import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';

/** Labels, assignees, searches and locks by GraphQL, as gh uses them. */

const repo = '/repos/acme/shop';

async function shop(): Promise<DomainWorld> {
  const world = await DomainWorld.with([
    {
      fullName: 'acme/shop',
      files: { 'pin.txt': 'one\n' },
      labels: ['ready', 'done'],
      roles: { alice: 'write', bob: 'write', rita: 'read' },
    },
  ]);
  await world.done('alice', `POST ${repo}/issues`, { title: 'Old pin', body: 'for @bob', labels: ['ready'] });
  return world;
}

const query = (world: DomainWorld, fields: string, as = 'alice') =>
  world.query(as, `{ repository(owner: "acme", name: "shop") { ${fields} } }`).then(({ repository }) => repository);

const idOf = async (world: DomainWorld, field: string): Promise<string> =>
  (await query(world, `it: ${field} { id }`)).it.id;

const numbers = ({ nodes }: { nodes: { number: number }[] }) => nodes.map(({ number }) => number);

describe('who does what', () => {
  it('an update sets exactly the labels and assignees it names', async () => {
    const world = await shop();
    const [issue, done] = [await idOf(world, 'issue(number: 1)'), await idOf(world, 'label(name: "done")')];
    const { user } = await world.query('alice', '{ user(login: "bob") { id } }');
    world.heard();

    await world.query(
      'alice',
      'mutation ($input: UpdateIssueInput!) { updateIssue(input: $input) { clientMutationId } }',
      {
        input: { id: issue, labelIds: [done], assigneeIds: [user.id] },
      },
    );

    const fields = 'labels(first: 9) { nodes { name } } assignees(first: 9) { nodes { login } }';
    expect((await query(world, `issue(number: 1) { ${fields} }`)).issue).toEqual({
      labels: { nodes: [{ name: 'done' }] },
      assignees: { nodes: [{ login: 'bob' }] },
    });
    expect(world.heard()).toEqual(['issues.unlabeled', 'issues.labeled', 'issues.assigned']);
  });

  it('from a reader who opens an issue the labels and assignees are dropped without a word', async () => {
    const world = await shop();
    const [repositoryId, done] = [
      await query(world, 'id').then(({ id }) => id),
      await idOf(world, 'label(name: "done")'),
    ];
    const { user } = await world.query('alice', '{ user(login: "bob") { id } }');

    const fields = 'labels(first: 9) { totalCount } assignees(first: 9) { totalCount }';
    const { createIssue } = await world.query(
      'rita',
      `mutation ($input: CreateIssueInput!) { createIssue(input: $input) { issue { ${fields} } } }`,
      { input: { repositoryId, title: 'Mine', labelIds: [done], assigneeIds: [user.id] } },
    );

    expect(createIssue.issue).toEqual({ labels: { totalCount: 0 }, assignees: { totalCount: 0 } });
  });

  it('a list is narrowed to who is assigned and who is mentioned', async () => {
    const world = await shop();
    await world.done('alice', `POST ${repo}/issues`, { title: 'Another', assignees: ['bob'] });

    const narrowed = await query(
      world,
      `assigned: issues(first: 9, filterBy: { assignee: "bob" }) { nodes { number } }
       anybody: issues(first: 9, filterBy: { assignee: "*" }) { nodes { number } }
       mentioned: issues(first: 9, filterBy: { mentioned: "bob" }) { nodes { number } }`,
    );

    expect([narrowed.assigned, narrowed.anybody, narrowed.mentioned].map(numbers)).toEqual([[2], [2], [1]]);
  });
});

describe('a search', () => {
  const search = async (world: DomainWorld, text: string, as = 'alice'): Promise<number[]> => {
    const document =
      'query ($text: String!) { search(query: $text, type: ISSUE, first: 9) { issueCount nodes { ... on Issue { number } ... on PullRequest { number } } } }';
    const { search: found } = await world.query(as, document, { text });
    expect(found.issueCount).toBe(found.nodes.length);
    return numbers(found);
  };

  it('finds issues and pull requests by their qualifiers and words, the newest first', async () => {
    const world = await shop();
    await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    await world.done('bot', `POST ${repo}/pulls`, { title: 'Bump pin', head: 'bump', base: 'main' });
    await world.done('alice', `PATCH ${repo}/issues/1`, { assignees: ['bob'] });

    expect(await search(world, 'repo:acme/shop pin')).toEqual([2, 1]);
    expect(await search(world, 'repo:acme/shop is:pr is:open')).toEqual([2]);
    expect(await search(world, 'label:ready -is:pr author:alice sort:created-asc')).toEqual([1]);
    expect(await search(world, 'assignee:@me', 'bob')).toEqual([1]);
    expect(await search(world, '"Old pin" in:title')).toEqual([1]);
    expect(await search(world, 'head:bump base:main')).toEqual([2]);
    expect(await search(world, 'is:closed')).toEqual([]);
    expect(await search(world, 'language:go')).toEqual([]);
  });

  it('finds nothing for who may not see it', async () => {
    const world = await shop();

    expect(await search(world, 'pin', 'eve')).toEqual([]);
  });
});

describe('a lock', () => {
  it('is put on with its reason and taken off', async () => {
    const world = await shop();
    const input = { lockableId: await idOf(world, 'issue(number: 1)'), lockReason: 'TOO_HEATED' };
    world.heard();

    const lock =
      'mutation ($input: LockLockableInput!) { lockLockable(input: $input) { lockedRecord { locked activeLockReason } } }';
    const { lockLockable } = await world.query('alice', lock, { input });
    const unlock =
      'mutation ($input: UnlockLockableInput!) { unlockLockable(input: $input) { unlockedRecord { locked } } }';
    const { unlockLockable } = await world.query('alice', unlock, { input: { lockableId: input.lockableId } });

    expect(lockLockable.lockedRecord).toEqual({ locked: true, activeLockReason: 'TOO_HEATED' });
    expect(unlockLockable.unlockedRecord).toEqual({ locked: false });
    expect(world.heard()).toEqual(['issues.locked', 'issues.unlocked']);
  });
});
