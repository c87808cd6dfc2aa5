import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { RELEASES_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import {
  APPROVALS,
  bothApprove,
  gates,
  ledgerReleased,
  openRelease,
  pipelineOf,
  WINDOW,
  straightToProduction,
} from './production.ts';
import { deployed, goesGreen, pinned, releaseOf, releases, runsInStaging, until } from '../releases/releases.ts';

const HOUR = 3_600_000;
const DAILY = RELEASES_PIPELINE.replace('"0 9 * * 5"', '"0 9 * * *"')
  .replace('"0 10 * * 1"', '"0 10 * * *"')
  .replace(/ {6}- (approvals|window): .*\n/g, '')
  .replace('merge: after-approval', 'merge: when-green');
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** The process sleeps until a moment: time passes, and nobody works. */
function sleepsUntil(at: string): void {
  world.lets(Date.parse(at) - world.now);
}

/** The instants of the releases that an environment has had, or had nothing for. */
async function ticksOf(stage: string): Promise<string[]> {
  const ticks = (await world.ledger({ kind: 'tick' })).filter(({ lane }) => lane === `acme/platform:${stage}`);
  return ticks.map(({ facts }) => new Date(Number(facts['at'])).toISOString());
}

describe('a process that slept for two days', () => {
  it('catches up once for each environment, and waits for the next hour after that', async () => {
    world = await releases({ pipeline: DAILY });
    const payments = await runsInStaging(world, 'payments', 'Retry transfers');
    await until(world, 'Tue 09:00');
    await goesGreen(world, 'demo');
    await deployed(world, 'demo');
    const ledger = await runsInStaging(world, 'ledger', 'Round up');
    await until(world, 'Tue 12:00');
    const before = { demo: await ticksOf('demo'), production: await ticksOf('production') };

    sleepsUntil('2026-03-05T12:00:00Z');
    await world.settled();
    expect(await pinned(world, 'demo', 'ledger', 'release-demo')).toBe(ledger.digest);
    expect(await pinned(world, 'production', 'payments', 'release-production')).toBe(payments.digest);
    expect((await ticksOf('demo')).slice(before.demo.length)).toEqual(['2026-03-05T08:00:00.000Z']);
    expect((await ticksOf('production')).slice(before.production.length)).toEqual(['2026-03-05T09:00:00.000Z']);

    // Whatever is new after the catch-up waits for Friday: the tick of Wednesday is not served as well.
    await goesGreen(world, 'demo');
    await deployed(world, 'demo');
    await goesGreen(world, 'production');
    await deployed(world, 'production');
    const web = await runsInStaging(world, 'web', 'Show the balance');
    await world.after(3 * HOUR);
    expect((await world.pulls(ENVIRONMENTS)).map(({ head }) => head.ref)).toEqual([]);
    await until(world, 'Fri 09:00');
    expect(await pinned(world, 'demo', 'web', 'release-demo')).toBe(web.digest);
    expect(await releaseOf(world, 'production')).toBeUndefined();
    await until(world, 'Fri 10:00');
    expect(await pinned(world, 'production', 'ledger', 'release-production')).toBe(ledger.digest);
  }, 120_000);
});

describe('a window that closes between the second approval and the merge', () => {
  it('keeps the release until it opens on the next day', async () => {
    world = await straightToProduction([APPROVALS, WINDOW]);
    const { number, digest } = await ledgerReleased(world);
    await until(world, 'Mon 15:50');
    await bothApprove(world, number);
    await world.settled();
    expect(await gates(world, number)).toBe('pending: Waits for validate (not reported yet)');

    await until(world, 'Mon 16:01');
    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await world.settled();
    expect(await gates(world, number)).toMatch(
      /^pending: Merges are allowed Mon-Thu 11:00-16:00 \(Europe\/Rome\); the next time is Tue 3 Mar 11:00/,
    );
    await until(world, 'Tue 10:59');
    expect((await openRelease(world)).number).toBe(number);
    await until(world, 'Tue 11:00');
    expect(await releaseOf(world, 'production')).toBeUndefined();
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
  }, 120_000);

  it('lets it through in its last minute', async () => {
    world = await straightToProduction([APPROVALS, WINDOW]);
    const { number, digest } = await ledgerReleased(world);
    await bothApprove(world, number);
    await until(world, 'Mon 15:59');
    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await world.settled();
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
  }, 120_000);
});

/** From a quiet night on, time passes in small steps until a moment. */
async function passesUntil(at: string): Promise<void> {
  while (world.now < Date.parse(at)) await world.after(Math.min(12 * HOUR, Date.parse(at) - world.now));
}

describe('the week in which the clocks of Rome are set forward', () => {
  it('releases on Monday at 10:00 and merges at 11:00 as the clocks on the wall say, before and after', async () => {
    const weekly = 'release: { schedule: "0 10 * * 1", timezone: Europe/Rome }';
    const gated = ['gates:', `  - ${APPROVALS}`, `  - ${WINDOW}`];
    world = await releases({ pipeline: pipelineOf(['from: staging', weekly, 'merge: after-approval', ...gated]) });
    sleepsUntil('2026-03-22T20:00:00Z');
    await world.settled();
    const ledger = await runsInStaging(world, 'ledger', 'Round up');
    await passesUntil('2026-03-23T08:59:00Z');
    expect(await releaseOf(world, 'production')).toBeUndefined();
    await passesUntil('2026-03-23T09:00:00Z');
    expect(await pinned(world, 'production', 'ledger', 'release-production')).toBe(ledger.digest);
    await mergesAt('2026-03-23T10:00:00Z');
    await deployed(world, 'production');

    sleepsUntil('2026-03-29T20:00:00Z');
    await world.settled();
    const payments = await runsInStaging(world, 'payments', 'Retry transfers');
    await passesUntil('2026-03-30T07:59:00Z');
    expect(await releaseOf(world, 'production')).toBeUndefined();
    await passesUntil('2026-03-30T08:00:00Z');
    expect(await pinned(world, 'production', 'payments', 'release-production')).toBe(payments.digest);
    await mergesAt('2026-03-30T09:00:00Z');
  }, 120_000);

  /** The open release has all that people and checks can give, and is merged at the hour, not a minute sooner. */
  async function mergesAt(at: string): Promise<void> {
    const { number } = await openRelease(world);
    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await bothApprove(world, number);
    await passesUntil(new Date(Date.parse(at) - 60_000).toISOString());
    expect(await gates(world, number)).toMatch(/^pending: Merges are allowed .* 11:00/);
    await passesUntil(at);
    expect(await releaseOf(world, 'production')).toBeUndefined();
  }
});
