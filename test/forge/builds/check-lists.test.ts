import { describe, expect, it } from '@jest/globals';
import { addCheckRun } from '../../../src/forge/domain/checks.ts';
import { addPerson } from '../../../src/forge/seed/organisation.ts';
import { Builder } from '../../../src/forge/cast/builder.ts';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';

const repo = '/repos/acme/shop';
const shop = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' as const } };

function tipOf(world: DomainWorld): string {
  return world.repo('shop').git.refs.read('refs/heads/main')!;
}

/** A check of the App itself; answers its id. */
async function report(world: DomainWorld, name: string, more: object = {}): Promise<number> {
  return (await world.done('bot', `POST ${repo}/check-runs`, { name, head_sha: tipOf(world), ...more })).id;
}

/** A check of GitHub Actions; answers its id. */
function workflowCheck(world: DomainWorld, name: string): number {
  const { state } = world.forge;
  const spec = { name, headSha: tipOf(world), actor: addPerson(state, 'alice'), conclusion: 'success' as const };
  return addCheckRun(state, world.repo('shop'), spec).id;
}

describe('the check runs of a commit', () => {
  it('are listed newest first, the last of each name and App only', async () => {
    const world = await DomainWorld.with([shop]);
    const old = await report(world, 'lint', { conclusion: 'failure' });
    const lint = await report(world, 'lint', { conclusion: 'success' });
    const unit = await report(world, 'unit', { status: 'in_progress' });
    const other = workflowCheck(world, 'lint');
    const ids = async (query = '', ref = 'main') => {
      const { check_runs: runs, total_count: count } = await world.done(
        'bot',
        `GET ${repo}/commits/${ref}/check-runs${query}`,
      );
      expect(count).toBe(runs.length);
      return runs.map(({ id }: Json) => id);
    };

    expect(await ids()).toEqual([other, unit, lint]);
    expect(await ids('?filter=all')).toEqual([other, unit, lint, old]);
    expect(await ids('?check_name=lint')).toEqual([other, lint]);
    expect(await ids('?status=in_progress')).toEqual([unit]);
    expect(await ids('?app_id=7', tipOf(world))).toEqual([unit, lint]);
    expect(world.breaches()).toEqual([]);
  });

  it('come in pages, and of no commit there are none', async () => {
    const world = await DomainWorld.with([shop]);
    for (const name of ['a', 'b', 'c']) await report(world, name);

    const page = await world.rest('bot', `GET ${repo}/commits/heads/main/check-runs?per_page=2`);

    expect(page.body).toMatchObject({ total_count: 3, check_runs: [{ name: 'c' }, { name: 'b' }] });
    expect(page.headers.get('link')).toContain('rel="next"');
    expect(await world.rest('bot', `GET ${repo}/commits/gone/check-runs`)).toMatchObject({
      status: 422,
      body: { message: 'No commit found for SHA: gone' },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('are read one by one', async () => {
    const world = await DomainWorld.with([shop]);
    const id = await report(world, 'lint', { conclusion: 'success' });

    const run = await world.done('alice', `GET ${repo}/check-runs/${id}`);

    expect(run).toMatchObject({ id, name: 'lint', conclusion: 'success', app: { slug: 'sluice' } });
    expect((await world.rest('bot', `GET ${repo}/check-runs/${id + 100}`)).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the check suites of a commit', () => {
  it('are one per App, with what their runs add up to', async () => {
    const world = await DomainWorld.with([shop]);
    await report(world, 'lint', { conclusion: 'success' });
    await report(world, 'unit', { conclusion: 'failure' });
    workflowCheck(world, 'build');

    const { check_suites: suites, total_count: count } = await world.done(
      'bot',
      `GET ${repo}/commits/main/check-suites`,
    );

    expect(count).toBe(2);
    expect(suites).toMatchObject([
      { app: { slug: 'sluice' }, status: 'completed', conclusion: 'failure', latest_check_runs_count: 2 },
      { app: { slug: 'github-actions', owner: { login: 'github' } }, status: 'completed', conclusion: 'success' },
    ]);
    const byApp = await world.done('bot', `GET ${repo}/commits/main/check-suites?app_id=7`);
    expect(byApp.check_suites).toEqual(suites.slice(0, 1));
    const byName = await world.done('bot', `GET ${repo}/commits/main/check-suites?check_name=build`);
    expect(byName.check_suites).toEqual(suites.slice(1));
    expect(world.breaches()).toEqual([]);
  });

  it('list their own runs', async () => {
    const world = await DomainWorld.with([shop]);
    await report(world, 'lint');
    const build = workflowCheck(world, 'build');
    const { check_suites: suites } = await world.done('bot', `GET ${repo}/commits/main/check-suites`);

    const listed = await world.done('bot', `GET ${repo}/check-suites/${suites[1].id}/check-runs`);

    expect(listed).toMatchObject({ total_count: 1, check_runs: [{ id: build, check_suite: { id: suites[1].id } }] });
    expect((await world.rest('bot', `GET ${repo}/check-suites/1/check-runs`)).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('hold a workflow run before its jobs report, and its jobs when they do', async () => {
    const world = await DomainWorld.with([shop]);
    const id = new Builder(world.forge.state, 'alice').builds('acme/shop', {
      sha: tipOf(world),
      conclusion: 'failure',
    });
    const path = `GET ${repo}/commits/main/check-suites`;

    const [suite] = (await world.done('bot', path)).check_suites;
    expect(suite).toMatchObject({ status: 'completed', conclusion: 'failure', latest_check_runs_count: 0 });
    workflowCheck(world, 'build');

    const after = (await world.done('bot', path)).check_suites;
    expect(after).toMatchObject([{ id: suite.id, head_branch: 'main', latest_check_runs_count: 1 }]);
    expect(world.repo('shop').workflowRuns).toMatchObject([{ id, suiteId: suite.id }]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('checks and alerts', () => {
  it('are hidden from an App that may not read them', async () => {
    const world = await DomainWorld.with([shop], { permissions: { contents: 'read' } });

    for (const path of ['commits/main/check-runs', 'commits/main/check-suites', 'dependabot/alerts'])
      expect(await world.rest('bot', `GET ${repo}/${path}`)).toMatchObject({
        status: 403,
        body: { message: 'Resource not accessible by integration' },
      });
    expect(world.breaches()).toEqual([]);
  });

  it('are switched off as far as alerts go, for whoever may know', async () => {
    const world = await DomainWorld.with([shop], { permissions: { vulnerability_alerts: 'read' } });

    for (const as of ['alice', 'bot'])
      expect(await world.rest(as, `GET ${repo}/dependabot/alerts?state=open&per_page=100`)).toMatchObject({
        status: 403,
        body: { message: 'Dependabot alerts are disabled for this repository.' },
      });
    expect(world.breaches()).toEqual([]);
  });
});
