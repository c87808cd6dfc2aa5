import { describe, expect, it } from '@jest/globals';
import { addPerson } from '../../../src/forge/seed/organisation.ts';
import { transferIssue } from '../../../src/forge/domain/issues/moves.ts';
import { accountOf } from '../../../src/forge/domain/accounts.ts';
import { writeCommit } from '../../../src/forge/git/commit.ts';
import { DomainWorld } from '../domain-world.ts';

const minute = 60_000;

const open = (): Promise<DomainWorld> =>
  DomainWorld.with([
    { fullName: 'acme/shop', files: { 'a.txt': 'a\n', 'web/app.js': '//\n' }, roles: { alice: 'write' } },
    { fullName: 'acme/tracker', files: { 'a.txt': 'a\n' }, roles: { alice: 'write' } },
  ]);

interface Proposal {
  name: string;
  body?: string;
  base?: string;
  as?: string;
}

async function proposes(
  world: DomainWorld,
  { name, body = '', base = 'main', as = 'alice' }: Proposal,
): Promise<number> {
  await world.branch('alice', 'shop', { name, path: `${name}.txt`, text: `${name}\n` });
  const pull = { title: name, body, head: name, base };
  return (await world.done(as, 'POST /repos/acme/shop/pulls', pull)).number;
}

async function merges(world: DomainWorld, number: number, method = 'squash'): Promise<string> {
  return (await world.done('alice', `PUT /repos/acme/shop/pulls/${number}/merge`, { merge_method: method })).sha;
}

const ASSOCIATED = `query Associated($oid: GitObjectID!) { repository(owner: "acme", name: "shop") { object(oid: $oid) {
  ... on Commit { authoredDate web: file(path: "web") { oid } none: file(path: "nothing/here") { oid }
    associatedPullRequests(first: 10) { nodes { number merged mergedAt headRefName mergeCommit { oid } author { __typename login }
      labels(first: 20) { nodes { name } } closingIssuesReferences(first: 20) { nodes { number } } } } } } } }`;

async function associated(world: DomainWorld, oid: string) {
  return (await world.query('bot', ASSOCIATED, { oid })).repository.object;
}

const numbersOf = ({
  associatedPullRequests: { nodes },
}: {
  associatedPullRequests: { nodes: { number: number }[] };
}) => nodes.map(({ number }) => number);

async function issueIn(world: DomainWorld, repo: string, title: string): Promise<number> {
  return (await world.done('alice', `POST /repos/acme/${repo}/issues`, { title })).number;
}

describe('the pull requests of a commit', () => {
  it('say by whom, from which branch and with which labels they came, and what they close', async () => {
    const world = await open();
    addPerson(world.forge.state, 'renovate[bot]');
    world.repo('shop').roles.set('renovate[bot]', 'write');
    const issue = await issueIn(world, 'shop', 'Slow');
    const number = await proposes(world, { name: 'bump', body: `Fixes #${issue}`, as: 'renovate[bot]' });
    await world.done('alice', `POST /repos/acme/shop/issues/${number}/labels`, { labels: ['dependencies'] });
    const commit = await merges(world, number);

    expect(await associated(world, commit)).toMatchObject({
      authoredDate: new Date(world.clock.now()).toISOString().replace('.000', ''),
      web: { oid: expect.stringMatching(/^[0-9a-f]{40}$/) },
      none: null,
      associatedPullRequests: {
        nodes: [
          {
            number,
            merged: true,
            headRefName: 'bump',
            mergeCommit: { oid: commit },
            author: { __typename: 'Bot', login: 'renovate' },
            labels: { nodes: [{ name: 'dependencies' }] },
            closingIssuesReferences: { nodes: [{ number: issue }] },
          },
        ],
      },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('close nothing at GitHub where they go to another branch than the default one', async () => {
    const world = await open();
    const issue = await issueIn(world, 'shop', 'Slow');
    const main = world.repo('shop').git.refs.read('refs/heads/main');
    await world.done('alice', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/release', sha: main });
    const number = await proposes(world, { name: 'fix', body: `Fixes #${issue}`, base: 'release' });

    const { associatedPullRequests } = await associated(world, await merges(world, number));

    expect(associatedPullRequests.nodes).toMatchObject([{ number, closingIssuesReferences: { nodes: [] } }]);
  });

  it('are those of every commit that a rebase made, while the merge commit is the last', async () => {
    const world = await open();
    await world.branch('alice', 'shop', { name: 'two', path: 'one.txt', text: '1\n' });
    const put = { message: 'Second', content: Buffer.from('2\n').toString('base64'), branch: 'two' };
    await world.done('alice', 'PUT /repos/acme/shop/contents/second.txt', put);
    const { number } = await world.done('alice', 'POST /repos/acme/shop/pulls', {
      title: 'Two',
      head: 'two',
      base: 'main',
    });
    const other = await proposes(world, { name: 'other' });
    await merges(world, other);

    const last = await merges(world, number, 'rebase');

    const [first = ''] = (await world.done('alice', `GET /repos/acme/shop/git/commits/${last}`)).parents.map(
      ({ sha }: { sha: string }) => sha,
    );
    const [ofLast, ofFirst] = [await associated(world, last), await associated(world, first)];
    expect([numbersOf(ofLast), numbersOf(ofFirst)]).toEqual([[number], [number]]);
    expect(ofFirst.associatedPullRequests.nodes[0].mergeCommit.oid).toBe(last);
  });

  it('are not there yet for a young merge while the index lags, though the pull request is merged', async () => {
    const world = await open();
    const old = await merges(world, await proposes(world, { name: 'old' }));
    world.clock.advance(11 * minute);
    const number = await proposes(world, { name: 'young' });
    const young = await merges(world, number);
    world.forge.faults.add({ operation: '*', do: { unindexed: 10 * minute } });

    expect([numbersOf(await associated(world, old)), numbersOf(await associated(world, young))]).toEqual([[1], []]);
    const recent = await world.query(
      'bot',
      `{ repository(owner: "acme", name: "shop") { pullRequests(states: MERGED, first: 1, orderBy: {field: UPDATED_AT, direction: DESC})
        { nodes { number mergeCommit { oid } } } } }`,
    );
    expect(recent.repository.pullRequests.nodes).toEqual([{ number, mergeCommit: { oid: young } }]);
    expect((await world.done('alice', `GET /repos/acme/shop/commits/${young}/pulls`)).length).toBe(0);
    expect(world.forge.faults.records).toMatchObject([{ struck: 2 }]);
    world.clock.advance(10 * minute);
    expect(numbersOf(await associated(world, young))).toEqual([number]);
  });
});

describe('threads by their numbers', () => {
  it('are several in one document of several repositories, and one that does not exist spoils no other', async () => {
    const world = await open();
    const there = await issueIn(world, 'tracker', 'Known');
    const number = await proposes(world, { name: 'fix' });

    const { data, errors } = await world.graphql(
      'bot',
      `{ r0: repository(owner: "acme", name: "shop") { t0: issueOrPullRequest(number: ${number}) { ...who } t1: issueOrPullRequest(number: 404) { ...who } }
         r1: repository(owner: "acme", name: "tracker") { t0: issueOrPullRequest(number: ${there}) { ...who } }
         r2: repository(owner: "acme", name: "nowhere") { t0: issueOrPullRequest(number: 1) { ...who } } }
       fragment who on IssueOrPullRequest { __typename ... on Issue { number } ... on PullRequest { number } }`,
    );

    expect(data).toEqual({
      r0: { t0: { __typename: 'PullRequest', number }, t1: null },
      r1: { t0: { __typename: 'Issue', number: there } },
      r2: null,
    });
    expect(errors?.map(({ type, path }) => [type, path])).toEqual([
      ['NOT_FOUND', ['r0', 't1']],
      ['NOT_FOUND', ['r2']],
    ]);
  });

  it('of a transferred issue answer where it is now', async () => {
    const world = await open();
    const number = await issueIn(world, 'shop', 'Elsewhere');
    const { state } = world.forge;
    const [shop, tracker] = [world.repo('shop'), world.repo('tracker')];
    const issue = shop.issues.get(number);
    if (issue?.kind !== 'issue') throw new Error('the issue is missing');
    const moved = transferIssue(state, shop, issue, {
      to: tracker,
      createLabels: false,
      actor: accountOf(state, 'alice')!,
    });

    const { repository } = await world.query(
      'bot',
      `{ repository(owner: "acme", name: "shop") { issueOrPullRequest(number: ${number}) { ... on Issue { number title repository { nameWithOwner } } } } }`,
    );

    expect(repository.issueOrPullRequest).toEqual({
      number: moved.number,
      title: 'Elsewhere',
      repository: { nameWithOwner: 'acme/tracker' },
    });
  });
});

it('two histories that share nothing are refused a comparison in words of their own', async () => {
  const world = await open();
  const { objects, refs } = world.repo('shop').git;
  const tip = refs.read('refs/heads/main')!;
  const author = { name: 'alice', email: 'alice@acme.dev', at: world.clock.now() };
  const tree = await world.done('alice', `GET /repos/acme/shop/git/commits/${tip}`);
  const lonely = writeCommit(objects, {
    tree: tree.tree.sha,
    parents: [],
    author,
    committer: author,
    message: 'Alone',
  });

  const { status, body } = await world.rest('bot', `GET /repos/acme/shop/compare/${tip}...${lonely}`);

  expect([status, body.message]).toEqual([404, `No common ancestor between ${tip} and ${lonely}.`]);
});
