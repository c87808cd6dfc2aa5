import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import { pinned, releaseOf, until } from '../releases/releases.ts';
import {
  APPROVALS,
  bothApprove,
  gates,
  ledgerReleased,
  openRelease,
  saidBy,
  WINDOW,
  straightToProduction,
} from './production.ts';

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** grace merges a note into main, which the rules let through. */
async function mainMoves(): Promise<void> {
  const change = { branch: 'note', title: 'A note', body: '', path: 'NOTES.md', text: 'a note\n' };
  const number = await world.person('grace').proposes(ENVIRONMENTS, change);
  await world.checkEnds(ENVIRONMENTS, number, 'validate');
  await world.person('grace').merges(ENVIRONMENTS, number);
  await world.settled();
}

/** What a person reads of the comments on a pull request. */
const shown = async (number: number): Promise<string[]> =>
  (await saidBy(world, number)).map((body) => body.replaceAll(/<!--.*?-->/gs, '').trim());

describe('a release to a branch that GitHub wants up to date', () => {
  it('takes main in once nothing else is closed, and says in one comment whose approvals fall', async () => {
    const protection = { requiredChecks: ['validate'], strict: true, ruleset: true as const };
    world = await straightToProduction([APPROVALS, WINDOW], { protection });
    const { number, head, digest } = await ledgerReleased(world);
    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await bothApprove(world, number);
    await mainMoves();
    expect((await openRelease(world)).head.sha).toBe(head.sha);
    expect(await shown(number)).toEqual([]);

    await until(world, 'Mon 11:00');
    const caughtUp = (await openRelease(world)).head.sha;
    expect(caughtUp).not.toBe(head.sha);
    expect(await world.file(ENVIRONMENTS, 'NOTES.md', 'release-production')).toBe('a note\n');
    expect(await pinned(world, 'production', 'ledger', 'release-production')).toBe(digest);
    expect(await shown(number)).toEqual([
      'The content of this pull request changes: GitHub wants it up to date with main, so main is merged in.\n\n' +
        'rita, omar approved what it held before; that approval does not count for the new head.',
    ]);

    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await world.settled();
    expect(await gates(world, number)).toMatch(/^pending: Waits for 2 approvals of this head .*: none so far$/);
    await bothApprove(world, number);
    await world.settled();
    expect(await releaseOf(world, 'production')).toBeUndefined();
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
    expect(await shown(number)).toHaveLength(1);
  }, 120_000);
});
