import { describe, expect, it } from '@jest/globals';
import { addStatus } from '../../../src/forge/domain/checks.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } };

describe('the statuses of a commit', () => {
  it('are taken up to 1,000 a context, and refused beyond [12]', async () => {
    const world = await DomainWorld.with([shop]);
    const { state } = world.forge;
    const repo = world.repo('shop');
    const sha = repo.git.refs.read('refs/heads/main')!;
    const creator = state.accounts.get('alice')!;
    const emit = state.emit;
    state.emit = () => undefined;
    for (let count = 1; count < 1000; count += 1)
      addStatus(state, repo, { sha, state: 'pending', context: 'ci', creator });
    state.emit = emit;
    const report = async (context: string) =>
      world.rest('alice', `POST /repos/acme/shop/statuses/${sha}`, { state: 'success', context });

    const [last, beyond, other] = [await report('ci'), await report('ci'), await report('other')];

    expect([last.status, beyond.status, other.status]).toEqual([201, 422, 201]);
    expect(beyond.body.errors[0].message).toBe('This SHA and context has reached the maximum number of statuses.');
    expect(world.breaches()).toEqual([]);
  });
});

describe('a check run', () => {
  it('that is completed without a conclusion is refused with a text and no list of errors [35]', async () => {
    const world = await DomainWorld.with([shop]);
    const head_sha = world.repo('shop').git.refs.read('refs/heads/main');
    const asked = { name: 'lint', head_sha, status: 'completed' };

    const { status, body } = await world.rest('bot', 'POST /repos/acme/shop/check-runs', asked);

    expect(status).toBe(422);
    expect(body.message).toMatch(/^Invalid request\.\n\nNo subschema in "anyOf" matched\./);
    expect(body).not.toHaveProperty('errors');
    expect(world.repo('shop').checkRuns).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('is not completed later without a conclusion either, which is against the description [35]', async () => {
    const world = await DomainWorld.with([shop]);
    const head_sha = world.repo('shop').git.refs.read('refs/heads/main');
    const { id } = await world.done('bot', 'POST /repos/acme/shop/check-runs', { name: 'lint', head_sha });

    const { status, body } = await world.rest('bot', `PATCH /repos/acme/shop/check-runs/${id}`, {
      status: 'completed',
    });

    expect(status).toBe(422);
    expect(body.message).toMatch(/^Invalid request\.\n\nNo subschema in "anyOf" matched\./);
    expect(body).not.toHaveProperty('errors');
    expect(world.repo('shop').checkRuns[0]?.status).toBe('queued');
    expect(world.breaches()).toContain('request checks/update /conclusion is missing');
  });
});

describe('a workflow', () => {
  const workflow = (name: string) => `/repos/acme/shop/actions/workflows/${name}/dispatches`;
  const inputs = 'on:\n  workflow_dispatch:\n    inputs:\n      target:\n        required: true\n';
  const files = { '.github/workflows/deploy.yml': inputs, '.github/workflows/ci.yml': 'on: push\n' };
  const withWorkflows = async () => DomainWorld.with([{ ...shop, files }], { permissions: { actions: 'write' } });

  it('is dispatched with 204 and no id, unless the run is asked for [36]', async () => {
    const world = await withWorkflows();
    const asked = { ref: 'main', inputs: { target: 'here' } };

    const quiet = await world.rest('bot', `POST ${workflow('deploy.yml')}`, asked);
    const told = await world.rest('bot', `POST ${workflow('deploy.yml')}`, { ...asked, return_run_details: true });

    expect([quiet.status, quiet.body]).toEqual([204, undefined]);
    expect([told.status, told.body.workflow_run_id]).toEqual([200, world.repo('shop').workflowRuns.at(-1)?.id]);
    expect(world.breaches()).toEqual([]);
  });

  it('is not dispatched without its trigger, nor without an input that it needs [36]', async () => {
    const world = await withWorkflows();

    const answers = [
      await world.rest('bot', `POST ${workflow('ci.yml')}`, { ref: 'main' }),
      await world.rest('bot', `POST ${workflow('deploy.yml')}`, { ref: 'main' }),
    ];

    expect(answers.map(({ status, body }) => [status, body.message])).toEqual([
      [422, "Workflow does not have 'workflow_dispatch' trigger"],
      [422, "Required input 'target' not provided"],
    ]);
    expect(world.repo('shop').workflowRuns).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });
});
