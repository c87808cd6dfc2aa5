import { describe, expect, it } from '@jest/globals';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld, type Json } from '../domain-world.ts';

const roles = { alice: 'write', tim: 'triage', rita: 'read' } as const;

/** Pull request 1 is merged, 2 is open, 3 is an issue. */
async function world(): Promise<DomainWorld> {
  const repo = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, labels: ['Deploy/Production'], roles };
  const there = await DomainWorld.with([repo, { ...repo, fullName: 'acme/ledger' }]);
  for (const name of ['one', 'two']) {
    await there.branch('alice', 'shop', { name, path: `${name}.txt`, text: 'two\n' });
    await there.done('alice', 'POST /repos/acme/shop/pulls', { title: name, head: name, base: 'main' });
  }
  await personIn(there, 'alice').merges('acme/shop', 1);
  await personIn(there, 'rita').opensIssue('acme/shop', 'A fault');
  there.clock.advance(1000);
  there.heard();
  return there;
}

async function label(there: DomainWorld, fields: string): Promise<Json> {
  const query = `{ repository(owner: "acme", name: "shop") { label(name: "deploy/production") { ${fields} } } }`;
  return (await there.query('bot', query)).repository.label;
}

describe('a label', () => {
  it('lists the pull requests and the issues that have it, whatever their state', async () => {
    const there = await world();
    for (const number of [1, 2, 3]) await personIn(there, 'tim').labels('acme/shop', number, 'deploy/production');

    const node = 'nodes { number state merged title repository { nameWithOwner } }';
    const { pullRequests, merged, newest, issues } = await label(
      there,
      `pullRequests(first: 10) { ${node} } merged: pullRequests(last: 5, states: [MERGED]) { totalCount ${node} }
      newest: pullRequests(first: 1, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { number } }
      issues(first: 5, states: [OPEN]) { nodes { number } }`,
    );

    const repository = { nameWithOwner: 'acme/shop' };
    expect(pullRequests.nodes).toEqual([
      { number: 1, state: 'MERGED', merged: true, title: 'one', repository },
      { number: 2, state: 'OPEN', merged: false, title: 'two', repository },
    ]);
    expect([merged.totalCount, merged.nodes[0].number]).toEqual([1, 1]);
    expect([newest.nodes, issues.nodes]).toEqual([[{ number: 2 }], [{ number: 3 }]]);
  });

  it('that was taken off is in no list', async () => {
    const there = await world();
    const tim = personIn(there, 'tim');
    await tim.labels('acme/shop', 1, 'deploy/production');

    await tim.unlabels('acme/shop', 1, 'DEPLOY/production');

    const { pullRequests } = await label(there, 'pullRequests { totalCount } issues { totalCount }');
    expect(pullRequests.totalCount).toBe(0);
  });

  it('on open and merged pull requests is told with who set it and who took it off', async () => {
    const there = await world();

    for (const number of [1, 2]) {
      await personIn(there, 'tim').labels('acme/shop', number, 'deploy/production');
      await personIn(there, 'alice').unlabels('acme/shop', number, 'Deploy/Production');
    }

    const told = there.emitted.map(({ event, action, sender, payload }) => {
      const { number, state } = payload['pull_request'] as { number: number; state: string };
      return `${event}.${action} ${sender.login} ${number} ${state}`;
    });
    expect(told).toEqual([
      'pull_request.labeled tim 1 closed',
      'pull_request.unlabeled alice 1 closed',
      'pull_request.labeled tim 2 open',
      'pull_request.unlabeled alice 2 open',
    ]);
    expect(there.breaches()).toEqual([]);
  });
});

describe('the timeline of a pull request', () => {
  const node = `nodes { __typename ... on LabeledEvent { actor { __typename login } createdAt label { name } }
    ... on UnlabeledEvent { actor { __typename login } createdAt label { name } }`;
  const merge = '... on MergedEvent { actor { login } commit { oid } mergeRefName }';

  async function timeline(there: DomainWorld, number: number, asked: string): Promise<Json> {
    const items = `timelineItems(${asked}) { filteredCount pageInfo { hasPreviousPage } ${node} ${number === 3 ? '' : merge} } }`;
    const thread = number === 3 ? `issue(number: 3) { ${items} }` : `pullRequest(number: ${number}) { ${items} }`;
    const { repository } = await there.query('bot', `{ repository(owner: "acme", name: "shop") { ${thread} } }`);
    return (repository.issue ?? repository.pullRequest).timelineItems;
  }

  it('knows who set a label, and answers the kinds that are asked for', async () => {
    const there = await world();
    await personIn(there, 'tim').labels('acme/shop', 1, 'deploy/production');
    await there.done('bot', 'DELETE /repos/acme/shop/issues/1/labels/deploy%2Fproduction');
    there.clock.advance(1000);
    await personIn(there, 'alice').labels('acme/shop', 1, 'deploy/production');

    const all = await timeline(there, 1, 'first: 10');
    const last = await timeline(there, 1, 'last: 1, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]');

    expect(all.nodes.map(({ __typename: kind }: { __typename: string }) => kind)).toEqual([
      'MergedEvent',
      'ClosedEvent',
      'LabeledEvent',
      'UnlabeledEvent',
      'LabeledEvent',
    ]);
    expect(all.nodes[0]).toMatchObject({ actor: { login: 'alice' }, mergeRefName: 'main' });
    expect(all.nodes[3]).toMatchObject({ actor: { __typename: 'Bot', login: 'sluice' } });
    expect([last.filteredCount, last.pageInfo.hasPreviousPage]).toEqual([3, true]);
    expect(last.nodes).toEqual([
      {
        __typename: 'LabeledEvent',
        actor: { __typename: 'User', login: 'alice' },
        createdAt: '2026-05-04T12:00:02Z',
        label: { name: 'Deploy/Production' },
      },
    ]);
  });

  it('is kept for issues alike', async () => {
    const there = await world();
    await personIn(there, 'tim').labels('acme/shop', 3, 'deploy/production');

    const { nodes } = await timeline(there, 3, 'first: 5, itemTypes: [LABELED_EVENT]');

    expect(nodes).toMatchObject([{ actor: { login: 'tim' }, label: { name: 'Deploy/Production' } }]);
  });
});
