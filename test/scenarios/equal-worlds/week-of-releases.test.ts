import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { until } from '../releases/releases.ts';
import { closeSharedStore } from '../world.ts';
import { AS_IT_BEGAN, pinsOf, type People } from './people.ts';
import { ends, type Played } from './two-worlds.ts';

afterAll(closeSharedStore);

/** Releases by their schedule, one that fails, one ahead of its time, and one that on-call takes back. */
async function week(people: People): Promise<void> {
  const { world } = people;
  const ada = world.person('ada');
  const issue = await ada.opensIssue('acme/payments', 'Transfers fail');
  await ada.labels('acme/payments', issue, 'workflow/ready');
  await people.runInStaging('payments', 'Retry transfers', `Fixes #${issue}`);
  await people.runInStaging('ledger', 'Round up');
  await people.change('web', 'Show the balance');
  await people.check('release-staging');
  await people.deploy('staging', 'failure', 'web: CrashLoopBackOff');

  await until(world, 'Fri 09:30');
  await people.check('release-demo');
  await people.deploy('demo', 'success');
  const hotfix = await people.change('ledger', 'Stop the leak');
  await world.person('rita').labels('acme/ledger', hotfix, 'deploy/production');
  await people.wait();
  await people.approve('force/production/ledger', 'rita', 'omar');
  await people.deploy('production', 'success');

  await until(world, 'Mon 10:30', 1);
  await people.approve('release-production', 'rita', 'omar');
  await until(world, 'Mon 12:00', 1);
  await people.wait();
  await people.deploy('production', 'success');
  const back = await people.moved('production', 'payments', AS_IT_BEGAN);
  await world.person('grace').commits(ENVIRONMENTS, { branch: 'main', ...back, message: 'Revert payments' });
  await people.wait();
}

let asItShould: Played;

beforeAll(async () => {
  asItShould = await ends(week);
}, 300_000);

describe('a week of releases whose webhooks come twice, in reverse order, or not at all', () => {
  it('brings what people released, and keeps back what failed and what they took back', () => {
    expect(asItShould).toMatchObject({
      pins: pinsOf({
        'staging payments': 'Retry transfers',
        'staging web': 'Show the balance',
        'demo web': AS_IT_BEGAN,
        'production payments': AS_IT_BEGAN,
        'production ledger': 'Stop the leak',
      }),
      proven: {
        'staging web': AS_IT_BEGAN,
        'production ledger': 'Stop the leak',
        // Nobody has deployed the way back.
        'production payments': 'Retry transfers',
      },
      issues: [expect.stringContaining('closed, [workflow/ready], said issue, told demo production(back) staging')],
      open: [`${ENVIRONMENTS} release-staging`],
      reasons: expect.arrayContaining(['staging lane: deploy-failed', 'production payments: rolled-back']),
      twice: [],
      unexplained: [],
    });
  });

  it.each([1, 2])(
    'ends in the same world as one whose webhooks come as they should (seed %i)',
    async (seed) => {
      const { leastStruck, ...ending } = await ends(week, { disturbedBy: seed });

      expect(ending).toEqual(asItShould);
      expect(leastStruck).toBeGreaterThan(20);
    },
    300_000,
  );
});
