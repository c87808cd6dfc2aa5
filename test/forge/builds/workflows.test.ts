import { describe, expect, it } from '@jest/globals';
import type { Permissions } from '../../../src/forge/domain/state.ts';
import { Builder } from '../../../src/forge/cast/builder.ts';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';

const workflows = '/repos/acme/shop/actions/workflows';
const deploy = `
name: Deploy
on:
  push:
  workflow_dispatch:
    inputs:
      stage: { required: true, type: choice, options: [dev, prod] }
      reason: { required: true, default: by hand }
      note: { required: false }
`;
const files = {
  '.github/workflows/build.yml': 'on: [push]\n',
  '.github/workflows/deploy.yaml': deploy,
  '.github/workflows/plain.yml': 'on: workflow_dispatch\n',
  '.github/workflows/listed.yml': 'name: Listed\non: [push, workflow_dispatch]\n',
  '.github/workflows/broken.yml': 'on: [\n',
  '.github/workflows/notes.md': 'on: workflow_dispatch\n',
};

const granted: Permissions = { actions: 'write', contents: 'write', checks: 'write' };

async function worldWith(permissions: Permissions = granted): Promise<DomainWorld> {
  const roles = { alice: 'write' as const, rita: 'read' as const };
  const world = await DomainWorld.with([{ fullName: 'acme/shop', files, roles }], { permissions });
  world.forge.state.app.events.push('workflow_dispatch', 'workflow_run');
  return world;
}

/** The file, the asked body, and the words of the refusal. */
async function refusal(world: DomainWorld, file: string, body: object): Promise<[number, string]> {
  const answer = await world.rest('bot', `POST ${workflows}/${file}/dispatches`, body);
  return [answer.status, answer.body?.message];
}

describe('workflows', () => {
  it('are the YAML files of their folder, named by themselves or else by their path', async () => {
    const world = await worldWith();

    const listed = await world.done('bot', `GET ${workflows}`);

    expect(listed.workflows.map(({ name, path }: Json) => [name, path])).toEqual([
      ['.github/workflows/broken.yml', '.github/workflows/broken.yml'],
      ['.github/workflows/build.yml', '.github/workflows/build.yml'],
      ['Deploy', '.github/workflows/deploy.yaml'],
      ['Listed', '.github/workflows/listed.yml'],
      ['.github/workflows/plain.yml', '.github/workflows/plain.yml'],
    ]);
    expect(listed.total_count).toBe(5);
    expect(world.breaches()).toEqual([]);
  });

  it('are found by file name and by id, which stays', async () => {
    const world = await worldWith();

    const byFile = await world.done('bot', `GET ${workflows}/deploy.yaml`);

    expect(byFile).toMatchObject({
      name: 'Deploy',
      state: 'active',
      badge_url: expect.stringContaining('deploy.yaml'),
    });
    expect(await world.done('alice', `GET ${workflows}/${byFile.id}`)).toEqual(byFile);
    expect((await world.rest('bot', `GET ${workflows}/notes.md`)).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('are as old as their file on the default branch, whoever reads them and when', async () => {
    const world = await worldWith();
    const put = { message: 'Add', content: Buffer.from('on: push\n').toString('base64') };
    const file = '/repos/acme/shop/contents/.github/workflows';
    world.clock.advance(1_000);
    await world.done('alice', `PUT ${file}/late.yml`, put);
    await world.done('alice', 'POST /repos/acme/shop/git/refs', {
      ref: 'refs/heads/topic',
      sha: world.repo('shop').git.refs.read('refs/heads/main'),
    });
    await world.done('alice', `PUT ${file}/topic.yml`, { ...put, branch: 'topic' });
    const { state } = world.forge;
    const before = state.nextId();
    world.clock.advance(1_000);

    const { workflows: listed } = await world.done('bot', `GET ${workflows}`);
    const after = state.nextId();

    const [first, late] = [listed[0], listed.find(({ path }: Json) => path.endsWith('late.yml'))];
    expect([listed.length, after - before]).toEqual([6, 1]);
    expect([first.created_at, late.created_at]).toEqual(['2026-05-04T12:00:00Z', '2026-05-04T12:00:01Z']);
    expect(world.breaches()).toEqual([]);
  });

  it('have lists of their own runs, narrowed as the list of all is', async () => {
    const world = await worldWith();
    const builder = new Builder(world.forge.state, 'alice');
    const sha = world.repo('shop').git.refs.read('refs/heads/main')!;
    const first = builder.builds('acme/shop', { sha });
    world.clock.advance(24 * 60 * 60 * 1000);
    const second = builder.builds('acme/shop', { sha, conclusion: 'failure' });
    builder.builds('acme/shop', { sha, path: '.github/workflows/deploy.yaml', name: 'Deploy' });
    const ids = async (query = '') =>
      (await world.done('bot', `GET ${workflows}/build.yml/runs${query}`)).workflow_runs.map(({ id }: Json) => id);

    expect(await ids()).toEqual([second, first]);
    expect(await ids('?status=failure')).toEqual([second]);
    expect(await ids('?created=2026-05-04')).toEqual([first]);
    expect(await ids('?created=%3E2026-05-04')).toEqual([second]);
    expect(await ids('?created=%3E%3D2026-05-04')).toEqual([second, first]);
    expect(await ids('?created=%3C2026-05-05')).toEqual([first]);
    expect(await ids('?created=%3C%3D2026-05-05')).toEqual([second, first]);
    expect(await ids('?created=2026-05-05..2026-05-06')).toEqual([second]);
    expect(await ids('?created=*..2026-05-04')).toEqual([first]);
    expect((await world.rest('bot', `GET ${workflows}/none.yml/runs`)).status).toBe(404);
    // GitHub's description calls `created` an instant, where its guide has days and ranges too.
    expect(world.breaches()).toEqual([]);
  });
});

describe('a workflow started by hand', () => {
  it('is queued on its ref, and the App hears of the dispatch and of the run', async () => {
    const world = await worldWith();
    const sha = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    world.heard();

    const inputs = { stage: 'prod', note: 'now' };
    const answer = await world.rest('bot', `POST ${workflows}/deploy.yaml/dispatches`, { ref: 'topic', inputs });

    expect(answer).toMatchObject({ status: 204, body: undefined });
    const [dispatched] = world.emitted;
    expect(dispatched?.payload).toMatchObject({
      ref: 'refs/heads/topic',
      workflow: '.github/workflows/deploy.yaml',
      inputs: { stage: 'prod', reason: 'by hand', note: 'now' },
      sender: { login: 'sluice[bot]' },
    });
    expect(world.heard()).toEqual(['workflow_dispatch', 'workflow_run.requested']);
    expect((await world.done('bot', `GET ${workflows}/deploy.yaml/runs`)).workflow_runs).toMatchObject([
      { event: 'workflow_dispatch', status: 'queued', head_branch: 'topic', head_sha: sha, display_title: 'Deploy' },
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('may be on a full ref or a tag, and tells its run to who asks for it', async () => {
    const world = await worldWith();
    const sha = world.repo('shop').git.refs.read('refs/heads/main')!;
    await world.done('alice', 'POST /repos/acme/shop/git/refs', { ref: 'refs/tags/v1', sha });

    const asked = { ref: 'v1', return_run_details: true };
    const told = await world.rest('alice', `POST ${workflows}/plain.yml/dispatches`, asked);
    expect(told.status).toBe(200);
    const run = await world.done('bot', `GET /repos/acme/shop/actions/runs/${told.body.workflow_run_id}`);
    expect(run).toMatchObject({ url: told.body.run_url, html_url: told.body.html_url, head_branch: 'v1' });
    expect(await refusal(world, 'listed.yml', { ref: 'refs/heads/main' })).toEqual([204, undefined]);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    ['without the trigger', 'build.yml', { ref: 'main' }, "Workflow does not have 'workflow_dispatch' trigger"],
    ['that nobody can read', 'broken.yml', { ref: 'main' }, "Workflow does not have 'workflow_dispatch' trigger"],
    ['on no ref', 'plain.yml', { ref: 'gone' }, 'No ref found for: gone'],
    ['without what it needs', 'deploy.yaml', { ref: 'main' }, "Required input 'stage' not provided"],
    [
      'with more than it knows',
      'deploy.yaml',
      { ref: 'main', inputs: { stage: 'dev', a: '1', b: '2' } },
      'Unexpected inputs provided: ["a", "b"]',
    ],
    [
      'with a choice it does not have',
      'deploy.yaml',
      { ref: 'main', inputs: { stage: 'moon' } },
      "Provided value 'moon' for input 'stage' not in the list of allowed values",
    ],
  ])('%s is refused', async (_, file, body, words) => {
    const world = await worldWith();
    world.heard();

    expect(await refusal(world, file, body)).toEqual([422, words]);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('needs a file, the permission to write actions, and of people the role', async () => {
    const world = await worldWith();
    const reader = await worldWith({ actions: 'read', contents: 'write' });

    expect(await refusal(world, 'none.yml', { ref: 'main' })).toEqual([404, 'Not Found']);
    expect(await refusal(reader, 'plain.yml', { ref: 'main' })).toEqual([
      403,
      'Resource not accessible by integration',
    ]);
    expect((await world.rest('rita', `POST ${workflows}/plain.yml/dispatches`, { ref: 'main' })).status).toBe(403);
    expect([...world.breaches(), ...reader.breaches()]).toEqual([]);
  });
});
