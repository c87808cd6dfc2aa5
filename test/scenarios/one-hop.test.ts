import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { explainText, planText } from '../../src/cli/explain.ts';
import { lookLive } from '../../src/cli/look-live.ts';
import { readLineage } from '../../src/git/read-lineage.ts';
import { closeSharedStore, World } from './world.ts';

const LANE = 'acme/platform:docker/payments';
const DOCKER = 'acme/payments-docker';
/** GitHub does not know at first whether a pull request can be merged; the bot looks again after so long. */
const LOOK_AGAIN_MS = 5_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

describe('one hop', () => {
  it('opens a pull request with the title, links and changelog of the change, and moves nothing but the pin', async () => {
    world = await World.with();
    const before = await world.file(DOCKER, 'Dockerfile');
    const from = /ARG APP_COMMIT=(\w+)/.exec(before)?.[1] ?? '';

    const { commit, number } = await world.merges('Retry transfers', { body: 'Refs #12\n\nFixes #14' });
    await world.settled();

    const pull = await world.pull(DOCKER);
    expect(pull).toMatchObject({
      title: 'payments: Retry transfers',
      user: { login: 'sluice[bot]' },
      base: { ref: 'main' },
      head: { ref: 'sluice/docker/payments' },
    });
    expect(await world.file(DOCKER, 'Dockerfile', pull.head.ref)).toBe(before.replace(from, commit));
    const body = pull.body.replaceAll(world.origin, 'https://github.example');
    expect(body).toContain(
      `- Retry transfers ([#&#8203;${number}](https://github.example/acme/payments/pull/${number})) by ada`,
    );
    expect(body).toContain(' · see [#&#8203;12](https://github.example/acme/payments/issues/12)');
    expect(body).toContain(' · issue [#&#8203;14](https://github.example/acme/payments/issues/14)');
    expect(body).toContain(`https://github.example/acme/payments/compare/${from}...${commit}`);
  });

  it('merges when the check is green, and the lineage is read back from a plain clone', async () => {
    world = await World.with();
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    const { number } = await world.pull(DOCKER);

    expect(await world.explained()).toContain('#1 waits for build (not reported yet)');
    await world.buildEnds(DOCKER, number);
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
    const found = await cloneAndReadLineage();
    expect(found?.lineage).toMatchObject({
      lane: { stage: 'docker', component: 'payments' },
      pipeline: { repo: 'acme/platform' },
      entries: [{ component: 'payments', code: commit }],
    });
    expect((await world.ledger({ kind: 'merged' })).map((entry) => entry.promotion)).toEqual([`${DOCKER}#1`]);
    await expect(world.person('ada').tipOf(DOCKER, 'sluice/docker/payments')).rejects.toThrow('404');
  });

  it('costs two reads and one write to open, four reads and two writes to merge', async () => {
    world = await World.with();
    const proposed = await world.proposes('Retry transfers');
    await world.settled();
    const start = world.forge.calls.length;

    await world.person('ada').merges('acme/payments', proposed);
    await world.settled();

    expect(world.calls(start)).toEqual({ reads: ['graphql:Look', 'graphql:Range'], writes: ['graphql:Publish'] });
    expect(world.forge.calls.slice(start).filter((call) => call.caller === 'app')).toEqual([]);

    await world.buildEnds(DOCKER, 1);
    const worker = world.app.worker('one');
    await world.forge.hooks.pump();
    await worker.workUntilIdle();
    expect(world.calls(start).reads).toEqual(['graphql:Look', 'graphql:Range', 'graphql:Look']);
    world.lets(LOOK_AGAIN_MS);
    while (world.calls(start).writes.length < 2) expect(await worker.workOnce()).toBe(true);
    expect(world.calls(start)).toEqual({
      reads: ['graphql:Look', 'graphql:Range', 'graphql:Look', 'graphql:Look'],
      writes: ['graphql:Publish', 'pulls/merge'],
    });
    await world.settled();
  });

  it('a look that finds nothing to do is one read and no write', async () => {
    world = await World.with();
    await world.store.attention.want(`lane:${LANE}`, 0, 'a test asks');
    const start = world.forge.calls.length;

    await world.settled();

    expect(world.calls(start)).toEqual({ reads: ['graphql:Look'], writes: [] });
    expect((await world.reasons(LANE))[0]).toMatch(
      /^payments: acme\/payments-docker already holds \w{7}, the newest commit of acme\/payments main$/,
    );
  });

  it('explain and plan say what the engine then does', async () => {
    world = await World.with();
    const { commit } = await world.merges('Retry transfers');
    const start = world.forge.calls.length;

    const looked = await lookLive(world.app.tools, 'acme/platform');

    expect(planText(looked)).toContain(
      `${LANE}  1 step\n  open a pull request: payments: Retry transfers\n    branch sluice/docker/payments (create)`,
    );
    expect(explainText(looked)).toContain('doing    a pull request is opened: payments: Retry transfers');
    expect(world.calls(start).writes).toEqual([]);
    await world.settled();
    expect((await world.pull(DOCKER)).title).toBe('payments: Retry transfers');
    expect(await world.file(DOCKER, 'Dockerfile', 'sluice/docker/payments')).toContain(commit);
  });
});

async function cloneAndReadLineage(): ReturnType<typeof readLineage> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-clone-'));
  try {
    const address = world.origin.replace('://', `://x-access-token:${world.forge.personToken('ada')}@`);
    await promisify(execFile)('git', ['clone', '--quiet', `${address}/${DOCKER}.git`, folder]);
    return await readLineage(folder, 'HEAD');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
