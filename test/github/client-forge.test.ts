import { describe, expect, it } from '@jest/globals';

import { VirtualClock } from '../../src/forge/clock/clock.ts';
import { createForge } from '../../src/forge/create.ts';
import { openIssue } from '../../src/forge/domain/issues/issues.ts';
import { issueNodeId } from '../../src/forge/domain/json/issue.ts';
import type { CallRule } from '../../src/forge/faults/rule.ts';
import { installApp, seedRepo } from '../../src/forge/seed/organisation.ts';
import type { GithubClientsOptions } from '../../src/github/client/clients.ts';
import type { GithubClient } from '../../src/github/client/client.ts';
import type { Outcome } from '../../src/github/client/outcome.ts';
import { keys, rig } from './client-stub.ts';

const payments = { owner: 'acme', repo: 'payments' };
const listPulls = 'GET /repos/{owner}/{repo}/pulls';
const comment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const look = 'query Look { repository(owner: "acme", name: "payments") { id } }';
const say = 'mutation Say($id: ID!) { addComment(input: { subjectId: $id, body: "hello" }) { clientMutationId } }';

/** Both writes leave a comment on issue 1; nothing at GitHub keeps a second one from appearing. */
const operations = {
  'a REST read': { operation: 'pulls/list', run: (client: GithubClient) => client.request(listPulls, payments) },
  'a REST write': {
    operation: 'issues/create-comment',
    run: (client: GithubClient) => client.request(comment, { ...payments, issue_number: 1, body: 'hello' }),
  },
  'a query': { operation: 'graphql:Look', run: (client: GithubClient) => client.graphql(look) },
  'a mutation': {
    operation: 'graphql:Say',
    run: (client: GithubClient, issueId: string) => client.graphql(say, { id: issueId }),
  },
};
type OperationName = keyof typeof operations;

const forge = createForge({
  clock: new VirtualClock(Date.UTC(2026, 10, 20, 12)),
  storage: 'memory',
  app: {
    slug: 'sluice',
    id: 7,
    publicKey: keys.publicKey,
    permissions: { issues: 'write', pull_requests: 'write', contents: 'write' },
    events: [],
  },
});

/** The shipped client in front of the forge, which forgets what the last test did: building one anew is slow. */
function setUp(options: Partial<GithubClientsOptions> = {}) {
  forge.faults.clear();
  forge.calls.length = 0;
  forge.state.installations.clear();
  const repo = seedRepo(forge.state, { fullName: 'acme/payments', files: { Dockerfile: 'FROM scratch\n' } });
  seedRepo(forge.state, { fullName: 'other/shop' });
  const issue = openIssue(forge.state, repo, { title: 'slow', body: null, author: repo.owner });
  const { github, clock, waits } = rig('http://forge.test', { fetch: forge.fetch, ...options });
  return {
    github,
    clock,
    waits,
    ours: installApp(forge.state, { account: 'acme', repositories: ['acme/payments'] }),
    theirs: installApp(forge.state, { account: 'other', repositories: ['other/shop'] }),
    issueId: issueNodeId(repo, issue),
    head: repo.git.refs.read('refs/heads/main'),
    sent: (operation: string) => forge.calls.filter((call) => call.operationId === operation).length,
    effects: () => issue.comments.length,
  };
}

function kindOf(outcome: Outcome<unknown>): string {
  return 'ok' in outcome ? 'ok' : outcome.failed.kind;
}

interface Row {
  name: OperationName;
  meets: string;
  fault: Omit<CallRule, 'operation'>;
  kind: string;
  /** Requests that reached the forge. */
  sent: number;
  /** Things done there. */
  done?: number;
}

const secondary = { message: 'You have exceeded a secondary rate limit.' };
const limits = (name: OperationName): Row[] => [
  {
    name,
    meets: 'a secondary limit',
    fault: { when: 'before', do: { status: 403, body: secondary } },
    kind: 'limited',
    sent: 1,
  },
  {
    name,
    meets: 'a 429',
    fault: { when: 'before', do: { status: 429, headers: { 'retry-after': '30' } } },
    kind: 'limited',
    sent: 1,
  },
];
const reads = (['a REST read', 'a query'] as const).flatMap((name): Row[] => [
  ...limits(name),
  { name, meets: 'a 502 each time', fault: { when: 'before', do: { status: 502 } }, kind: 'unavailable', sent: 3 },
  { name, meets: 'one 502', fault: { when: 'before', nth: 1, do: { status: 502 } }, kind: 'ok', sent: 2 },
  { name, meets: 'a loss each time', fault: { when: 'lost' }, kind: 'unavailable', sent: 3 },
  { name, meets: 'one loss', fault: { when: 'lost', nth: 1 }, kind: 'ok', sent: 2 },
]);
const writes = (['a REST write', 'a mutation'] as const).flatMap((name): Row[] => [
  ...limits(name),
  { name, meets: 'no fault', fault: { when: 'before', nth: 2, do: { status: 502 } }, kind: 'ok', sent: 1, done: 1 },
  { name, meets: 'a 409', fault: { when: 'before', do: { status: 409 } }, kind: 'conflict', sent: 1 },
  {
    name,
    meets: 'a 502 instead of the work',
    fault: { when: 'before', do: { status: 502 } },
    kind: 'unknown-outcome',
    sent: 1,
  },
  {
    name,
    meets: 'a 502 after the work',
    fault: { when: 'after', do: { status: 502 } },
    kind: 'unknown-outcome',
    sent: 1,
    done: 1,
  },
  {
    name,
    meets: 'a 504 after the work',
    fault: { when: 'after', do: { status: 504 } },
    kind: 'unknown-outcome',
    sent: 1,
    done: 1,
  },
  { name, meets: 'a loss after the work', fault: { when: 'lost' }, kind: 'unknown-outcome', sent: 1, done: 1 },
]);

describe('the client in front of the forge', () => {
  it.each([...reads, ...writes])(
    'tells $kind of $name that meets $meets',
    async ({ name, fault, kind, sent, done }) => {
      const world = setUp();
      const { operation, run } = operations[name];
      forge.faults.add({ ...fault, operation });
      const client = await world.github.installation(world.ours.id);

      const outcome = await run(client, world.issueId);

      expect(kindOf(outcome)).toBe(kind);
      expect(world.sent(operation)).toBe(sent);
      expect(world.effects()).toBe(done ?? 0);
      expect(world.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(300);
    },
  );

  it('sends a write again after a 401, since nothing happened, and does it once', async () => {
    const world = setUp();
    forge.faults.add({ operation: 'issues/create-comment', nth: 1, when: 'before', do: { status: 401 } });
    const client = await world.github.installation(world.ours.id);

    expect(kindOf(await operations['a REST write'].run(client))).toBe('ok');

    expect(world.sent('apps/create-installation-access-token')).toBe(2);
    expect(world.effects()).toBe(1);
  });

  it('repeats a mint whose answer was lost', async () => {
    const world = setUp();
    forge.faults.add({ operation: 'apps/create-installation-access-token', nth: 1, when: 'lost' });
    const client = await world.github.installation(world.ours.id);

    expect(kindOf(await operations['a REST write'].run(client))).toBe('ok');
    expect(world.effects()).toBe(1);
  });
});

describe('what the forge itself refuses', () => {
  it('is a conflict when the branch is not where the call expected it', async () => {
    const world = setUp();
    const client = await world.github.installation(world.ours.id);
    const commit = (expected: string | undefined) =>
      client.graphql(
        'mutation Commit($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { clientMutationId } }',
        {
          input: {
            branch: { repositoryNameWithOwner: 'acme/payments', branchName: 'main' },
            expectedHeadOid: expected,
            message: { headline: 'move' },
            fileChanges: { additions: [{ path: 'a.txt', contents: 'YQ==' }] },
          },
        },
      );

    expect(kindOf(await commit('0'.repeat(40)))).toBe('conflict');
    expect(kindOf(await commit(world.head))).toBe('ok');
    expect(kindOf(await commit(world.head))).toBe('conflict');
  });

  it('spoils only its own alias of a query', async () => {
    const world = setUp();
    const client = await world.github.installation(world.ours.id);
    const aliases = `a: repository(owner: "acme", name: "payments") { nameWithOwner }
      b: repository(owner: "acme", name: "nowhere") { nameWithOwner }`;

    expect(await client.graphql(`query Both { ${aliases} }`)).toMatchObject({
      ok: { a: { nameWithOwner: 'acme/payments' }, b: null },
      errors: [{ path: ['b'], type: 'NOT_FOUND' }],
    });
  });

  it('is missing, forbidden or invalid as GitHub words it', async () => {
    const world = setUp();
    const client = await world.github.installation(world.ours.id);
    const status = 'POST /repos/{owner}/{repo}/statuses/{sha}';

    const outcomes = [
      await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}', { ...payments, issue_number: 99 }),
      await client.request('GET /repos/{owner}/{repo}', { owner: 'other', repo: 'shop' }),
      await client.request(status, { ...payments, sha: world.head, state: 'success' }),
      await client.request(comment, { ...payments, issue_number: 1, body: 'x'.repeat(65_537) }),
      await client.graphql('query Gone { repository(owner: "acme", name: "nowhere") { id } }'),
    ];

    expect(outcomes.map(kindOf)).toEqual(['missing', 'missing', 'forbidden', 'invalid', 'missing']);
  });
});

describe('a limit', () => {
  const noon = Date.UTC(2026, 10, 20, 12);
  const until = noon + 1_800_000;
  const exhausted = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(until / 1000) };

  it('of one installation is remembered without another request, and stops nobody else', async () => {
    const world = setUp();
    forge.faults.add({
      operation: 'pulls/list',
      repo: 'acme/payments',
      when: 'before',
      do: { status: 403, headers: exhausted },
    });
    const [ours, theirs] = [
      await world.github.installation(world.ours.id),
      await world.github.installation(world.theirs.id),
    ];
    const limited = { failed: { kind: 'limited', until, which: 'primary' } };

    expect(await operations['a REST read'].run(ours)).toEqual(limited);
    const before = forge.calls.length;
    for (const { run } of Object.values(operations)) expect(await run(ours, world.issueId)).toEqual(limited);

    expect(forge.calls).toHaveLength(before);
    expect(kindOf(await theirs.request(listPulls, { owner: 'other', repo: 'shop' }))).toBe('ok');
  });

  it('ends by the given clock', async () => {
    const world = setUp();
    forge.faults.add({ operation: 'pulls/list', nth: 1, when: 'before', do: { status: 403, headers: exhausted } });
    const client = await world.github.installation(world.ours.id);
    await operations['a REST read'].run(client);

    world.clock.time = until - 1;
    const early = await operations['a REST read'].run(client);
    world.clock.time = until;
    const late = await operations['a REST read'].run(client);

    expect([kindOf(early), kindOf(late)]).toEqual(['limited', 'ok']);
    expect(world.sent('pulls/list')).toBe(2);
  });

  it('met by a mint holds for the installation that needed it', async () => {
    const world = setUp();
    const mint = 'apps/create-installation-access-token';
    forge.faults.add({ operation: mint, when: 'before', do: { status: 429, headers: { 'retry-after': '90' } } });
    const client = await world.github.installation(world.ours.id);

    expect(await operations['a REST write'].run(client)).toEqual({
      failed: { kind: 'limited', until: noon + 90_000, which: 'secondary' },
    });
    expect(kindOf(await operations['a REST read'].run(client))).toBe('limited');
    expect(forge.calls).toHaveLength(1);
  });
});

describe('the installation that covers a repository', () => {
  it('is asked for once an hour and an owner, by calls at the same time too', async () => {
    const world = setUp();
    const find = () => world.github.installationFor('acme/payments');

    const together = await Promise.all([find(), find()]);
    world.clock.time += 3_599_999;
    const later = await world.github.installationFor('ACME/ledger');
    expect(world.sent('apps/get-repo-installation')).toBe(1);
    world.clock.time += 1;
    await find();

    expect([...together, later]).toEqual([1, 2, 3].map(() => ({ known: world.ours.id })));
    expect(world.sent('apps/get-repo-installation')).toBe(2);
  });

  it('is not asked for where it was listed', async () => {
    const world = setUp();
    world.github.remember('Acme', world.ours.id);

    expect(await world.github.installationFor('acme/payments')).toEqual({ known: world.ours.id });
    expect(world.sent('apps/get-repo-installation')).toBe(0);
  });

  it('is known to be none where the App is not installed, for a minute', async () => {
    const world = setUp();

    expect(await world.github.installationFor('elsewhere/nowhere')).toEqual({ known: undefined });
    world.clock.time += 59_999;
    await world.github.installationFor('elsewhere/nowhere');
    expect(world.sent('apps/get-repo-installation')).toBe(1);
    world.clock.time += 1;
    await world.github.installationFor('elsewhere/nowhere');

    expect(world.sent('apps/get-repo-installation')).toBe(2);
  });

  it('is unknown, not absent, while GitHub fails, and that is not remembered', async () => {
    const world = setUp();
    forge.faults.add({ operation: 'apps/get-repo-installation', times: 3, when: 'before', do: { status: 502 } });

    expect(await world.github.installationFor('acme/payments')).toEqual({
      unknown: 'installation of acme/payments: GitHub could not be reached: HTTP 502',
    });
    expect(await world.github.installationFor('acme/payments')).toEqual({ known: world.ours.id });
  });
});

it('nothing the client says or reports holds a credential, though GitHub repeats them all', async () => {
  const said: unknown[] = [];
  const sent = new Set<string>();
  const world = setUp({
    onCall: (report) => said.push(report),
    fetch: (url, init) => {
      sent.add(new Headers(init.headers).get('authorization') ?? '');
      return forge.fetch(url, init);
    },
  });
  const client = await world.github.installation(world.ours.id);
  await operations['a REST read'].run(client);
  for (const when of ['before', 'after', 'lost'] as const) {
    for (const status of [400, 401, 404, 409, 422, 502]) {
      forge.faults.clear();
      const message = `you sent ${[...sent].join(' and ')}`;
      const failure = { do: { status, body: { message, errors: [{ message }] } } };
      forge.faults.add({ operation: '*', when, ...(when !== 'lost' && failure) });
      for (const { run } of Object.values(operations)) said.push(await run(client, world.issueId));
      said.push(await world.github.installationFor('acme/payments'));
    }
  }

  expect([...sent].join()).toMatch(/bearer eyJ.*token ghs_/);
  expect(JSON.stringify(said)).toContain('you sent bearer [redacted] and token [redacted]');
  expect(JSON.stringify(said)).not.toMatch(/ghs_|eyJ/);
});

it("every request of the tests above fits GitHub's own description", async () => {
  const world = setUp();
  const client = await world.github.installation(world.ours.id);

  for (const { run } of Object.values(operations)) expect(kindOf(await run(client, world.issueId))).toBe('ok');

  expect(forge.violations).toEqual([]);
});
