import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { isKnown } from '../../../src/core/answer.ts';
import { promotionId, repoName } from '../../../src/core/names.ts';
import { controlsOf, ordersOf } from '../../../src/operations/commands/controls-of.ts';
import { deployerAnswers, DOCKER, ENVIRONMENTS, ledgerReaches, paymentsReaches, released } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { controlIssue, PLATFORM, says } from './thread.ts';

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** A change of payments waits in the release pull request of staging. */
async function releaseOpens(): Promise<{ repo: string; number: number; head: { sha: string } }> {
  world = await World.chain();
  await paymentsReaches(world, 'Retry transfers');
  return { repo: ENVIRONMENTS, ...(await world.pull(ENVIRONMENTS)) };
}

const orders = (number: number) => ordersOf(world.store, promotionId(repoName(ENVIRONMENTS), number));

/** A maintainer of the environments, for what a writer may not. */
function maintains(login: string): void {
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set(login, 'maintain');
}

describe('on a release pull request', () => {
  it.each(['adopt', 'rebuild', 'refresh'] as const)('%s is an order about its present head', async (verb) => {
    const pull = await releaseOpens();

    const [answer] = await says(world, 'ada', pull, `/sluice ${verb} because I looked at it`);

    expect(answer).toBeDefined();
    expect(await orders(pull.number)).toEqual([
      { do: verb, head: pull.head.sha, by: 'ada', at: expect.any(Number), because: 'I looked at it' },
    ]);
  });

  it('promote is for those who may force', async () => {
    const pull = await releaseOpens();
    expect(await says(world, 'ada', pull, '/sluice promote')).toEqual([
      '**ada** may not. Only whoever has `maintain` or more on acme/environments may do this.',
    ]);

    maintains('ada');
    await says(world, 'ada', pull, '/sluice promote');

    expect(await orders(pull.number)).toMatchObject([{ do: 'promote', by: 'ada' }]);
  });

  it('hold keeps it back, explain says so, and resume lets it go', async () => {
    const pull = await releaseOpens();

    await says(world, 'ada', pull, '/sluice hold because the database moves');

    await world.checkEnds(ENVIRONMENTS, pull.number, 'validate');
    await world.settled();
    expect((await world.pulls(ENVIRONMENTS)).map(({ number }) => number)).toEqual([pull.number]);
    const [explained] = await says(world, 'grace', pull, '/sluice explain');
    expect(explained).toContain(`**staging** has \`${ENVIRONMENTS}#${pull.number}\` open.`);
    expect(explained).toContain('ada holds staging: the database moves');

    await says(world, 'grace', pull, '/sluice resume');
    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
  });

  it('resume is about what people pushed, where they have', async () => {
    const pull = await releaseOpens();
    const commit = { branch: 'release-staging', path: 'README.md', text: '# mine\n', message: 'A word' };
    const head = await world.person('ada').commits(ENVIRONMENTS, commit);
    await world.settled();

    await says(world, 'grace', pull, '/sluice resume');

    expect(await orders(pull.number)).toMatchObject([{ do: 'resume', head, by: 'grace' }]);
    const controls = await controlsOf(world.store, repoName(PLATFORM));
    expect(isKnown(controls) && controls.known.resumed).toEqual([]);
  });

  it('tell is remembered for its follow-up', async () => {
    const pull = await releaseOpens();
    await released(world);

    const [answer] = await says(world, 'ada', pull, '/sluice tell');

    expect(answer).toBe('The issues of this release are told, labelled and closed as soon as it is deployed.');
    expect(await world.ledger({ kind: 'tell' })).toMatchObject([
      { promotion: `${ENVIRONMENTS}#${pull.number}`, facts: { v: 1, by: 'ada' } },
    ]);
  });

  it('an order about one that has ended is answered, and is none', async () => {
    const pull = await releaseOpens();
    await released(world);

    expect(await says(world, 'ada', pull, '/sluice refresh')).toEqual([
      'This pull request is merged: there is nothing left to refresh.',
    ]);
    expect(await orders(pull.number)).toEqual([]);
  });
});

describe('on the pull request of another lane', () => {
  it('people with write there may hold it', async () => {
    world = await World.chain();
    await world.merges('Retry transfers');
    await world.settled();
    const { number } = await world.pull(DOCKER);

    const [held] = await says(world, 'grace', { repo: DOCKER, number }, '/sluice hold');

    expect(held).toContain('**payments** in **docker** stays as it is.');
    expect(await says(world, 'mallory', { repo: DOCKER, number }, '/sluice resume')).toEqual([
      '**mallory** may not. Only whoever has `write` or more on acme/payments-docker may do this.',
    ]);
  });
});

describe('rollback and promote by name', () => {
  it('find what an earlier release had, and wish for it', async () => {
    world = await World.chain();
    maintains('ada');
    const here = { repo: PLATFORM, number: await controlIssue(world) };
    const first = await ledgerReaches(world, 'First');
    const firstRelease = await released(world);
    await deployerAnswers(world, 'success');
    const second = await ledgerReaches(world, 'Second');
    await released(world);
    await deployerAnswers(world, 'success');

    const [byNumber] = await says(world, 'ada', here, `/sluice rollback staging ledger to #${firstRelease}`);

    expect(byNumber).toContain(`**ledger** goes back to \`${first.digest.slice(0, 14)}\` in **staging**`);
    expect(await world.ledger({ kind: 'wish' })).toMatchObject([
      {
        lane: 'acme/platform:staging/ledger',
        facts: {
          v: 1,
          stage: 'staging',
          component: 'ledger',
          by: 'ada',
          wants: { back: { value: first.digest, release: `#${firstRelease}` } },
          said: `${PLATFORM}#${here.number}`,
        },
      },
    ]);
    const [already] = await says(world, 'ada', here, `/sluice rollback staging ledger to ${second.commit.slice(0, 8)}`);
    expect(already).toContain('already: there is nothing to go back to.');
    const [unknown] = await says(world, 'ada', here, '/sluice rollback staging ledger to #999');
    expect(unknown).toContain('`#999` is no merged release to **staging** that Sluice knows of.');
    expect(unknown).toContain(`\`#${firstRelease}\` brought \`${first.digest.slice(0, 14)}\``);
  });

  it('carry a known build, or the newest', async () => {
    world = await World.chain();
    maintains('ada');
    const here = { repo: PLATFORM, number: await controlIssue(world) };
    const reached = await ledgerReaches(world, 'First');

    await says(world, 'ada', here, '/sluice promote staging ledger');
    const [unknown] = await says(world, 'ada', here, '/sluice promote staging ledger 0000000');

    expect(await world.ledger({ kind: 'wish' })).toMatchObject([
      {
        facts: {
          wants: { carry: { of: 'code', commit: reached.commit, title: `ledger ${reached.commit.slice(0, 7)}` } },
        },
      },
    ]);
    expect(unknown).toContain('No build of **ledger** is known as “0000000”.');
  });
});
