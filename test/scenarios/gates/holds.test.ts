import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { createPage } from '../../../src/web/page/create-page.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { bodyOf, controlIssue, PLATFORM, says } from '../commands/thread.ts';
import { closeSharedStore, type PullView, type World } from '../world.ts';
import { pinned, reaches, releaseOf, runsInStaging, until } from '../releases/releases.ts';
import {
  APPROVALS,
  bothApprove,
  gates,
  ledgerReleased,
  openRelease,
  straightToProduction,
  WINDOW,
} from './production.ts';

const TWO_MINUTES = 2 * 60_000;
let world: World;
let page: Server | undefined;

afterEach(async () => {
  page?.close();
  page = undefined;
  await world.end();
});
afterAll(closeSharedStore);

/** The overview of the app, as a browser has it. */
async function overview(): Promise<string> {
  const show = createPage({ source: world.app.tools, access: { open: { loopbackOnly: true, notice: 'a test' } } });
  page ??= createServer((request, response) => void show(request, response)).listen(0, '127.0.0.1');
  if (!page.listening) await new Promise((resolve) => page?.once('listening', resolve));
  return (await fetch(`http://127.0.0.1:${(page.address() as AddressInfo).port}/`)).text();
}

/** The release is green and approved by both. */
async function isReady(number: number): Promise<void> {
  await world.checkEnds(ENVIRONMENTS, number, 'validate');
  await bothApprove(world, number);
  await world.settled();
}

const forced = async (): Promise<PullView | undefined> =>
  (await world.pulls(ENVIRONMENTS)).find(({ head }) => head.ref === 'force/production/ledger');

describe('a component of production that somebody holds', () => {
  it('is dropped from the release, which goes on without it; the pull request, the page and the issue say who and why', async () => {
    world = await straightToProduction([APPROVALS]);
    const control = { repo: PLATFORM, number: await controlIssue(world) };
    const payments = await runsInStaging(world, 'payments', 'Retry transfers');
    const before = await pinned(world, 'production', 'payments');
    const { number, digest } = await ledgerReleased(world);
    expect(await pinned(world, 'production', 'payments', 'release-production')).toBe(payments.digest);

    await says(world, 'omar', control, '/sluice hold production payments because the table is being moved');
    await world.after(TWO_MINUTES);
    const release = await openRelease(world);
    expect(release.number).toBe(number);
    expect(release.body).toMatch(
      /### Not in this release\n\n.*\*\*payments\*\*: .*omar holds .*the table is being moved/,
    );
    expect(await pinned(world, 'production', 'payments', 'release-production')).toBe(before);
    expect(await overview()).toMatch(/omar holds .*the table is being moved/);
    expect(await bodyOf(world, PLATFORM, control.number)).toMatch(
      /\*\*payments\*\* by omar .*the table is being moved/,
    );

    await isReady(number);
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
    expect(await pinned(world, 'production', 'payments')).toBe(before);
    await says(world, 'omar', control, '/sluice resume production payments');
    expect(await pinned(world, 'production', 'payments', 'release-production')).toBe(payments.digest);
  }, 120_000);
});

describe('a freeze of production', () => {
  it('until Tuesday ends by itself on Tuesday', async () => {
    world = await straightToProduction([APPROVALS]);
    const { number, digest } = await ledgerReleased(world);
    await says(
      world,
      'rita',
      { repo: ENVIRONMENTS, number },
      '/sluice freeze production until 2026-03-03 09:00 Europe/Rome because of the audit',
    );
    await isReady(number);
    expect(await gates(world, number)).toBe('pending: Rita froze production until Tue 3 Mar 08:00 (UTC): of the audit');

    await until(world, 'Tue 08:59');
    expect((await openRelease(world)).number).toBe(number);
    await until(world, 'Tue 09:00');
    expect(await releaseOf(world, 'production')).toBeUndefined();
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
  }, 120_000);

  it('keeps what is forced back too, until it is lifted', async () => {
    world = await straightToProduction([APPROVALS]);
    const control = { repo: PLATFORM, number: await controlIssue(world) };
    await says(world, 'rita', control, '/sluice freeze production');
    const hotfix = await reaches(world, 'ledger', 'Stop the leak');
    await world.person('rita').labels('acme/ledger', hotfix.number, 'deploy/production');
    await world.settled();
    const number = (await forced())?.number ?? 0;
    await isReady(number);
    expect(await gates(world, number)).toBe('pending: Rita froze production');
    await says(world, 'rita', { repo: ENVIRONMENTS, number }, '/sluice promote');
    expect((await forced())?.number).toBe(number);

    await says(world, 'omar', control, '/sluice thaw production');
    expect(await forced()).toBeUndefined();
    expect(await pinned(world, 'production', 'ledger')).toBe(hotfix.digest);
  }, 120_000);
});

describe('/sluice promote on a release that waits for its window', () => {
  it('waives it when somebody says so who may force it now, and nothing but waiting', async () => {
    world = await straightToProduction([APPROVALS, WINDOW]);
    const { number, digest } = await ledgerReleased(world);
    const release = { repo: ENVIRONMENTS, number };
    world.forge.state.repos.get(PLATFORM)?.roles.set('ada', 'admin');
    await world.person('ada').removesFromTeam('acme', 'release-managers', 'omar');
    expect(await says(world, 'omar', release, '/sluice promote')).toEqual([expect.stringMatching(/may not/)]);
    await says(world, 'rita', release, '/sluice promote because the customers wait');
    await world.person('rita').approves(ENVIRONMENTS, number);
    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await world.settled();
    expect(await gates(world, number)).toMatch(/^pending: Waits for 2 approvals of this head .* so far rita$/);

    await world.person('ada').addsToTeam('acme', 'release-managers', 'omar');
    await world.person('omar').approves(ENVIRONMENTS, number);
    await world.settled();
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
    expect(new Date(world.now).toISOString()).toMatch(/^2026-03-02T09:/);
  }, 120_000);
});
