import { describe, expect, it } from '@jest/globals';
import type { DeploymentState } from '../../../src/forge/domain/deployments/deployment.ts';
import { deployingWorld, personIn, tipOf } from './deploying.ts';

const minute = 60_000;

async function withDeployment(wish: { environment: string; payload?: object } = { environment: 'staging' }) {
  const world = await deployingWorld();
  const alice = personIn(world, 'alice');
  return { world, alice, id: await alice.deploys('acme/shop', { ref: 'main', ...wish }) };
}

const newest = `{ repository(owner: "acme", name: "shop") {
  deployments(first: 1, environments: ["staging"], orderBy: { field: CREATED_AT, direction: DESC }) { totalCount nodes {
    id databaseId environment originalEnvironment task payload state commitOid commit { oid } ref { name } creator { login }
    latestStatus { id state description logUrl environmentUrl creator { login } } statuses(first: 5) { nodes { state } } } } } }`;

describe('deployments over GraphQL', () => {
  it('come newest first when asked, with their statuses and their payload as text', async () => {
    const { world, alice, id } = await withDeployment({ environment: 'staging', payload: { release: 7 } });
    await alice.deploys('acme/shop', { ref: 'main', environment: 'production' });
    await alice.reportsDeployment('acme/shop', id, { state: 'in_progress' });
    await alice.reportsDeployment('acme/shop', id, {
      state: 'failure',
      description: 'No pods',
      logUrl: 'https://a.test',
    });

    const { repository } = await world.query('bot', newest);

    expect(repository.deployments.totalCount).toBe(1);
    expect(repository.deployments.nodes[0]).toMatchObject({
      databaseId: id,
      environment: 'staging',
      originalEnvironment: 'staging',
      task: 'deploy',
      payload: '{"release":7}',
      state: 'FAILURE',
      commitOid: tipOf(world),
      commit: { oid: tipOf(world) },
      ref: { name: 'main' },
      creator: { login: 'alice' },
      latestStatus: { state: 'FAILURE', description: 'No pods', logUrl: 'https://a.test', environmentUrl: null },
      statuses: { nodes: [{ state: 'FAILURE' }, { state: 'IN_PROGRESS' }] },
    });
  });

  it('come oldest first otherwise, and only those of a commit below it', async () => {
    const { world, alice, id } = await withDeployment();
    const topic = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    const later = await alice.deploys('acme/shop', { ref: topic, environment: 'staging' });

    const { repository } = await world.query(
      'bot',
      `query($oid: GitObjectID!) { repository(owner: "acme", name: "shop") { deployments(first: 5) { nodes { databaseId } }
        object(oid: $oid) { ... on Commit { deployments(first: 5) { nodes { databaseId ref { name } } } } } } }`,
      { oid: topic },
    );

    expect(repository.deployments.nodes).toEqual([{ databaseId: id }, { databaseId: later }]);
    expect(repository.object.deployments.nodes).toEqual([{ databaseId: later, ref: null }]);
  });

  it.each<[string, DeploymentState[], object]>([
    ['PENDING', [], {}],
    ['QUEUED', ['queued'], {}],
    ['ACTIVE', ['in_progress', 'success'], {}],
    ['ERROR', ['error'], {}],
    ['INACTIVE', ['success', 'inactive'], {}],
    ['DESTROYED', ['success', 'inactive'], { transient_environment: true }],
  ])('are %s after %j', async (expected, states, asked) => {
    const world = await deployingWorld();
    const wish = { ref: 'main', environment: 'staging', ...asked };
    const { id } = await world.done('alice', 'POST /repos/acme/shop/deployments', wish);
    for (const state of states) await personIn(world, 'alice').reportsDeployment('acme/shop', id, { state });

    const { repository } = await world.query('bot', newest);

    expect(repository.deployments.nodes[0].state).toBe(expected);
  });

  it('are abandoned when they stay pending for more than half an hour', async () => {
    const { world } = await withDeployment();
    const state = async () => (await world.query('bot', newest)).repository.deployments.nodes[0].state;

    world.clock.advance(30 * minute);
    expect(await state()).toBe('PENDING');
    world.clock.advance(1);
    expect(await state()).toBe('ABANDONED');
  });

  it('and their statuses are found by id, by who may read deployments', async () => {
    const { world, alice, id } = await withDeployment();
    await alice.reportsDeployment('acme/shop', id, { state: 'success' });
    const [seen] = (await world.query('bot', newest)).repository.deployments.nodes;
    const query = `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Deployment { databaseId } ... on DeploymentStatus { state deployment { id } } } }`;
    const ids = { ids: [seen.id, seen.latestStatus.id] };

    const { nodes } = await world.query('bot', query, ids);
    const [installation] = world.forge.state.installations.values();
    installation!.permissions = { contents: 'write' };
    const refused = await world.graphql('bot', query, ids);
    const list = await world.graphql('bot', newest);

    expect(nodes).toEqual([{ databaseId: id }, { state: 'SUCCESS', deployment: { id: seen.id } }]);
    expect(refused.data.nodes).toEqual([null, null]);
    expect(refused.errors).toMatchObject([{ type: 'FORBIDDEN' }, { type: 'FORBIDDEN' }]);
    expect(list.errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  });
});
