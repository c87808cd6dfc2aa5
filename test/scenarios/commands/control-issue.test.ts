import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { isKnown } from '../../../src/core/answer.ts';
import type { Controls } from '../../../src/core/controls/controls.ts';
import { repoName, type LaneId } from '../../../src/core/names.ts';
import { controlsOf } from '../../../src/operations/commands/controls-of.ts';
import { closeSharedStore, World } from '../world.ts';
import { answers, bodyOf, controlIssue, PLATFORM, says } from './thread.ts';

const MINUTE_MS = 60_000;
const SWEPT_MS = 31 * MINUTE_MS;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

async function controls(): Promise<Controls> {
  const read = await controlsOf(world.store, repoName(PLATFORM));
  if (!isKnown(read)) throw new Error(read.unknown);
  return read.known;
}

const here = async (): Promise<{ repo: string; number: number }> => ({
  repo: PLATFORM,
  number: await controlIssue(world),
});

describe('the control issue', () => {
  it('is made once, and says what runs where and how to hold it', async () => {
    world = await World.chain();
    await world.after(SWEPT_MS);

    const { number } = await here();
    const body = await bodyOf(world, PLATFORM, number);
    expect(body).toContain('### staging');
    expect(body).toMatch(
      /\| \*\*payments\*\* \| (\[[0-9a-f]{7}\]\(\S+\/acme\/payments\/commit\/[0-9a-f]{40}\)) \| \1 \|/,
    );
    expect(body).toContain('`/sluice hold <environment> [component …] [because …]`');
    const from = world.forge.calls.length;
    await world.after(SWEPT_MS);
    expect(world.calls(from).writes).toEqual([]);
  });

  it('shows a hold, and lets it go by a comment', async () => {
    world = await World.chain();

    const [held] = await says(world, 'ada', await here(), '/sluice hold staging payments because of #7 @mallory');
    expect(held).toBe(
      '**payments** in **staging** stays as it is.\n\n`/sluice resume staging payments` lets it go on.',
    );
    expect((await controls()).holds).toMatchObject([
      { stage: 'staging', component: 'payments', by: 'ada', because: 'of #7 @mallory' },
    ]);
    await world.after(2 * MINUTE_MS);
    const { number } = await here();
    expect(await bodyOf(world, PLATFORM, number)).toContain(
      '**payments** by ada since Mon 2 Mar 09:00 (UTC): of &#35;&#8203;7 @&#8203;mallory',
    );

    const [resumed] = await says(world, 'grace', await here(), '/sluice resume staging payments');
    expect(resumed).toBe('The hold of **payments** in **staging** is lifted.');
    expect(await controls()).toEqual({ holds: [], freezes: [], resumed: [] });
    await world.after(2 * MINUTE_MS);
    expect(await bodyOf(world, PLATFORM, number)).not.toContain('Held:');
  });

  it('shows a freeze until it ends', async () => {
    world = await World.chain();
    world.forge.state.repos.get(PLATFORM)?.roles.set('ada', 'maintain');

    const [frozen] = await says(world, 'ada', await here(), '/sluice freeze until 2026-03-02 12:00 Europe/Rome');

    expect(frozen).toContain('Nobody releases to every environment until Mon 2 Mar 11:00 (UTC).');
    const { number } = await here();
    await world.after(2 * MINUTE_MS);
    expect(await bodyOf(world, PLATFORM, number)).toContain('### Frozen\n- **every environment** by ada');
    await world.after(120 * MINUTE_MS);
    expect(await bodyOf(world, PLATFORM, number)).not.toContain('### Frozen');
  });

  it('is written again when somebody has edited it, and the edit counts for nothing', async () => {
    world = await World.chain();
    await says(world, 'ada', await here(), '/sluice hold staging');
    await world.after(2 * MINUTE_MS);
    const { number } = await here();
    const before = await bodyOf(world, PLATFORM, number);
    world.forge.state.repos.get(PLATFORM)?.roles.set('grace', 'maintain');

    await world.person('grace').rewrites(PLATFORM, number, 'Nothing is held.');
    await world.after(SWEPT_MS);

    expect(await bodyOf(world, PLATFORM, number)).toContain('**the whole environment** by ada');
    expect(before).toContain('**the whole environment** by ada');
    expect((await controls()).holds).toHaveLength(1);
  });

  it('is made again when it was deleted, with what is held', async () => {
    world = await World.chain();
    await says(world, 'ada', await here(), '/sluice hold staging');
    const { number } = await here();
    world.forge.state.repos.get(PLATFORM)?.roles.set('grace', 'admin');

    await world.person('grace').deletesIssue(PLATFORM, number);
    await world.after(SWEPT_MS);

    const again = await here();
    expect(again.number).not.toBe(number);
    expect(await bodyOf(world, PLATFORM, again.number)).toContain('**the whole environment** by ada');
  });

  it('is not made twice because GitHub does not list it a minute after it was made', async () => {
    world = await World.chain();
    const { number } = await here();
    await world.after(SWEPT_MS);
    world.forge.state.repos.get(PLATFORM)?.roles.set('grace', 'admin');
    // The first read finds it deleted; the second comes when another was made.
    world.forge.faults.add({ operation: 'graphql:Control', nth: 2, do: { stale: { writes: 1 } } });

    await world.person('grace').deletesIssue(PLATFORM, number);
    await world.after(SWEPT_MS);
    await world.after(61_000);
    await world.after(10 * MINUTE_MS);

    expect(await world.ledger({ kind: 'control-issue' })).toHaveLength(2);
    expect((await here()).number).not.toBe(number);
  });

  it('gives back to an empty database what people hold, and answers nothing twice', async () => {
    world = await World.chain();
    await says(world, 'ada', await here(), '/sluice hold staging because of the audit');
    await world.after(2 * MINUTE_MS);
    const { number } = await here();
    const held = await controls();

    await world.store.truncate();
    await world.app.begin();
    await world.after(SWEPT_MS);

    expect(await controls()).toEqual(held);
    expect(await answers(world, PLATFORM, number)).toHaveLength(1);
    expect((await here()).number).toBe(number);
  });

  it('is what was decided last, though the clock of another process is an hour ahead', async () => {
    world = await World.chain();
    const at = world.now + 60 * MINUTE_MS;
    const freeze = { stage: 'staging', by: 'ada', at };
    const lane = `${PLATFORM}:staging` as LaneId;
    await world.store.ledger.append({
      at,
      kind: 'control',
      lane,
      facts: { v: 1, changes: [{ set: 'freeze', freeze }] },
    });

    await says(world, 'ada', await here(), '/sluice thaw staging');

    expect(await controls()).toMatchObject({ freezes: [] });
  });

  it('gives back nothing that somebody else has edited, and says what to do', async () => {
    world = await World.chain();
    await says(world, 'ada', await here(), '/sluice hold staging');
    const { number } = await here();
    world.forge.state.repos.get(PLATFORM)?.roles.set('grace', 'admin');
    await world.after(2 * MINUTE_MS);
    await world.store.truncate();
    await world.person('grace').rewrites(PLATFORM, number, 'Nothing is held.');

    await world.app.begin();
    await world.after(SWEPT_MS);

    expect(await controlsOf(world.store, repoName(PLATFORM))).toMatchObject({
      unknown: expect.stringMatching(/#\d+ was edited by somebody else.*delete the issue or take its label off/),
    });
    expect(await world.ledger({ kind: 'blocked' })).toMatchObject([{ facts: { code: 'controls-unread' } }]);
    expect(await says(world, 'ada', { repo: PLATFORM, number }, '/sluice hold staging')).toEqual([
      expect.stringContaining('Nothing can be set: the control issue acme/platform'),
    ]);
    await world.person('grace').deletesIssue(PLATFORM, number);
    await world.after(SWEPT_MS);
    expect((await controls()).holds).toEqual([]);
  });

  it('is missed where the repository has no issues, and holds stand all the same', async () => {
    world = await World.chain();
    const platform = world.forge.state.repos.get(PLATFORM);
    if (platform === undefined) throw new Error('there is no platform');
    world.forge.state.repos.get(PLATFORM)?.roles.set('grace', 'admin');

    await world.person('grace').archives(PLATFORM);
    await world.after(SWEPT_MS);

    expect(await world.ledger({ kind: 'blocked' })).toMatchObject([
      { facts: { code: 'no-control-issue', says: expect.stringContaining('acme/platform is archived') } },
    ]);
    expect((await controls()).holds).toEqual([]);
  });
});
