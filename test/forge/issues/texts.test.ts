import { describe, expect, it } from '@jest/globals';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld, type Json } from '../domain-world.ts';

const roles = { alice: 'write', tim: 'triage', rita: 'read' } as const;

async function world(): Promise<DomainWorld> {
  const repo = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, labels: ['ready', 'control'], roles };
  return DomainWorld.with([repo, { fullName: 'acme/ledger', labels: ['ready'], roles }]);
}

async function ask(there: DomainWorld, fields: string): Promise<Json> {
  return (await there.query('bot', `{ repository(owner: "acme", name: "shop") { ${fields} } }`)).repository;
}

const edit = 'editor { __typename login } lastEditedAt';

describe('the words of an issue', () => {
  it('say who changed them last and when, but not for a new title', async () => {
    const there = await world();
    const [alice, rita] = [personIn(there, 'alice'), personIn(there, 'rita')];
    await rita.opensIssue('acme/shop', 'A fault', 'It is broken');
    const issue = `issue(number: 1) { body ${edit} }`;

    await there.done('alice', 'PATCH /repos/acme/shop/issues/1', { title: 'A fault in the shop' });
    const retitled = await ask(there, issue);
    there.clock.advance(1000);
    await alice.rewrites('acme/shop', 1, 'It is broken since Monday');

    expect(retitled.issue).toEqual({ body: 'It is broken', editor: null, lastEditedAt: null });
    expect((await ask(there, issue)).issue).toEqual({
      body: 'It is broken since Monday',
      editor: { __typename: 'User', login: 'alice' },
      lastEditedAt: '2026-05-04T12:00:01Z',
    });
    const { action, sender, payload } = there.emitted.at(-1)!;
    expect([action, sender.login, payload['changes']]).toEqual(['edited', 'alice', { body: { from: 'It is broken' } }]);
    expect(there.breaches()).toEqual([]);
  });

  it('and those of a pull request and of a comment do too', async () => {
    const there = await world();
    const alice = personIn(there, 'alice');
    await there.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    await there.done('bot', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main', body: 'Text' });
    const comment = await alice.comments('acme/shop', 1, 'I see');
    there.heard();

    await alice.rewrites('acme/shop', 1, 'Other text');
    await there.done('bot', `PATCH /repos/acme/shop/issues/comments/${comment}`, { body: 'I saw' });

    const pull = `pullRequest(number: 1) { ${edit} comments(last: 1) { nodes { body author { login } ${edit} } } }`;
    expect((await ask(there, pull)).pullRequest).toEqual({
      editor: { __typename: 'User', login: 'alice' },
      lastEditedAt: '2026-05-04T12:00:00Z',
      comments: {
        nodes: [
          {
            body: 'I saw',
            author: { login: 'alice' },
            editor: { __typename: 'Bot', login: 'sluice' },
            lastEditedAt: '2026-05-04T12:00:00Z',
          },
        ],
      },
    });
    expect(there.heard()).toEqual(['pull_request.edited', 'issue_comment.edited']);
    expect(there.breaches()).toEqual([]);
  });
});

describe('a comment on a pull request or an issue', () => {
  it('is heard when it is made, changed and deleted', async () => {
    const there = await world();
    const alice = personIn(there, 'alice');
    await alice.opensIssue('acme/shop', 'A fault');
    const comment = await alice.comments('acme/shop', 1, '/sluice hold');
    await alice.editsComment('acme/shop', comment, '/sluice resume');
    await alice.deletesComment('acme/shop', comment);

    const comments = there.emitted.filter(({ event }) => event === 'issue_comment');
    expect(comments.map(({ action, sender }) => `${action} ${sender.login}`)).toEqual([
      'created alice',
      'edited alice',
      'deleted alice',
    ]);
    expect((await ask(there, 'issue(number: 1) { comments { totalCount } }')).issue.comments.totalCount).toBe(0);
    expect((await there.rest('alice', `GET /repos/acme/shop/issues/comments/${comment}`)).status).toBe(404);
    expect(there.breaches()).toEqual([]);
  });

  it('is deleted over GraphQL too, by its author and by those who may write', async () => {
    const there = await world();
    const comment = await personIn(there, 'alice').opensIssue('acme/shop', 'A fault');
    await personIn(there, 'alice').comments('acme/shop', comment, 'Mine');
    const { issue } = await ask(there, 'issue(number: 1) { comments(first: 1) { nodes { id } } }');
    const id = issue.comments.nodes[0].id;
    const deleting = 'mutation($id: ID!) { deleteIssueComment(input: { id: $id }) { clientMutationId } }';

    const refused = await there.graphql('rita', deleting, { id });
    await there.query('bot', deleting, { id });

    expect(refused.errors).toMatchObject([{ type: 'FORBIDDEN' }]);
    expect(there.heard().at(-1)).toBe('issue_comment.deleted');
  });
});

describe('issues over GraphQL', () => {
  const creating = `mutation($input: CreateIssueInput!) { createIssue(input: $input) { issue {
    id number body author { login } isPinned labels(first: 5) { nodes { name } } } } }`;
  const updating = `mutation($input: UpdateIssueInput!) { updateIssue(input: $input) { actor { login } issue {
    title body state ${edit} labels(first: 5) { nodes { name } } } } }`;

  async function created(there: DomainWorld, title = 'Control') {
    const ids = await ask(there, 'id control: label(name: "Control") { id } ready: label(name: "ready") { id }');
    const input = { repositoryId: ids.id, title, body: 'What runs where', labelIds: [ids.control.id] };
    return { ids, ...(await there.query('bot', creating, { input })).createIssue };
  }

  it('are opened with labels, and changed in place', async () => {
    const there = await world();

    const { ids, issue } = await created(there);
    const input = { id: issue.id, body: 'Held', title: 'Control of acme', labelIds: [ids.ready.id], state: 'CLOSED' };
    const { updateIssue } = await there.query('bot', updating, { input });

    expect(issue).toMatchObject({ number: 1, author: { login: 'sluice' }, labels: { nodes: [{ name: 'control' }] } });
    expect(updateIssue).toEqual({
      actor: { login: 'sluice' },
      issue: {
        title: 'Control of acme',
        body: 'Held',
        state: 'CLOSED',
        editor: { __typename: 'Bot', login: 'sluice' },
        lastEditedAt: '2026-05-04T12:00:00Z',
        labels: { nodes: [{ name: 'ready' }] },
      },
    });
    expect(there.heard()).toEqual([
      'issues.opened',
      'issues.labeled',
      'issues.edited',
      'issues.unlabeled',
      'issues.labeled',
      'issues.closed',
    ]);
    expect(there.breaches()).toEqual([]);
  });

  it('are changed by their author or with triage, and take no labels of readers or of other repositories', async () => {
    const there = await world();
    const { ids, issue } = await created(there);
    const other = await there.query(
      'bot',
      '{ repository(owner: "acme", name: "ledger") { label(name: "ready") { id } } }',
    );

    const refused = await there.graphql('rita', updating, { input: { id: issue.id, body: 'Mine' } });
    const foreign = { id: issue.id, labelIds: [other.repository.label.id] };
    const astray = await there.graphql('bot', updating, { input: foreign });
    const byReader = { repositoryId: ids.id, title: 'A fault', labelIds: [ids.ready.id] };
    const { createIssue } = await there.query('rita', creating, { input: byReader });

    expect([refused.errors?.[0]?.type, astray.errors?.[0]?.type]).toEqual(['FORBIDDEN', 'NOT_FOUND']);
    expect(createIssue.issue.labels.nodes).toEqual([]);
  });

  it('are found by who opened them, by label and by state', async () => {
    const there = await world();
    await created(there);
    await personIn(there, 'rita').opensIssue('acme/shop', 'A fault');
    const find = async (asked: string) =>
      (await ask(there, `issues(first: 10, ${asked}) { nodes { number } }`)).issues.nodes.map(
        ({ number }: { number: number }) => number,
      );

    expect(await find('filterBy: { createdBy: "sluice[bot]" }, labels: ["CONTROL"], states: [OPEN]')).toEqual([1]);
    expect(await find('filterBy: { createdBy: "rita" }')).toEqual([2]);
    expect(await find('filterBy: { createdBy: "rita", labels: ["control"] }')).toEqual([]);
    expect(await find('filterBy: { states: [CLOSED] }')).toEqual([]);
    expect(await find('orderBy: { field: CREATED_AT, direction: DESC }')).toEqual([2, 1]);
    expect(await find('filterBy: { since: "2026-05-04T12:00:01Z" }')).toEqual([]);
  });

  it('are pinned, three at the most, by those who may write', async () => {
    const there = await world();
    const pinning = 'mutation($id: ID!) { pinIssue(input: { issueId: $id }) { issue { isPinned } } }';
    const unpinning = 'mutation($id: ID!) { unpinIssue(input: { issueId: $id }) { issue { isPinned } } }';
    const ids = [];
    for (const title of ['One', 'Two', 'Three', 'Four']) ids.push((await created(there, title)).issue.id);
    there.heard();

    const refused = await there.graphql('tim', pinning, { id: ids[0] });
    const first = await there.query('bot', pinning, { id: ids[0] });
    for (const id of ids.slice(0, 3)) await there.query('bot', pinning, { id });
    const fourth = await there.graphql('bot', pinning, { id: ids[3] });
    await there.query('bot', unpinning, { id: ids[0] });

    expect([refused.errors?.[0]?.type, first.pinIssue.issue.isPinned]).toEqual(['FORBIDDEN', true]);
    expect(fourth.errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
    expect(there.heard()).toEqual(['issues.pinned', 'issues.pinned', 'issues.pinned', 'issues.unpinned']);
    expect((await ask(there, 'issue(number: 1) { isPinned }')).issue.isPinned).toBe(false);
    expect(there.breaches()).toEqual([]);
  });
});
