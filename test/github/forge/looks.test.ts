import { beforeEach, afterEach, describe, expect, it } from '@jest/globals';

import type { Answer } from '../../../src/core/answer.ts';
import { branchName, repoName, stageName, type BranchName, type ComponentName } from '../../../src/core/names.ts';
import type { UpstreamStages } from '../../../src/core/promotion/facts.ts';
import type { Snapshot } from '../../../src/core/promotion/snapshot.ts';
import type { Reading } from '../../../src/core/pipeline/lanes.ts';
import { look } from '../../../src/github/look/look.ts';
import type { LookRequest, Seen } from '../../../src/ports/github/looks.ts';
import { DIGEST, GithubWorld } from './world.ts';

const ENVIRONMENTS = 'acme/environments';
const SHOP = 'acme/shop';
const WEB = 'web' as ComponentName;
const PAYMENTS = 'payments' as ComponentName;

let world: GithubWorld;

beforeEach(() => {
  world = new GithubWorld();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

async function seen(id: string): Promise<Seen> {
  const found = (await look(world.tools, [world.request(id)])).get(world.laneId(id));
  if (found === undefined) throw new Error(`${id} was not seen`);
  return found;
}

function must<T>(answer: Answer<T> | undefined): T {
  if (answer === undefined || 'unknown' in answer) throw new Error(answer?.unknown ?? 'it was not asked for');
  return answer.known;
}

async function upstreamOf(id: string, component: ComponentName): Promise<UpstreamStages> {
  const upstream = must((await seen(id)).upstream.get(component));
  if (upstream.of !== 'stages') throw new Error(`${component} reads no stage`);
  return upstream;
}

const here = async (id: string): Promise<Snapshot> => must((await seen(id)).here);

describe('a look at many lanes', () => {
  it('is one query, in which lanes of one repository do not meet', async () => {
    const ids = ['docker/payments', 'manifest/payments', 'manifest/web', 'staging', 'production'];

    const all = await look(
      world.tools,
      ids.map((id) => world.request(id)),
    );

    expect(world.reads()).toEqual(['graphql:Look']);
    expect(ids.map((id) => must(all.get(world.laneId(id))?.here).files.map(({ path }) => path))).toEqual([
      ['Dockerfile'],
      ['apps/payments.yaml'],
      ['apps/web.yaml'],
      ['staging/payments.yaml', 'staging/web.yaml'],
      ['production/payments.yaml', 'production/web.yaml'],
    ]);
    expect(must(all.get(world.laneId('production'))?.here).files[1]).not.toHaveProperty('base');
  });

  it('is one query for each twenty-five of them', async () => {
    const request = world.request('production');
    const many = Array.from({ length: 26 }, (_, index) => ({
      ...request,
      lane: { ...request.lane, id: world.laneId(`production-${index}`) },
    }));

    const all = await look(world.tools, many);

    expect(world.reads()).toEqual(['graphql:Look', 'graphql:Look']);
    expect([...all.values()].filter((one) => 'known' in one.here)).toHaveLength(26);
  });

  it('sees the same where branches are named as where they are the default', async () => {
    await proposes('docs', 'README.md', 'environments\n');
    const named = ['manifest/web', 'production'].map((id) => onBranch(world.request(id), branchName('main')));

    const byName = await look(world.tools, named);

    for (const { lane } of named) {
      const request = world.request(lane.id.slice(lane.id.indexOf(':') + 1));
      expect(byName.get(lane.id)).toEqual((await look(world.tools, [request])).get(lane.id));
    }
    expect(must(byName.get(world.laneId('production'))?.here).others).toHaveLength(1);
  });

  it('asks for equal things once', async () => {
    await look(
      world.tools,
      ['manifest/web', 'staging', 'production'].map((id) => world.request(id)),
    );

    const [text = ''] = world.documents;
    expect(
      text.match(/(source|stage|builds|policy|here)\d+: repository/g)?.map((alias) => alias.split(':')[0]),
    ).toEqual(['here0', 'here1', 'here2', 'source0', 'source1', 'builds0', 'stage0', 'stage1', 'policy0']);
  });
});

describe('what a component of a monorepo offers', () => {
  it('is the newest commit that touches its paths, whatever else was committed since', async () => {
    const shared = await world.commits(SHOP, 'shared/money.ts', 'second\n');
    const other = await world.commits(SHOP, 'api/server.js', 'second\n');

    expect(must((await seen('manifest/web')).sources.get(WEB))).toMatchObject({ repo: SHOP, tip: shared });
    expect(world.tip(SHOP)).toBe(other);

    const web = await world.commits(SHOP, 'web/index.html', 'second\n');
    expect(must((await seen('manifest/web')).sources.get(WEB)).tip).toBe(web);
  });
});

describe('what lies before a lane', () => {
  it('is nothing for a lane that reads the code', async () => {
    expect((await seen('docker/payments')).upstream).toEqual(new Map());
  });

  it('is the branch that images are built from, newest first', async () => {
    const first = world.tip('acme/payments-docker');
    const second = await world.commits('acme/payments-docker', 'Dockerfile', 'FROM scratch\nARG APP_COMMIT=1\n');

    expect(must((await seen('manifest/payments')).upstream.get(PAYMENTS))).toEqual({
      of: 'builds',
      repo: 'acme/payments-docker',
      audience: 'private',
      consent: { to: 'acme/platform' },
      branch: 'main',
      commits: [second, first],
    });
    expect(must((await seen('manifest/web')).upstream.get(WEB))).toMatchObject({ of: 'builds', repo: SHOP });
  });

  it('is a manifest stage with the files of every component, and no deployments', async () => {
    const upstream = await upstreamOf('staging', WEB);

    expect(upstream).toMatchObject({ of: 'stages', how: 'all' });
    expect(upstream.stages.map(must)).toEqual([
      {
        stage: 'manifest',
        repo: 'acme/manifests',
        audience: 'private',
        consent: { to: 'acme/platform' },
        branch: 'main',
        tip: world.tip('acme/manifests'),
        files: new Map([
          ['apps/payments.yaml', `image: registry.acme.dev/payments@${DIGEST.old}\n`],
          ['apps/web.yaml', `image: registry.acme.dev/web@${DIGEST.old}\n`],
        ]),
      },
    ]);
  });

  it('is an environment with its deployments alone, not those of others on the same branch', async () => {
    const tip = world.tip(ENVIRONMENTS);
    const staging = await world.grace.deploys(ENVIRONMENTS, { ref: tip, environment: 'staging' });
    await world.grace.deploys(ENVIRONMENTS, { ref: tip, environment: 'production' });
    await world.grace.reportsDeployment(ENVIRONMENTS, staging, { state: 'success', logUrl: 'https://ci.acme.dev/1' });

    expect((await upstreamOf('production', PAYMENTS)).stages.map(must)[0]).toMatchObject({
      stage: 'staging',
      environment: {
        commits: [tip],
        hasMerged: false,
        deployments: [{ id: staging, commit: tip, statuses: [{ state: 'success', url: 'https://ci.acme.dev/1' }] }],
      },
    });
  });

  it('is told with whether its repository has joined', async () => {
    await world.removes('acme/manifests', '.github/sluice.yml');
    await world.removes('acme/payments-docker', '.github/sluice.yml');

    const none = { none: 'it has no .github/sluice.yml' };
    expect((await upstreamOf('staging', WEB)).stages.map(must)).toMatchObject([{ audience: 'private', consent: none }]);
    expect((await seen('manifest/payments')).upstream.get(PAYMENTS)).toMatchObject({ known: { consent: none } });
  });

  it('is unknown where the App was not granted to read deployments, and so is the lane', async () => {
    for (const installation of world.forge.state.installations.values()) delete installation.permissions['deployments'];

    const { here: lane } = await seen('production');

    const asked = { lasting: true, next: expect.stringContaining('(deployments: read)') };
    expect([lane, ...(await upstreamOf('production', PAYMENTS)).stages]).toEqual([
      { unknown: 'the App may not read its deployments ("Resource not accessible by integration")', ...asked },
      { unknown: 'the App may not read its deployments ("Resource not accessible by integration")', ...asked },
    ]);
    expect(must((await seen('manifest/web')).here).others).toEqual([]);
  });
});

describe('several stages before a lane', () => {
  it('are told in the order of the file, and one that cannot be read spoils no other', async () => {
    const request = world.request('production');
    const [component] = request.lane.components;
    if (component?.reads.of !== 'stages') throw new Error('it reads no stage');
    const [staging] = component.reads.stages;
    const hidden = { ...staging, stage: stageName('hidden'), repo: repoName('acme/hidden') };
    const reads: Reading = { of: 'stages', how: 'any', stages: [hidden, staging] };
    const lane = { ...request.lane, components: [{ ...component, reads }] };

    const upstream = (await look(world.tools, [{ ...request, lane }])).get(lane.id)?.upstream.get(component.name);

    expect(upstream).toMatchObject({
      known: { of: 'stages', how: 'any', stages: [{ unknown: expect.any(String) }, { known: { stage: 'staging' } }] },
    });
  });
});

describe("an environment's own repository", () => {
  it('tells what was merged past a closed gate, by whom, after its branch is gone', async () => {
    const number = await proposes('by-hand', 'production/web.yaml', 'image: by hand\n');
    const head = world.tip(ENVIRONMENTS, 'by-hand');
    await says(head, 'pending', 'production waits for the soak');
    const saidAt = world.clock.now();
    world.clock.advance(60_000);
    await world.grace.merges(ENVIRONMENTS, number);
    await world.grace.deletesBranch(ENVIRONMENTS, 'by-hand');

    expect((await here('production')).lately).toEqual([
      {
        number,
        id: expect.any(String),
        head,
        commit: world.tip(ENVIRONMENTS),
        at: world.clock.now(),
        by: 'grace',
        byUs: false,
        touchesPins: true,
        gates: { state: 'pending', description: 'production waits for the soak', at: saidAt },
        said: [],
      },
    ]);
    expect((await here('manifest/web')).lately).toEqual([]);
  });

  it('is seen with its deployments and its newest commits', async () => {
    const first = world.tip(ENVIRONMENTS);
    const second = await world.commits(ENVIRONMENTS, 'README.md', 'environments\n');
    const id = await world.grace.deploys(ENVIRONMENTS, { ref: second, environment: 'production' });

    expect((await here('production')).environment).toMatchObject({
      commits: [second, first],
      deployments: [{ id, commit: second, statuses: [] }],
    });
  });

  it('is not where a merged pull request began: a deployment of that is a signal of another branch', async () => {
    const number = await proposes('by-hand', 'production/web.yaml', 'image: by hand\n');
    const [first, side] = [world.tip(ENVIRONMENTS), world.tip(ENVIRONMENTS, 'by-hand')];
    await world.grace.merges(ENVIRONMENTS, number, 'merge');

    const { environment } = await here('production');

    expect(environment?.commits).toEqual([world.tip(ENVIRONMENTS), first]);
    expect(environment?.commits).not.toContain(side);
  });

  it("is seen with everybody's pull requests into its branch, and what was said of each", async () => {
    const text = `image: registry.acme.dev/web@${DIGEST.new}\n`;
    const moving = await proposes('by-hand', 'production/web.yaml', text);
    const other = await proposes('docs', 'README.md', 'environments\n');
    await world.grace.branches(ENVIRONMENTS, 'next', 'main');
    await proposes('elsewhere', 'production/web.yaml', text, 'next');
    const head = world.tip(ENVIRONMENTS, 'docs');
    await world.grace.reports(ENVIRONMENTS, head, { context: 'validate', state: 'success' });
    await says(head, 'success', 'no pin of production moves');

    expect((await here('production')).others).toEqual([
      {
        number: other,
        head,
        author: 'grace',
        reviews: [],
        committers: expect.arrayContaining(['grace']),
        unknownCommitters: false,
        touchesPins: false,
        files: ['README.md'],
        checks: [
          { name: 'validate', state: 'success', word: 'success' },
          { name: 'sluice/gates', state: 'success', word: 'success' },
        ],
        checksComplete: true,
        gates: { state: 'success', description: 'no pin of production moves' },
      },
      {
        number: moving,
        head: world.tip(ENVIRONMENTS, 'by-hand'),
        author: 'grace',
        reviews: [],
        committers: expect.arrayContaining(['grace']),
        unknownCommitters: false,
        touchesPins: true,
        files: ['production/web.yaml'],
        checks: [],
        checksComplete: true,
      },
    ]);
    expect((await here('staging')).others.map(({ touchesPins }) => touchesPins)).toEqual([false, false]);
  });

  it("does not count Sluice's own pull requests among them, whichever lane they are of", async () => {
    const client = await world.asApp(ENVIRONMENTS);
    for (const branch of ['release-production', 'release-staging']) {
      await world.grace.branches(ENVIRONMENTS, branch, 'main');
      await world.grace.commits(ENVIRONMENTS, { branch, path: 'README.md', text: branch, message: branch });
      const input = { owner: 'acme', repo: 'environments', title: branch, head: branch, base: 'main' };
      expect(await client.request('POST /repos/{owner}/{repo}/pulls', input)).toHaveProperty('ok');
    }
    await says(world.tip(ENVIRONMENTS, 'release-production'), 'pending', 'validate has not been reported');

    const production = await here('production');

    expect(production.others).toEqual([]);
    expect(production.open?.gates).toEqual({ state: 'pending', description: 'validate has not been reported' });
  });
});

/** The same lane, and what it reads, with the branch spelt out. */
function onBranch(request: LookRequest, branch: BranchName): LookRequest {
  const { lane } = request;
  const components = lane.components.map((component) => ({ ...component, reads: readsOf(component.reads, branch) }));
  return { ...request, lane: { ...lane, base: branch, components } };
}

function readsOf(reads: Reading, branch: BranchName): Reading {
  if (reads.of === 'code') return reads;
  if (reads.of === 'builds') return { ...reads, branch };
  const [first, ...more] = reads.stages;
  return { ...reads, stages: [{ ...first, branch }, ...more.map((stage) => ({ ...stage, branch }))] };
}

async function proposes(branch: string, path: string, text: string, base = 'main'): Promise<number> {
  world.clock.advance(60_000);
  await world.grace.branches(ENVIRONMENTS, branch, 'main');
  await world.grace.commits(ENVIRONMENTS, { branch, path, text, message: branch });
  const asked = { title: branch, body: '', head: branch, base };
  return (await world.grace.call<{ number: number }>('POST', `/repos/${ENVIRONMENTS}/pulls`, asked)).number;
}

async function says(sha: string, state: string, description: string): Promise<void> {
  const client = await world.asApp(ENVIRONMENTS);
  const status = { owner: 'acme', repo: 'environments', sha, state, description, context: 'sluice/gates' };
  expect(await client.request('POST /repos/{owner}/{repo}/statuses/{sha}', status)).toHaveProperty('ok');
}
