import { describe, expect, it } from '@jest/globals';
import { Builder } from '../../../src/forge/cast/builder.ts';
import type { DomainWorld, Json } from '../domain-world.ts';
import { deployingWorld, tipOf } from '../deployments/deploying.ts';

const runs = 'GET /repos/acme/shop/actions/runs';
const digest = `sha256:${'b'.repeat(64)}`;

/** What the App was sent since the last look, newest last. */
function sent({ forge: { hooks } }: DomainWorld): Json[] {
  return hooks.pending.splice(0).map(({ event, body }) => ({ event, ...JSON.parse(body) }));
}

describe('a run of a workflow', () => {
  it('is requested, taken and completed, and can be read', async () => {
    const world = await deployingWorld();
    const builder = new Builder(world.forge.state, 'alice');
    const sha = tipOf(world);

    const id = builder.builds('acme/shop', { sha });

    const events = sent(world);
    expect(events.map(({ action, workflow_run: run }) => [action, run.status, run.conclusion])).toEqual([
      ['requested', 'queued', null],
      ['in_progress', 'in_progress', null],
      ['completed', 'completed', 'success'],
    ]);
    expect(events[2]).toMatchObject({
      event: 'workflow_run',
      workflow: { path: '.github/workflows/build.yml', name: 'build' },
      workflow_run: {
        id,
        path: '.github/workflows/build.yml',
        head_sha: sha,
        head_branch: 'main',
        event: 'push',
        run_attempt: 1,
        actor: { login: 'alice' },
        head_repository: { full_name: 'acme/shop' },
      },
    });
    const read = await world.done('bot', `${runs}/${id}`);
    expect(read).toMatchObject({ id, status: 'completed', conclusion: 'success', head_sha: sha, run_number: 1 });
    expect((await world.rest('bot', `${runs}/${id + 1}`)).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('keeps its id in another attempt, whose events come again', async () => {
    const world = await deployingWorld();
    const builder = new Builder(world.forge.state, 'alice');
    const id = builder.builds('acme/shop', { sha: tipOf(world), conclusion: 'failure' });
    sent(world);

    builder.rebuilds('acme/shop', id);

    const events = sent(world).map(({ action, workflow_run: run }) => [
      action,
      run.id,
      run.run_attempt,
      run.conclusion,
    ]);
    expect(events).toEqual([
      ['requested', id, 2, null],
      ['in_progress', id, 2, null],
      ['completed', id, 2, 'success'],
    ]);
    expect((await world.done('bot', runs)).total_count).toBe(1);
    expect(world.breaches()).toEqual([]);
  });

  it('names the pull request it is for, unless the reader wants none', async () => {
    const world = await deployingWorld();
    const sha = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Topic', head: 'topic', base: 'main' });

    const id = new Builder(world.forge.state, 'alice').builds('acme/shop', { sha, branch: 'topic' });

    expect((await world.done('bot', `${runs}/${id}`)).pull_requests).toMatchObject([{ number: 1 }]);
    expect((await world.done('bot', `${runs}/${id}?exclude_pull_requests=true`)).pull_requests).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('is listed newest first, narrowed by what is asked', async () => {
    const world = await deployingWorld();
    const builder = new Builder(world.forge.state, 'alice');
    const sha = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    const first = builder.builds('acme/shop', { sha: tipOf(world) });
    const second = builder.builds('acme/shop', { sha, branch: 'topic', conclusion: 'failure' });
    const third = builder.builds('acme/shop', {
      sha,
      branch: 'topic',
      path: '.github/workflows/scan.yml',
      event: 'schedule',
    });
    const ids = async (query: string) => {
      const { workflow_runs: listed } = await world.done('bot', `${runs}?${query}`);
      return (listed as { id: number }[]).map(({ id }) => id);
    };

    expect(await ids('')).toEqual([third, second, first]);
    expect(await ids(`head_sha=${sha}`)).toEqual([third, second]);
    expect(await ids('branch=main')).toEqual([first]);
    expect(await ids('status=failure')).toEqual([second]);
    expect(await ids('status=completed&event=schedule')).toEqual([third]);
    expect(await ids('actor=bob')).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('is hidden from an App that may not read actions', async () => {
    const world = await deployingWorld({ contents: 'write' });

    new Builder(world.forge.state, 'alice').builds('acme/shop', { sha: tipOf(world) });

    expect(sent(world)).toEqual([]);
    expect((await world.rest('bot', runs)).status).toBe(403);
  });
});

describe('an image in the registry', () => {
  it('is told of with its digest, its tag and its labels', async () => {
    const world = await deployingWorld();
    const revision = { 'org.opencontainers.image.revision': tipOf(world) };

    new Builder(world.forge.state, 'alice').publishes('acme/shop', {
      name: 'shop',
      digest,
      tag: 'v7',
      labels: revision,
    });

    expect(sent(world)).toMatchObject([
      {
        event: 'registry_package',
        action: 'published',
        repository: { full_name: 'acme/shop' },
        registry_package: {
          name: 'shop',
          namespace: 'acme',
          package_type: 'CONTAINER',
          package_version: {
            version: digest,
            name: digest,
            package_url: 'ghcr.io/acme/shop:v7',
            target_oid: tipOf(world),
            container_metadata: { tag: { name: 'v7', digest }, labels: revision },
          },
        },
      },
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('may lack a tag, as the images of single platforms do', async () => {
    const world = await deployingWorld();

    new Builder(world.forge.state, 'alice').publishes('acme/shop', { name: 'shop', digest });

    const [{ registry_package: told }] = sent(world);
    expect(told.package_version).toMatchObject({
      container_metadata: { tag: { name: '', digest: '' } },
      package_url: `ghcr.io/acme/shop@${digest}`,
    });
    expect(world.breaches()).toEqual([]);
  });

  it('is updated without a word on its labels', async () => {
    const world = await deployingWorld();
    const builder = new Builder(world.forge.state, 'alice');
    builder.publishes('acme/shop', { name: 'shop', digest });
    builder.publishes('acme/shop', { name: 'shop', digest, tag: 'v8', action: 'updated' });

    const [first, second] = sent(world);

    expect(second.action).toBe('updated');
    expect(second.registry_package.id).toBe(first.registry_package.id);
    expect(second.registry_package.package_version).toMatchObject({
      version: digest,
      docker_metadata: [{ tags: ['v8'] }],
    });
    expect(second.registry_package.package_version).not.toHaveProperty('container_metadata');
    expect(world.breaches()).toEqual([]);
  });

  it('is kept from an App that may not read packages', async () => {
    const world = await deployingWorld({ contents: 'write' });

    new Builder(world.forge.state, 'alice').publishes('acme/shop', { name: 'shop', digest });

    expect(world.heard()).toEqual(['registry_package.published']);
    expect(sent(world)).toEqual([]);
  });
});
