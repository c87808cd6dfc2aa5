import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { LaneId } from '../../../src/core/names.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import { deployed, goesGreen, pinned, reaches, releaseOf, releases, runsInStaging, until } from './releases.ts';

let world: World;

beforeEach(async () => {
  world = await releases();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** The text of the pipeline's one issue. */
async function controlIssue(): Promise<string> {
  const [only] = await world.person('ada').call<{ body: string }[]>('GET', '/repos/acme/platform/issues');
  return only?.body ?? '';
}

describe('a scheduled release that finds nothing new', () => {
  it('costs one look and one line of the ledger, and writes nothing', async () => {
    await until(world, 'Fri 08:59');
    const swept = world.forge.calls.length;
    const entered = (await world.ledger()).length;
    const issue = await controlIssue();

    await until(world, 'Fri 09:00');
    await world.after(3 * 60_000);

    expect((await world.ledger()).slice(entered).map(({ kind, facts }) => [kind, facts['says']])).toEqual([
      ['tick', 'nothing was new'],
    ]);
    expect(world.calls(swept)).toEqual({ reads: ['graphql:Look'], writes: [] });
    expect(await controlIssue()).toBe(issue);
    const standing = await world.store.standings.get('acme/platform:demo' as LaneId);
    expect(standing).toMatchObject({
      wake: Date.parse('2026-03-13T09:00:00+01:00'),
      reasons: expect.arrayContaining([
        expect.objectContaining({ says: 'the next release to demo is due Fri 13 Mar 09:00 (Europe/Rome)' }),
      ]),
    });
  });
});

describe('a week of releases', () => {
  it('goes to demo on Friday with what staging has proven, and to production on Monday as it was cut, once people and the hour allow', async () => {
    const issue = await world.person('ada').opensIssue('acme/payments', 'Transfers fail');
    await world.person('ada').labels('acme/payments', issue, 'workflow/ready');
    const payments = await runsInStaging(world, 'payments', 'Retry transfers', `Fixes #${issue}`);
    const ledger = await runsInStaging(world, 'ledger', 'Round up');
    const web = await reaches(world, 'web', 'Show the balance');
    await goesGreen(world, 'staging');
    await deployed(world, 'staging', 'failure', 'web: CrashLoopBackOff');

    await until(world, 'Fri 08:59');
    expect(await releaseOf(world, 'demo')).toBeUndefined();
    await until(world, 'Fri 09:00');
    const demo = await releaseOf(world, 'demo');
    expect(demo?.title).toMatch(/^Release to demo: payments .* and ledger /);
    expect(demo?.body).toMatch(/### Not in this release\n\n- \*\*web\*\*: .*failed in staging/);
    expect(await pinned(world, 'demo', 'payments', 'release-demo')).toBe(payments.digest);
    expect(await pinned(world, 'demo', 'ledger', 'release-demo')).toBe(ledger.digest);
    expect(await pinned(world, 'demo', 'web', 'release-demo')).not.toBe(web.digest);
    await goesGreen(world, 'demo');
    await deployed(world, 'demo');

    await until(world, 'Mon 09:59', 1);
    expect(await releaseOf(world, 'production')).toBeUndefined();
    await until(world, 'Mon 10:00', 1);
    const production = await releaseOf(world, 'production');
    if (production === undefined) throw new Error(await world.explained());
    expect(await pinned(world, 'production', 'payments', 'release-production')).toBe(payments.digest);
    const asked = await world
      .person('ada')
      .call<{ teams: { slug: string }[] }>(
        'GET',
        `/repos/${ENVIRONMENTS}/pulls/${production.number}/requested_reviewers`,
      );
    expect(asked.teams.map(({ slug }) => slug)).toEqual(['release-managers']);

    // A later release to demo does not change what was cut.
    const later = await runsInStaging(world, 'ledger', 'Round down');
    await world.person('rita').comments(ENVIRONMENTS, production.number, 'Looks good.');
    expect(await pinned(world, 'production', 'ledger', 'release-production')).toBe(ledger.digest);

    await world.checkEnds(ENVIRONMENTS, production.number, 'validate');
    await world.settled();
    expect(await world.status(ENVIRONMENTS, production.number)).toMatchObject({
      state: 'pending',
      description: 'Waits for 2 approvals of this head by members of @acme/release-managers: none so far',
    });
    await world.person('grace').approves(ENVIRONMENTS, production.number);
    await world.person('rita').approves(ENVIRONMENTS, production.number);
    await world.settled();
    expect(await world.status(ENVIRONMENTS, production.number)).toMatchObject({
      description: expect.stringMatching(/so far rita$/),
    });
    await world.person('omar').approves(ENVIRONMENTS, production.number);
    await world.settled();
    expect(await world.status(ENVIRONMENTS, production.number)).toMatchObject({
      state: 'pending',
      description: expect.stringMatching(
        /^Merges are allowed Mon-Thu 11:00-16:00 \(Europe\/Rome\); the next time is Mon 9 Mar 11:00/,
      ),
    });

    await until(world, 'Mon 11:00', 1);
    expect(await releaseOf(world, 'production')).toBeUndefined();
    expect(await pinned(world, 'production', 'payments')).toBe(payments.digest);
    expect(await pinned(world, 'production', 'ledger')).toBe(ledger.digest);
    await deployed(world, 'production');
    const { state } = await world.person('ada').call<{ state: string }>('GET', `/repos/acme/payments/issues/${issue}`);
    expect(state).toBe('closed');
    expect((await world.comments('acme/payments', issue)).map(({ body }) => body).join('\n')).toMatch(/production/);
    expect(later.digest).not.toBe(ledger.digest);
  }, 60_000);
});
