import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { deployerAnswers, ENVIRONMENTS, ledgerReaches, released } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const LEDGER = 'acme/ledger';
const MINUTE = 60_000;
let world: World;

beforeEach(async () => {
  world = await World.chain();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

async function waitingIssues(count: number): Promise<number[]> {
  const numbers: number[] = [];
  for (let n = 0; n < count; n += 1) numbers.push(await world.person('grace').opensIssue(LEDGER, `Sum ${n} is wrong`));
  return numbers;
}

const refs = (numbers: number[]): string => numbers.map((number) => `Refs #${number}`).join('\n');

const told = async (numbers: number[]): Promise<number[]> =>
  Promise.all(numbers.map(async (number) => (await said(LEDGER, number)).length));

const said = async (repo: string, number: number): Promise<string[]> =>
  (await world.comments(repo, number)).filter(({ user }) => user.login === 'sluice[bot]').map(({ body }) => body);

describe('a release with more than fifty issues', () => {
  it('tells them when somebody who may release says /sluice tell, and says how many', async () => {
    const issues = await waitingIssues(51);
    await ledgerReaches(world, 'Sum up', refs(issues));
    const release = await released(world);
    await deployerAnswers(world, 'success');
    expect((await said(ENVIRONMENTS, release)).join()).toContain('`/sluice tell`');
    expect(await said(LEDGER, issues[0] ?? 0)).toEqual([]);

    await world.person('grace').comments(ENVIRONMENTS, release, '/sluice tell');
    await world.settled();
    await world.after(10 * MINUTE);

    for (const issue of [issues[0], issues[50]]) expect(await said(LEDGER, issue ?? 0)).toHaveLength(1);
    expect((await said(ENVIRONMENTS, release)).at(-1)).toContain('Told: 51 issues.');
  }, 90_000);
});

describe('an issue that GitHub refuses to have changed', () => {
  it('is tried again, and the release says who was told only then', async () => {
    const [first = 0, second = 0] = await waitingIssues(2);
    await ledgerReaches(world, 'Sum up', refs([first, second]));
    const release = await released(world);
    world.forge.faults.add({ operation: 'graphql:Tell', nth: 1, when: 'before', do: { status: 403 } });

    await deployerAnswers(world, 'success');
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    expect(await said(ENVIRONMENTS, release)).toEqual([]);
    await world.after(6 * MINUTE);

    expect(await said(ENVIRONMENTS, release)).toEqual([expect.stringContaining('Told: 2 issues.')]);
    for (const issue of [first, second]) expect(await said(LEDGER, issue)).toHaveLength(1);
  }, 60_000);

  it('is named on the release once that has lasted, and is not said to be told', async () => {
    const [issue = 0] = await waitingIssues(1);
    await ledgerReaches(world, 'Sum up', refs([issue]));
    const release = await released(world);
    world.forge.faults.add({ operation: 'graphql:Tell', when: 'before', do: { status: 403 } });

    await deployerAnswers(world, 'success');
    for (let n = 0; n < 4; n += 1) await world.after(5 * MINUTE + 1);

    const [comment = ''] = await said(ENVIRONMENTS, release);
    expect(comment).toContain('Not told');
    expect(comment).toContain('GitHub refused it');
    expect(comment).not.toContain('Told: ');
  }, 60_000);
});

describe('an issue whose telling rests', () => {
  it('by itself holds up no other', async () => {
    const [lost = 0, limited = 0, free = 0] = await waitingIssues(3);
    await ledgerReaches(world, 'Sum up', refs([lost, limited, free]));
    await released(world);
    const limit = { status: 403, limit: 'secondary', retryAfter: 5 } as const;
    world.forge.faults.add({ operation: 'graphql:Tell', nth: 1, when: 'before', do: { status: 502 } });
    world.forge.faults.add({ operation: 'graphql:Tell', nth: 2, when: 'before', do: limit });

    await deployerAnswers(world, 'success');
    await world.after(6_000);

    expect(await told([lost, limited, free])).toEqual([0, 0, 1]);
    await world.after(MINUTE);
    expect(await told([lost, limited, free])).toEqual([1, 1, 1]);
  }, 60_000);

  it('because GitHub answers with no page at all is not taken for one that nobody may see', async () => {
    const [issue = 0] = await waitingIssues(1);
    await ledgerReaches(world, 'Sum up', refs([issue]));
    await released(world);
    world.forge.faults.add({ operation: 'graphql:Issues', times: 2, do: { status: 404 } });

    await deployerAnswers(world, 'success');
    expect(await told([issue])).toEqual([0]);
    await world.after(MINUTE);
    await world.after(MINUTE);

    expect(await told([issue])).toEqual([1]);
  }, 60_000);

  it('because GitHub says for ever that it is not there is asked for ever less often, and given up in the end', async () => {
    const [issue = 0] = await waitingIssues(1);
    await ledgerReaches(world, 'Sum up', refs([issue]));
    const release = await released(world);
    world.forge.faults.add({ operation: 'graphql:Tell', when: 'before', do: { status: 404 } });

    await deployerAnswers(world, 'success');
    for (let minute = 0; minute < 60; minute += 1) await world.after(MINUTE);

    expect(world.calls().writes.filter((one) => one === 'graphql:Tell').length).toBeLessThan(15);
    const [comment = ''] = await said(ENVIRONMENTS, release);
    expect(comment).toContain('Not told');
    expect(comment).toContain(`[${LEDGER} ${issue}]`);
    expect(await world.ledger({ kind: 'settled' })).toHaveLength(1);
  }, 60_000);

  it.each([
    ['the labels of its repository cannot be made', 'issues/create-label', []],
    ['GitHub did not show it once, and then does not answer', 'graphql:Tell', [404]],
  ])(
    'for an hour because %s is told when that is over',
    async (_, operation, statuses) => {
      await world.end();
      // A label that the repository lacks.
      world = await World.chain({ pipeline: CHAIN_PIPELINE.replace('workflow/test', 'workflow/staging') });
      const [issue = 0] = await waitingIssues(1);
      await world.person('grace').labels(LEDGER, issue, 'workflow/ready-for-staging');
      await ledgerReaches(world, 'Sum up', refs([issue]));
      const release = await released(world);
      const heals = [...statuses, 502].map((status, index, all) =>
        world.forge.faults.add({
          operation,
          when: 'before',
          do: { status },
          ...(index < all.length - 1 ? { nth: index + 1 } : {}),
        }),
      );

      await deployerAnswers(world, 'success');
      for (let minute = 0; minute < 60; minute += 1) await world.after(MINUTE);
      expect(await told([issue])).toEqual([0]);
      expect(await world.ledger({ kind: 'not-told' })).toEqual([]);
      for (const heal of heals) heal();
      // The first answer once it is back is that it shows nothing yet.
      world.forge.faults.add({ operation: 'graphql:Tell', nth: 1, when: 'before', do: { status: 404 } });
      for (let minute = 0; minute < 10; minute += 1) await world.after(MINUTE);

      expect(await told([issue])).toEqual([1]);
      expect((await said(ENVIRONMENTS, release)).at(-1)).toContain('Told: 1 issue');
      expect(await world.ledger({ kind: 'not-told' })).toEqual([]);
    },
    180_000,
  );
});

describe('an environment that asks for a while before a release is verified', () => {
  it('tells nobody before that has passed', async () => {
    await world.end();
    const pipeline = CHAIN_PIPELINE.replace('issues:\n', '    verify: [{ soak: 2h }]\nissues:\n');
    world = await World.chain({ pipeline });
    const [issue = 0] = await waitingIssues(1);
    await ledgerReaches(world, 'Sum up', refs([issue]));
    const release = await released(world);

    await deployerAnswers(world, 'success');
    await world.after(110 * MINUTE);
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    expect(await said(LEDGER, issue)).toEqual([]);
    await world.after(15 * MINUTE);

    expect(await said(LEDGER, issue)).toHaveLength(1);
    expect(await said(ENVIRONMENTS, release)).toEqual([
      expect.stringContaining('once it has run here for 2 hours'),
      expect.stringContaining('Told: 1 issue.'),
    ]);
    expect(await world.ledger({ kind: 'verified' })).toHaveLength(1);
  }, 60_000);
});
