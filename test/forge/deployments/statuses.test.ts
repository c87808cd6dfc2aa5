import { describe, expect, it } from '@jest/globals';
import type { DeploymentState } from '../../../src/forge/domain/deployments/deployment.ts';
import type { DomainWorld } from '../domain-world.ts';
import { deployingWorld, personIn } from './deploying.ts';

const deployments = '/repos/acme/shop/deployments';

async function deployed(environment = 'staging', more: object = {}): Promise<{ world: DomainWorld; id: number }> {
  const world = await deployingWorld();
  const asked = { ref: 'main', environment, ...more };
  const { id } = await world.done('alice', `POST ${deployments}`, asked);
  world.heard();
  return { world, id };
}

async function statesOf(world: DomainWorld, id: number): Promise<DeploymentState[]> {
  const statuses: { state: DeploymentState }[] = await world.done('bot', `GET ${deployments}/${id}/statuses`);
  return statuses.map(({ state }) => state);
}

describe('a status of a deployment', () => {
  it('is answered with where it is, and sent with its deployment', async () => {
    const { world, id } = await deployed();
    const report = {
      state: 'in_progress',
      description: 'Rolling out',
      log_url: 'https://argo.test/shop',
      environment_url: 'https://shop.test',
    };

    const { status, body, headers } = await world.rest('bot', `POST ${deployments}/${id}/statuses`, report);

    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...report,
      target_url: 'https://argo.test/shop',
      environment: 'staging',
      creator: { login: 'sluice[bot]' },
      performed_via_github_app: { slug: 'sluice' },
    });
    expect(headers.get('location')).toBe(body.url);
    expect(world.emitted[0]?.payload).toMatchObject({ deployment: { id }, deployment_status: { id: body.id } });
    expect(world.heard()).toEqual(['deployment_status.created']);
    expect(world.forge.hooks.pending.at(-1)?.event).toBe('deployment_status');
    expect(await world.done('bot', `GET ${deployments}/${id}/statuses`)).toEqual([body]);
    expect(world.breaches()).toEqual([]);
  });

  it('takes the log under its old name, and moves the deployment to another environment', async () => {
    const { world, id } = await deployed();

    const report = { state: 'queued', target_url: 'https://ci.test/7', environment: 'canary' };
    const made = await world.done('alice', `POST ${deployments}/${id}/statuses`, report);
    const next = await world.done('alice', `POST ${deployments}/${id}/statuses`, { state: 'pending' });

    expect([made.log_url, made.environment, next.environment]).toEqual(['https://ci.test/7', 'canary', 'canary']);
    const deployment = await world.done('bot', `GET ${deployments}/${id}`);
    expect([deployment.environment, deployment.original_environment]).toEqual(['canary', 'staging']);
  });

  it.each([
    [140, 201],
    [141, 422],
  ])('with a description of %i characters is answered %i', async (length, expected) => {
    const { world, id } = await deployed();

    const report = { state: 'pending', description: 'x'.repeat(length) };
    const { status } = await world.rest('bot', `POST ${deployments}/${id}/statuses`, report);

    expect(status).toBe(expected);
    expect(await statesOf(world, id)).toHaveLength(expected === 201 ? 1 : 0);
    expect(world.breaches()).toEqual([]);
  });

  it('in a state GitHub does not know is refused, and so is one of a deployment that is not there', async () => {
    const { world, id } = await deployed();

    expect((await world.rest('bot', `POST ${deployments}/${id}/statuses`, { state: 'done' })).status).toBe(422);
    expect(world.breaches()).toEqual([expect.stringMatching(/^request repos\/create-deployment-status \/state /)]);
    expect((await world.rest('bot', `POST ${deployments}/${id + 1}/statuses`, { state: 'success' })).status).toBe(404);
    expect(await statesOf(world, id)).toEqual([]);
  });

  it('is heard by nobody when it is inactive', async () => {
    const { world, id } = await deployed();

    await personIn(world, 'alice').reportsDeployment('acme/shop', id, { state: 'inactive' });

    expect(await statesOf(world, id)).toEqual(['inactive']);
    expect(world.heard()).toEqual([]);
  });
});

describe('one status of a deployment', () => {
  it('is read by its id, of its own deployment only', async () => {
    const { world, id } = await deployed();
    const status = await world.done('alice', `POST ${deployments}/${id}/statuses`, { state: 'success' });
    const next = await world.done('alice', `POST ${deployments}`, { ref: 'main', environment: 'test' });

    expect(await world.done('bot', `GET ${deployments}/${id}/statuses/${status.id}`)).toEqual(status);
    expect((await world.rest('bot', `GET ${deployments}/${next.id}/statuses/${status.id}`)).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a successful deployment', () => {
  it.each([
    ['an environment that is neither production nor transient', 'staging', {}, {}, ['inactive', 'success']],
    ['production', 'production', {}, {}, ['success']],
    ['a transient environment', 'preview', { transient_environment: true }, {}, ['success']],
    ['any, when that is turned off', 'staging', {}, { auto_inactive: false }, ['success']],
  ])('leaves the one before it in %s as it should', async (_, environment, asked, report, states) => {
    const { world, id } = await deployed(environment, asked);
    await world.done('alice', `POST ${deployments}/${id}/statuses`, { state: 'success' });
    const next = await world.done('alice', `POST ${deployments}`, { ref: 'main', environment, ...asked });
    world.heard();

    await world.done('bot', `POST ${deployments}/${next.id}/statuses`, { state: 'success', ...report });

    expect(await statesOf(world, id)).toEqual(states);
    expect(await statesOf(world, next.id)).toEqual(['success']);
    expect(world.heard()).toEqual(['deployment_status.created']);
    expect(world.breaches()).toEqual([]);
  });

  it('leaves alone what failed before, what is elsewhere, and what came later', async () => {
    const { world, id: failed } = await deployed();
    const alice = personIn(world, 'alice');
    const elsewhere = await alice.deploys('acme/shop', { ref: 'main', environment: 'test' });
    const middle = await alice.deploys('acme/shop', { ref: 'main', environment: 'staging' });
    const later = await alice.deploys('acme/shop', { ref: 'main', environment: 'staging' });
    await alice.reportsDeployment('acme/shop', failed, { state: 'failure' });
    await alice.reportsDeployment('acme/shop', elsewhere, { state: 'success' });
    await alice.reportsDeployment('acme/shop', later, { state: 'success' });

    await alice.reportsDeployment('acme/shop', middle, { state: 'success' });

    const states = await Promise.all([failed, elsewhere, later].map(async (id) => statesOf(world, id)));
    expect(states).toEqual([['failure'], ['success'], ['success']]);
  });
});
