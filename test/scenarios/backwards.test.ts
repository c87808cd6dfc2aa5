import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { closeSharedStore, World } from './world.ts';

const CODE = 'acme/payments';
const DOCKER = 'acme/payments-docker';
const LANE = 'acme/platform:docker/payments';
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

async function promote(title: string): Promise<string> {
  const { commit } = await world.merges(title);
  await world.settled();
  const { number } = await world.pull(DOCKER);
  await world.buildEnds(DOCKER, number);
  await world.settled();
  return commit;
}

const pinned = async (): Promise<string> =>
  /ARG APP_COMMIT=(\w+)/.exec(await world.file(DOCKER, 'Dockerfile'))?.[1] ?? '';

async function pinByHand(commit: string, message: string): Promise<string> {
  const text = (await world.file(DOCKER, 'Dockerfile')).replace(/ARG APP_COMMIT=\w+/, `ARG APP_COMMIT=${commit}`);
  return world.person('grace').commits(DOCKER, { branch: 'main', path: 'Dockerfile', text, message });
}

describe('backwards', () => {
  it('what a person moved back stays back, and moves on once a person moved it forward', async () => {
    world = await World.with();
    const first = await promote('First change');
    const second = await promote('Second change');

    const revert = await pinByHand(first, 'Revert "payments: Second change"');
    await world.settled();

    expect(await pinned()).toBe(first);
    expect(await world.pulls(DOCKER)).toEqual([]);
    expect(await world.reasons(LANE)).toEqual([
      `payments: grace moved ${DOCKER} back from ${second.slice(0, 7)} to ${first.slice(0, 7)} in ${revert.slice(0, 7)}; it is held there`,
    ]);
    expect(await world.ledger({ kind: 'rolled-back' })).toMatchObject([
      { lane: LANE, facts: { component: 'payments', from: second, code: first, by: 'grace', revert } },
    ]);
    await world.merges('Third change');
    await world.settled();
    expect(await world.pulls(DOCKER)).toEqual([]);

    await pinByHand(second, 'Forward again');
    await world.settled();
    expect((await world.pull(DOCKER)).title).toBe('payments: Third change');
  });

  it('a code branch that was forced back moves no pin back', async () => {
    world = await World.with();
    const first = await promote('First change');
    const second = await promote('Second change');

    await world.person('ada').call('PATCH', `/repos/${CODE}/git/refs/heads/main`, { sha: first, force: true });
    await world.settled();

    expect(await pinned()).toBe(second);
    expect(await world.reasons(LANE)).toEqual([
      `payments: the pin holds ${second.slice(0, 7)}, which is newer than ${first.slice(0, 7)}, the newest commit of ${CODE} main; nothing moves back`,
    ]);
  });

  it('a diverged reference is proposed with what would be lost, and never merged by Sluice', async () => {
    world = await World.with();
    const first = await promote('First change');
    await promote('Second change');
    await world.person('ada').call('PATCH', `/repos/${CODE}/git/refs/heads/main`, { sha: first, force: true });
    const { commit } = await world.merges('Another way');
    await world.settled();

    const pull = await world.pull(DOCKER);
    expect(pull.body).toContain('The two commits have diverged: this move also takes away 1 pull request.');
    expect(pull.body).toContain('Second change');
    await world.buildEnds(DOCKER, pull.number);
    await world.settled();
    expect(await world.reasons(LANE)).toEqual([
      `#${pull.number}: payments moves to a commit that does not contain the present one; Sluice does not merge that`,
    ]);
    await world.person('grace').merges(DOCKER, pull.number, 'merge');
    await world.settled();
    expect(await pinned()).toBe(commit);
  });
});
