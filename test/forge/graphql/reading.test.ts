import { describe, expect, it } from '@jest/globals';
import type { DomainWorld } from '../domain-world.ts';
import { opened, tip, withShop } from './shop-world.ts';

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
