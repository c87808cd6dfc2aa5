import { describe, expect, it } from '@jest/globals';
import { addCheckRun } from '../../../src/forge/domain/checks.ts';
import type { Permissions } from '../../../src/forge/domain/state.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';

const shop: RepoSpec = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } };
const all: Permissions = {
  checks: 'write',
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  statuses: 'write',
};

/** A pull request that closes an issue, with a status, a check run, a comment and a review; the bot lacks one permission. */
async function without(permission: string) {
  const world = await DomainWorld.with([shop], { permissions: all });
  await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
  const head = await world.branch('alice', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
  await world.done('alice', 'POST /repos/acme/shop/pulls', {
    title: 'Bump',
    head: 'bump',
    base: 'main',
    body: 'Fixes #1',
  });
  await world.done('alice', `POST /repos/acme/shop/statuses/${head}`, { state: 'success', context: 'ci' });
  await world.done('bot', 'POST /repos/acme/shop/check-runs', { name: 'lint', head_sha: head, status: 'queued' });
  await world.done('bot', 'POST /repos/acme/shop/pulls/2/reviews', { event: 'COMMENT', body: 'hm' });
  const { repository } = await world.query('alice', everything);
  const [installation] = world.forge.state.installations.values();
  const { [permission]: _, ...left } = all;
  installation!.permissions = left;
  world.forge.hooks.pending.length = 0;
  return { world, ids: idsIn(repository), left: (level: Permissions) => (installation!.permissions = level) };
}

const everything = `{ repository(owner: "acme", name: "shop") { id ref(qualifiedName: "refs/heads/bump") { id target { __typename id ... on Commit {
  tree { id } file(path: "pin.txt") { object { id } }
  statusCheckRollup { id contexts(first: 5) { nodes { __typename ... on CheckRun { id } ... on StatusContext { id } } } } } } }
  issue(number: 1) { id } pullRequest(number: 2) { id reviews(first: 1) { nodes { id } } } } }`;

function idsIn(repository: Json): Record<string, string> {
  const commit = repository.ref.target;
  const [first, second] = commit.statusCheckRollup.contexts.nodes;
  return {
    repository: repository.id,
    ref: repository.ref.id,
    commit: commit.id,
    tree: commit.tree.id,
    blob: commit.file.object.id,
    rollup: commit.statusCheckRollup.id,
    [first.__typename]: first.id,
    [second.__typename]: second.id,
    issue: repository.issue.id,
    pull: repository.pullRequest.id,
    review: repository.pullRequest.reviews.nodes[0].id,
  };
}

describe('what an installation may read through a node id', () => {
  it.each([
    ['contents', ['ref', 'commit', 'tree', 'blob']],
    ['pull_requests', ['pull', 'review']],
    ['issues', ['issue']],
    ['checks', ['CheckRun']],
    ['statuses', ['StatusContext']],
  ])('lacks, without %s, the nodes %j', async (permission, hidden) => {
    const { world, ids } = await without(permission);
    const names = Object.keys(ids);

    const { data, errors } = await world.graphql('bot', 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Object.values(ids),
    });
    const single = await world.graphql('bot', 'query($id: ID!) { node(id: $id) { id } }', { id: ids[hidden[0]!] });

    const missing = names.filter((_, index) => data.nodes[index] === null);
    expect(missing.sort()).toEqual([...hidden].sort());
    expect(errors?.map(({ type }) => type)).toEqual(hidden.map(() => 'FORBIDDEN'));
    expect([single.data.node, single.errors?.[0]?.type]).toEqual([null, 'FORBIDDEN']);
  });
});

describe('what an installation may read of a pull request', () => {
  const contexts = `{ repository(owner: "acme", name: "shop") { pullRequest(number: 2) { statusCheckRollup { contexts(first: 5) {
    nodes { __typename } } } } } }`;

  it('hides the issues it closes without issues', async () => {
    const { world } = await without('issues');

    const { data, errors } = await world.graphql(
      'bot',
      '{ repository(owner: "acme", name: "shop") { pullRequest(number: 2) { title closingIssuesReferences(first: 5) { nodes { number } } } } }',
    );

    expect(data.repository.pullRequest).toEqual({ title: 'Bump', closingIssuesReferences: null });
    expect(errors).toMatchObject([{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }]);
  });

  it.each([
    ['statuses', 'CheckRun'],
    ['checks', 'StatusContext'],
  ])('hides, without %s, all of a rollup but the %s', async (permission, seen) => {
    const { world } = await without(permission);

    const { data, errors } = await world.graphql('bot', contexts);

    const { nodes } = data.repository.pullRequest.statusCheckRollup.contexts;
    expect(nodes.filter((node: unknown) => node !== null)).toEqual([{ __typename: seen }]);
    expect(nodes).toHaveLength(2);
    expect(errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  });
});

describe('what an installation hears of', () => {
  it.each([
    ['contents', ['create', 'push']],
    ['pull_requests', ['pull_request', 'pull_request_review']],
    ['issues', ['issue_comment', 'issues']],
    ['checks', ['check_run', 'check_suite']],
    ['statuses', ['status']],
  ])('lacks, without %s, the events %j', async (permission, unheard) => {
    const { world, left } = await without(permission);
    const acts = async () => {
      const start = world.forge.hooks.pending.length;
      const name = `more-${start}`;
      const head = await world.branch('alice', 'shop', { name, path: 'pin.txt', text: `${name}\n` });
      await world.done('alice', 'POST /repos/acme/shop/pulls', { title: name, head: name, base: 'main' });
      await world.done('alice', `POST /repos/acme/shop/pulls/2/reviews`, { event: 'COMMENT', body: 'hm' });
      await world.done('alice', 'POST /repos/acme/shop/issues', { title: name });
      await world.done('alice', 'POST /repos/acme/shop/issues/1/comments', { body: name });
      await world.done('alice', `POST /repos/acme/shop/statuses/${head}`, { state: 'success', context: name });
      const { state } = world.forge;
      const report = { name, headSha: head, status: 'completed', conclusion: 'success' } as const;
      addCheckRun(state, world.repo('shop'), { ...report, app: state.app, actor: state.app.bot });
      return new Set(world.forge.hooks.pending.slice(start).map(({ event }) => event));
    };

    const heard = await acts();
    left(all);
    const heardByAll = await acts();

    expect([...heardByAll].filter((event) => !heard.has(event)).sort()).toEqual(unheard);
  });
});
