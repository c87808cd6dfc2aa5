import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { answers, controlIssue, PLATFORM, says } from './thread.ts';

const FORCED = CHAIN_PIPELINE.replace('release: on-change', 'force: ["@acme/platform"]\n    release: on-change');
let world: World;
let here: { repo: string; number: number };

async function opens(pipeline = CHAIN_PIPELINE): Promise<void> {
  world = await World.chain({ pipeline });
  here = { repo: PLATFORM, number: await controlIssue(world) };
}

beforeEach(() => opens());
afterEach(async () => world.end());
afterAll(closeSharedStore);

const kinds = async (): Promise<string[]> =>
  (await world.ledger())
    .map(({ kind }) => kind)
    .filter((kind) => ['command', 'command-refused', 'control', 'order', 'wish', 'tell'].includes(kind));

describe('a command', () => {
  it('of somebody who may not is refused once, with who may', async () => {
    expect(await says(world, 'mallory', here, '/sluice hold staging')).toEqual([
      '**mallory** may not. Only whoever has `write` or more on acme/environments may do this.',
    ]);
    expect(await kinds()).toEqual(['command-refused']);
  });

  it('of everything is for those who may maintain the pipeline', async () => {
    expect(await says(world, 'ada', here, '/sluice freeze')).toEqual([
      '**ada** may not. Only whoever has `maintain` or more on acme/platform may do this.',
    ]);
  });

  it('counts by the role of the moment, not of the time it was written', async () => {
    world.forge.state.repos.get('acme/environments')?.roles.set('mallory', 'write');
    await world.person('mallory').comments(PLATFORM, here.number, '/sluice hold staging');
    world.forge.state.repos.get('acme/environments')?.roles.set('mallory', 'read');
    await world.settled();

    expect(await kinds()).toEqual(['command-refused']);
  });

  it('of a member who left the team meanwhile is refused', async () => {
    await world.end();
    await opens(FORCED);
    world.forge.state.repos.get('acme/environments')?.roles.set('ada', 'read');
    expect(await says(world, 'ada', here, '/sluice hold staging')).toEqual([
      expect.stringContaining('**staging** stays as it is.'),
    ]);

    world.forge.state.teams.get('acme/platform')?.members.delete('ada');

    expect(await says(world, 'ada', here, '/sluice resume staging')).toEqual([
      '**ada** may not. Only members of `@acme/platform` and whoever has `write` or more on acme/environments may do this.',
    ]);
  });

  it('waits while the role of its author cannot be read, and is answered then', async () => {
    let isDown = true;
    world.beforeCall('/collaborators/', () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve()));
    expect(await says(world, 'ada', here, '/sluice hold staging')).toEqual([]);
    expect(await kinds()).toEqual([]);

    isDown = false;
    await world.after(61_000);

    expect(await answers(world, PLATFORM, here.number)).toHaveLength(1);
    expect(await kinds()).toEqual(['control']);
  });

  it('is not refused because GitHub once does not show the repository', async () => {
    world.forge.faults.add({ operation: 'repos/get-collaborator-permission-level', nth: 1, do: { status: 404 } });
    expect(await says(world, 'ada', here, '/sluice hold staging')).toEqual([]);

    await world.after(61_000);

    expect(await kinds()).toEqual(['control']);
  });

  it.each([
    [
      'a team that GitHub does not show',
      CHAIN_PIPELINE.replace('release: on-change', 'force: ["@acme/no-such-team"]\n    release: on-change'),
      [],
    ],
    ['members that the App may not read', FORCED, ['members']],
  ])('that depends on %s is answered, and keeps none behind it', async (_what, pipeline, lacks) => {
    await world.end();
    await opens(pipeline);
    world.forge.state.repos.get(PLATFORM)?.roles.set('grace', 'admin');
    for (const installation of world.forge.state.installations.values())
      for (const permission of lacks) delete installation.permissions[permission];

    await world.person('mallory').comments(PLATFORM, here.number, '/sluice hold staging');
    await world.person('grace').comments(PLATFORM, here.number, '/sluice freeze');
    await world.settled();
    expect(await kinds()).toEqual([]);
    await world.after(61_000);

    const [first = '', second] = await answers(world, PLATFORM, here.number);
    expect(first).toMatch(/^This is not decided: .*Write it again once that is mended: .*members: read/s);
    expect(first).not.toContain('@acme/');
    expect(second).toContain('Nobody releases to every environment');
    expect(await kinds()).toEqual(['command', 'control']);
  });

  it('is answered once when it is delivered twice', async () => {
    world.forge.faults.add({ webhook: '*', do: 'duplicate' });

    expect(await says(world, 'ada', here, '/sluice hold staging')).toHaveLength(1);
    expect(await kinds()).toEqual(['control']);
  });

  it('is answered once when GitHub’s own answer was lost', async () => {
    world.forge.faults.add({ operation: 'graphql:Comment', nth: 1, when: 'lost' });
    await says(world, 'ada', here, '/sluice hold staging');
    await world.after(60_000);

    expect(await answers(world, PLATFORM, here.number)).toHaveLength(1);
    expect(await kinds()).toEqual(['control']);
  });

  it('is answered though GitHub refused the answer once, and keeps none behind it', async () => {
    world.forge.faults.add({ operation: 'graphql:Comment', nth: 1, do: { status: 422 } });
    await world.person('ada').comments(PLATFORM, here.number, '/sluice hold staging');
    await says(world, 'ada', here, '/sluice explain');
    expect(await answers(world, PLATFORM, here.number)).toHaveLength(1);

    await world.after(10 * 60_000);

    expect(await answers(world, PLATFORM, here.number)).toHaveLength(2);
  });

  it('that GitHub lets nobody answer counts, and is not tried for ever', async () => {
    world.forge.faults.add({ operation: 'graphql:Comment', do: { status: 422 } });
    expect(await says(world, 'ada', here, '/sluice hold staging')).toEqual([]);

    for (let minutes = 0; minutes < 90; minutes += 10) await world.after(10 * 60_000);

    expect(await kinds()).toEqual(['control']);
    expect(world.forge.calls.filter(({ operationId }) => operationId === 'graphql:Comment')).toHaveLength(7);
  });

  it('is not looked at without a pause while its answer has to wait', async () => {
    world.forge.faults.add({ operation: 'graphql:Comment', nth: 1, do: { reset: true } });
    const before = world.forge.calls.length;

    await says(world, 'ada', here, '/sluice hold staging');

    const reads = world.forge.calls.slice(before).map(({ operationId }) => operationId);
    expect(reads.filter((one) => one === 'graphql:Thread').length).toBeLessThanOrEqual(3);
    await world.after(31_000);
    expect(await answers(world, PLATFORM, here.number)).toHaveLength(1);
  });

  it('is answered once though no webhook tells of it', async () => {
    world.forge.faults.add({ webhook: '*', do: 'drop' });
    expect(await says(world, 'ada', here, '/sluice hold staging')).toEqual([]);

    await world.after(31 * 60_000);
    await world.after(31 * 60_000);

    expect(await answers(world, PLATFORM, here.number)).toHaveLength(1);
  });

  it('counts on the first line alone, and not when somebody edits it in', async () => {
    expect(await says(world, 'ada', here, 'Please:\n/sluice hold staging')).toEqual([]);
    const comment = await world.person('ada').comments(PLATFORM, here.number, 'Shall we hold staging?');
    await world.person('ada').editsComment(PLATFORM, comment, '/sluice hold staging');
    await world.after(31 * 60_000);

    expect(await answers(world, PLATFORM, here.number)).toEqual([
      'An edited comment is no command: what it asks for counts in a new one.',
    ]);
    expect(await kinds()).toEqual(['command']);
  });

  it('that nobody understands is answered with what would do', async () => {
    expect(await says(world, 'ada', here, '/sluice hold stagign')).toEqual([
      '“stagign” is not an environment; did you mean `staging`?\n- `staging`',
    ]);
  });

  it('says nothing in a thread that is not Sluice’s', async () => {
    const number = await world.person('ada').opensIssue(PLATFORM, 'Something else');

    expect(await says(world, 'ada', { repo: PLATFORM, number }, '/sluice hold staging')).toEqual([]);
    expect(await kinds()).toEqual([]);
  });
});
