import { describe, expect, it } from '@jest/globals';
import { isAncestor } from '../../src/forge/git/history.ts';
import { fileAt } from '../../src/forge/git/tree.ts';
import type { RepoSpec } from '../../src/forge/seed/organisation.ts';
import { DomainWorld } from './domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n', 'run.sh': 'true\n' },
  labels: ['ready'],
  roles: { alice: 'write', rita: 'read' },
};
const secret: RepoSpec = { fullName: 'acme/secret', files: { 'a.txt': 'a\n' }, roles: { tom: 'write' } };

const zero = '0'.repeat(40);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const tip = (world: DomainWorld, branch = 'main') => world.repo('shop').git.refs.read(`refs/heads/${branch}`);

/** A branch, a commit on it and its pull request in one document, as a bot that counts its calls sends it. */
const open = `mutation($repo: ID!, $name: String!, $branch: String!, $at: GitObjectID!, $files: FileChanges!, $body: String!) {
  a: createRef(input: {repositoryId: $repo, name: $name, oid: $at}) { ref { id name } }
  b: createCommitOnBranch(input: {branch: {repositoryNameWithOwner: "acme/shop", branchName: $branch}, expectedHeadOid: $at,
    message: {headline: "Bump", body: "Why: because"}, fileChanges: $files}) { commit { oid author { name email user { login } } signature { isValid wasSignedByGitHub state } } }
  c: createPullRequest(input: {repositoryId: $repo, baseRefName: "main", headRefName: $branch, title: "Bump", body: $body})
    { pullRequest { id number headRefOid mergeable mergeStateStatus author { login __typename } } }
}`;

async function opened(world: DomainWorld, { branch = 'bump', text = 'two\n', body = '' } = {}) {
  const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
  const files = { additions: [{ path: 'pin.txt', contents: base64(text) }] };
  const at = tip(world);
  return world.query('bot', open, { repo: repository.id, name: `refs/heads/${branch}`, branch, at, files, body });
}

const withShop = async (more: Partial<RepoSpec> = {}, options = {}) =>
  DomainWorld.with([{ ...shop, ...more }, secret], options);

describe('reading', () => {
  it('answers one look at a lane', async () => {
    const world = await withShop({ protection: { main: { requiredChecks: ['ci'], requiredApprovals: 1 } } });
    await opened(world);
    world.clock.advance(1_000);

    const { repository } = await world.query(
      'bot',
      `{ rateLimit { limit cost remaining resetAt used } viewer { login }
         repository(owner: "acme", name: "shop") {
           nameWithOwner isArchived isPrivate mergeCommitAllowed autoMergeAllowed viewerDefaultMergeMethod defaultBranchRef { name }
           ref(qualifiedName: "refs/heads/main") { name prefix refUpdateRule { requiredStatusCheckContexts requiredApprovingReviewCount viewerCanPush }
             compare(headRef: "bump") { status aheadBy behindBy } target { oid ... on Commit { history(first: 5) { totalCount nodes { messageHeadline } } } } }
           file: object(expression: "main:pin.txt") { __typename ... on Blob { text isBinary isTruncated byteSize } }
           none: object(expression: "main:none.txt") { oid }
           pullRequests(headRefName: "bump", baseRefName: "main", states: OPEN, first: 1) { totalCount nodes {
             number mergeable mergeStateStatus reviewDecision isMergeQueueEnabled viewerCanEnableAutoMerge labels(first: 5) { nodes { name } }
             commits(last: 1) { totalCount nodes { commit { messageHeadline } } } } } } }`,
    );

    expect(repository).toMatchObject({
      nameWithOwner: 'acme/shop',
      defaultBranchRef: { name: 'main' },
      ref: {
        name: 'main',
        prefix: 'refs/heads/',
        refUpdateRule: { requiredStatusCheckContexts: ['ci'], requiredApprovingReviewCount: 1, viewerCanPush: false },
        compare: { status: 'AHEAD', aheadBy: 1, behindBy: 0 },
        target: { history: { totalCount: 1, nodes: [{ messageHeadline: 'Initial commit' }] } },
      },
      file: { __typename: 'Blob', text: 'one\n', isBinary: false, isTruncated: false, byteSize: 4 },
      none: null,
      pullRequests: {
        totalCount: 1,
        nodes: [{ number: 1, mergeable: 'MERGEABLE', mergeStateStatus: 'BLOCKED', reviewDecision: 'REVIEW_REQUIRED' }],
      },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('keeps what it could answer beside what it could not [39]', async () => {
    const world = await withShop();

    const { data, errors } = await world.graphql(
      'alice',
      `{ shop: repository(owner: "acme", name: "shop") { name issue(number: 9) { title } }
         secret: repository(owner: "acme", name: "secret") { name } }`,
    );

    expect(data).toEqual({ shop: { name: 'shop', issue: null }, secret: null });
    expect(errors).toMatchObject([
      { type: 'NOT_FOUND', path: ['shop', 'issue'], message: 'Could not resolve to an Issue with the number of 9.' },
      {
        type: 'NOT_FOUND',
        path: ['secret'],
        message: "Could not resolve to a Repository with the name 'acme/secret'.",
      },
    ]);
  });

  it("says in GitHub's words what its schema does not have", async () => {
    const world = await withShop();
    const asked = `query Look { repository(owner: "acme") {
      issues(first: 1, color: "red") { nodes { ... on Issue { colour } } } } node { id } }`;

    const { errors } = await world.graphql('bot', asked);

    expect(errors?.map(({ message, path, extensions }) => [message, path?.join('.'), extensions])).toEqual([
      [
        "Field 'issues' doesn't accept argument 'color'",
        'query Look.repository.issues.color',
        { code: 'argumentNotAccepted', name: 'issues', typeName: 'Field', argumentName: 'color' },
      ],
      [
        "Field 'colour' doesn't exist on type 'Issue'",
        'query Look.repository.issues.nodes.... on Issue.colour',
        { code: 'undefinedField', typeName: 'Issue', fieldName: 'colour' },
      ],
      [
        "Field 'repository' is missing required arguments: name",
        'query Look.repository',
        { code: 'missingRequiredArguments', className: 'Field', name: 'repository', arguments: 'name' },
      ],
      [
        "Field 'node' is missing required arguments: id",
        'query Look.node',
        { code: 'missingRequiredArguments', className: 'Field', name: 'node', arguments: 'id' },
      ],
    ]);
    expect(world.breaches().map((breach) => breach.split(' ').slice(0, 2))).toEqual(
      Array.from({ length: 4 }, () => ['request', 'graphql:Look']),
    );
  });

  it('calls a value that the schema does not have its own fault', async () => {
    const world = await withShop();
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A' });
    Object.assign(world.repo('shop').issues.get(1)!, { stateReason: 'because' });
    const target_url = 'nonsense';
    await world.done('alice', `POST /repos/acme/shop/statuses/${tip(world)!}`, { state: 'success', target_url });

    const { errors } = await world.graphql(
      'bot',
      `query Look { repository(owner: "acme", name: "shop") {
        issue(number: 1) { stateReason } object(expression: "main") { ... on Commit { status { contexts { targetUrl } } } } } }`,
    );

    expect(errors).toHaveLength(2);
    expect(world.breaches()).toEqual([
      'response graphql:Look /repository/issue/stateReason Enum "IssueStateReason" cannot represent value: "BECAUSE"',
      'response graphql:Look /repository/object/status/contexts/0/targetUrl Could not coerce value "nonsense" to URI',
    ]);
  });

  it('refuses an installation what it was not granted', async () => {
    const world = await withShop({}, { permissions: { contents: 'read' } });

    const { data, errors } = await world.graphql(
      'bot',
      '{ repository(owner: "acme", name: "shop") { name issue(number: 1) { title } } }',
    );

    expect(data.repository).toEqual({ name: 'shop', issue: null });
    expect(errors).toMatchObject([{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }]);
  });

  it('asks for the size of a page and gives the next by its cursor', async () => {
    const world = await withShop();
    for (const title of ['A', 'B', 'C']) await world.done('alice', 'POST /repos/acme/shop/issues', { title });
    const issues = (args: string) =>
      `{ repository(owner: "acme", name: "shop") { issues${args} { totalCount nodes { title } pageInfo { hasNextPage endCursor } } } }`;

    const first = (await world.query('bot', issues('(first: 2)'))).repository.issues;
    const second = (await world.query('bot', issues(`(first: 2, after: "${first.pageInfo.endCursor}")`))).repository
      .issues;
    const { errors } = await world.graphql('bot', issues(''));

    expect([first, second].map(({ nodes }) => nodes.map(({ title }: { title: string }) => title))).toEqual([
      ['A', 'B'],
      ['C'],
    ]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage, first.totalCount]).toEqual([true, false, 3]);
    expect(errors?.[0]?.type).toBe('MISSING_PAGINATION_BOUNDARIES');
  });

  it('finds nodes by id and names those it cannot', async () => {
    const world = await withShop();
    const { c } = await opened(world);

    const { data, errors } = await world.graphql('bot', 'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
      ids: [c.pullRequest.id, 'PR_bm90aGluZw'],
    });

    expect(data.nodes).toEqual([{ __typename: 'PullRequest', id: c.pullRequest.id }, null]);
    expect(errors).toMatchObject([{ type: 'NOT_FOUND', path: ['nodes', 1] }]);
  });

  it('lists as closing references only issues the viewer can see', async () => {
    const world = await withShop();
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Here' });
    await world.done('tom', 'POST /repos/acme/secret/issues', { title: 'There' });
    await opened(world, { body: 'Fixes #1, fixes acme/secret#1' });
    const asked = `{ repository(owner: "acme", name: "shop") { pullRequest(number: 2) { closingIssuesReferences(first: 5) { nodes { title repository { isPrivate } } } } } }`;
    const titles = async (as: string) => {
      const { repository } = await world.query(as, asked);
      return repository.pullRequest.closingIssuesReferences.nodes.map(({ title }: { title: string }) => title);
    };

    expect([await titles('bot'), await titles('alice')]).toEqual([['Here', 'There'], ['Here']]);
  });

  it('folds checks and statuses into one rollup', async () => {
    const world = await withShop();
    const path = `/repos/acme/shop/statuses/${tip(world)}`;
    await world.done('bot', 'POST /repos/acme/shop/check-runs', {
      name: 'lint',
      head_sha: tip(world),
      conclusion: 'success',
    });
    await world.done('alice', `POST ${path}`, { state: 'pending', context: 'ci' });

    const { repository } = await world.query(
      'bot',
      `{ repository(owner: "acme", name: "shop") { object(expression: "main") { ... on Commit { statusCheckRollup { state contexts(first: 10) { totalCount nodes {
        __typename ... on CheckRun { name status conclusion checkSuite { app { slug } } } ... on StatusContext { context state creator { login } } } } } } } } }`,
    );

    expect(repository.object.statusCheckRollup).toEqual({
      state: 'PENDING',
      contexts: {
        totalCount: 2,
        nodes: [
          {
            __typename: 'CheckRun',
            name: 'lint',
            status: 'COMPLETED',
            conclusion: 'SUCCESS',
            checkSuite: { app: { slug: 'sluice' } },
          },
          { __typename: 'StatusContext', context: 'ci', state: 'PENDING', creator: { login: 'alice' } },
        ],
      },
    });
  });

  it.each([
    ['it was opened', async () => undefined],
    [
      'its head moved',
      async (world: DomainWorld) =>
        world.done('alice', 'PUT /repos/acme/shop/contents/late.txt', { message: 'm', content: '', branch: 'bump' }),
    ],
    [
      'its base moved',
      async (world: DomainWorld) =>
        world.done('alice', 'PUT /repos/acme/shop/contents/late.txt', { message: 'm', content: '' }),
    ],
  ])('does not know mergeability until a moment after the first look since %s', async (_, happens) => {
    const world = await withShop();
    const { c } = await opened(world);
    expect([c.pullRequest.mergeable, c.pullRequest.mergeStateStatus]).toEqual(['UNKNOWN', 'UNKNOWN']);
    const asked =
      '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { mergeable mergeStateStatus } } }';
    const look = async () => (await world.query('bot', asked)).repository.pullRequest;
    await happens(world);
    expect(await look()).toEqual({ mergeable: 'UNKNOWN', mergeStateStatus: 'UNKNOWN' });
    world.clock.advance(1_000);

    expect(await look()).toEqual({ mergeable: 'MERGEABLE', mergeStateStatus: 'CLEAN' });
  });
});

describe('one document of mutations', () => {
  it('opens a branch, a signed commit and a pull request in turn', async () => {
    const world = await withShop();

    const { b, c } = await opened(world);

    const { id } = world.forge.state.app.bot;
    expect(b.commit.author).toEqual({
      name: 'sluice[bot]',
      email: `${id}+sluice[bot]@users.noreply.github.com`,
      user: null,
    });
    expect(b.commit.signature).toEqual({ isValid: true, wasSignedByGitHub: true, state: 'VALID' });
    expect(c.pullRequest).toMatchObject({
      number: 1,
      headRefOid: b.commit.oid,
      author: { login: 'sluice', __typename: 'Bot' },
    });
    expect(world.heard()).toEqual(['create', 'push', 'push', 'pull_request.opened']);
    expect(world.emitted.every(({ sender }) => sender.type === 'Bot')).toBe(true);
    expect(world.breaches()).toEqual([]);
  });

  it('keeps earlier effects when a later field fails', async () => {
    const world = await withShop();
    await opened(world);
    const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
    const files = { additions: [{ path: 'pin.txt', contents: base64('three\n') }] };
    const variables = {
      repo: repository.id,
      name: 'refs/heads/other',
      branch: 'bump',
      at: tip(world),
      files,
      body: '',
    };

    const { data, errors } = await world.graphql('bot', open, variables);

    expect(data).toMatchObject({ a: { ref: { name: 'other' } }, b: null, c: null });
    expect(errors?.map(({ type, path }) => [type, path?.[0]])).toEqual([
      ['STALE_DATA', 'b'],
      ['UNPROCESSABLE', 'c'],
    ]);
    expect(errors?.[1]?.message).toBe('A pull request already exists for acme:bump.');
    expect(tip(world, 'other')).toBe(tip(world));
  });
});

describe('createCommitOnBranch', () => {
  const commit = `mutation($at: GitObjectID!, $files: FileChanges!) { createCommitOnBranch(input: {branch: {repositoryNameWithOwner: "acme/shop", branchName: "bump"},
    expectedHeadOid: $at, message: {headline: "Next"}, fileChanges: $files}) { commit { oid } } }`;

  it('refuses a head that has moved and writes nothing', async () => {
    const world = await withShop();
    await opened(world);
    const before = tip(world, 'bump');

    const { errors } = await world.graphql('bot', commit, { at: tip(world), files: {} });

    expect(errors?.[0]?.type).toBe('STALE_DATA');
    expect(tip(world, 'bump')).toBe(before);
  });

  it('adds and deletes files, and refuses to delete what is not there', async () => {
    const world = await withShop();
    await opened(world);
    const files = { additions: [{ path: 'a/b.txt', contents: base64('b\n') }], deletions: [{ path: 'run.sh' }] };

    await world.query('bot', commit, { at: tip(world, 'bump'), files });
    const { errors } = await world.graphql('bot', commit, {
      at: tip(world, 'bump'),
      files: { deletions: [{ path: 'run.sh' }] },
    });

    const { objects } = world.repo('shop').git;
    const at = (path: string) => fileAt(objects, tip(world, 'bump')!, path)?.bytes.toString();
    expect([at('a/b.txt'), at('run.sh'), at('pin.txt')]).toEqual(['b\n', undefined, 'two\n']);
    expect(errors?.[0]?.message).toContain('run.sh');
  });
});

describe('updateRefs', () => {
  const update = `mutation($repo: ID!, $updates: [RefUpdate!]!) { updateRefs(input: {repositoryId: $repo, refUpdates: $updates}) { clientMutationId } }`;

  async function updating(world: DomainWorld, updates: object[]) {
    const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
    return world.graphql('bot', update, { repo: repository.id, updates });
  }

  it('creates, rewrites and deletes by compare and swap', async () => {
    const world = await withShop();
    await opened(world);
    await opened(world, { branch: 'twin', text: 'three\n' });
    const [bump, twin, main] = [tip(world, 'bump')!, tip(world, 'twin')!, tip(world)!];
    world.heard();

    const { errors } = await updating(world, [
      { name: 'refs/heads/bump', beforeOid: bump, afterOid: twin, force: true },
      { name: 'refs/heads/new', beforeOid: zero, afterOid: main },
      { name: 'refs/heads/twin', beforeOid: twin, afterOid: zero },
    ]);

    expect(errors).toBeUndefined();
    expect([tip(world, 'bump'), tip(world, 'new'), tip(world, 'twin')]).toEqual([twin, main, undefined]);
    expect(world.heard()).toEqual([
      'push',
      'pull_request.synchronize',
      'create',
      'push',
      'delete',
      'push',
      'pull_request.closed',
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    [
      'a value that is not there any more',
      (world: DomainWorld) => ({ beforeOid: tip(world), afterOid: tip(world), force: true }),
    ],
    ['a rewrite without force', (world: DomainWorld) => ({ afterOid: tip(world) })],
    ['an object that does not exist', () => ({ afterOid: 'a'.repeat(40), force: true })],
  ])('moves nothing at all for %s', async (_, bad) => {
    const world = await withShop();
    await opened(world);
    const before = tip(world, 'bump')!;

    const { errors } = await updating(world, [
      { name: 'refs/heads/new', beforeOid: zero, afterOid: before },
      { name: 'refs/heads/bump', ...bad(world) },
    ]);

    expect(errors).toHaveLength(1);
    expect([tip(world, 'bump'), tip(world, 'new')]).toEqual([before, undefined]);
    expect(isAncestor(world.repo('shop').git.objects, tip(world)!, before)).toBe(true);
  });

  it('closes the pull request whose head is moved to its base', async () => {
    const world = await withShop();
    await opened(world);

    await updating(world, [{ name: 'refs/heads/bump', afterOid: tip(world), force: true }]);

    const { repository } = await world.query(
      'alice',
      `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { state merged
         timelineItems(itemTypes: [CLOSED_EVENT], last: 1) { nodes { ... on ClosedEvent { actor { login __typename } } } } } } }`,
    );
    expect(repository.pullRequest).toEqual({
      state: 'CLOSED',
      merged: false,
      timelineItems: { nodes: [{ actor: { login: 'sluice', __typename: 'Bot' } }] },
    });
  });
});

describe('comments, labels and reviews', () => {
  it('are written by id and read back', async () => {
    const world = await withShop();
    const { c } = await opened(world);
    const { id } = c.pullRequest;
    const found = await world.query(
      'bot',
      '{ repository(owner: "acme", name: "shop") { label(name: "READY") { id } } }',
    );
    const label = found.repository.label.id;

    const written = await world.query(
      'bot',
      `mutation($id: ID!, $labels: [ID!]!) { addComment(input: {subjectId: $id, body: "first"}) { commentEdge { node { id databaseId author { login } } } }
        addLabelsToLabelable(input: {labelableId: $id, labelIds: $labels}) { labelable { labels(first: 5) { nodes { name } } } }
        updatePullRequest(input: {pullRequestId: $id, title: "New title"}) { pullRequest { title } } }`,
      { id, labels: [label] },
    );
    await world.query(
      'bot',
      'mutation($id: ID!) { updateIssueComment(input: {id: $id, body: "second"}) { issueComment { body } } }',
      {
        id: written.addComment.commentEdge.node.id,
      },
    );
    await world.done('alice', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
    await world.done('rita', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });

    const { node } = await world.query(
      'bot',
      `query($id: ID!) { node(id: $id) { ... on PullRequest { title labels(first: 5) { nodes { name } } comments(last: 5) { nodes { body author { login } } }
        latestOpinionatedReviews(first: 5, writersOnly: true) { nodes { state author { login } authorCanPushToRepository } } } } }`,
      { id },
    );
    expect(node).toEqual({
      title: 'New title',
      labels: { nodes: [{ name: 'ready' }] },
      comments: { nodes: [{ body: 'second', author: { login: 'sluice' } }] },
      latestOpinionatedReviews: {
        nodes: [{ state: 'APPROVED', author: { login: 'alice' }, authorCanPushToRepository: true }],
      },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('on a locked thread are refused to the App, and the rest of the document stands', async () => {
    const world = await withShop();
    const { c } = await opened(world);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Open' });
    world.repo('shop').issues.get(1)!.locked = true;
    const { repository } = await world.query(
      'bot',
      '{ repository(owner: "acme", name: "shop") { issue(number: 2) { id } } }',
    );

    const { data, errors } = await world.graphql(
      'bot',
      `mutation($a: ID!, $b: ID!) { a: addComment(input: {subjectId: $a, body: "x"}) { clientMutationId }
        b: addComment(input: {subjectId: $b, body: "x", clientMutationId: "m"}) { clientMutationId } }`,
      { a: c.pullRequest.id, b: repository.issue.id },
    );

    expect(data).toEqual({ a: null, b: { clientMutationId: 'm' } });
    expect(errors).toMatchObject([{ path: ['a'], message: 'Unable to create comment because issue is locked.' }]);
  });
});
