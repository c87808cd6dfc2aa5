import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { ACME_PIPELINE } from '../../src/forge/seed/acme.ts';
import { closeSharedStore, World } from './world.ts';

const DOCKER = 'acme/payments-docker';
const LANE = 'acme/platform:docker/payments';
const MINUTE = 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const branches = async (): Promise<string[]> =>
  (await world.person('ada').call<{ name: string }[]>('GET', `/repos/${DOCKER}/branches`)).map(({ name }) => name);

const writes = (): string[] => world.calls().writes;

describe('a look that does not show the merge yet', () => {
  it('leaves a commit on the branch that was merged, and the branch is taken away later', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    const { commit } = await world.merges('Retry transfers twice');
    await world.settled();
    // The first look decides to merge; the second comes after the merge and is one write behind.
    world.forge.faults.add({ operation: 'graphql:Look', nth: 2, times: 1, do: { stale: { writes: 1 } } });
    await world.buildEnds(DOCKER, 1);
    await world.settled();
    expect(await branches()).toEqual(['main', 'sluice/docker/payments']);

    await world.after(31 * MINUTE);
    await world.after(31 * MINUTE);

    expect(await branches()).toEqual(['main']);
    expect(await world.file(DOCKER, 'Dockerfile')).toContain(commit);
    expect(await world.pulls(DOCKER, 'all')).toHaveLength(1);
  });
});

describe('a look that does not show the pull request that was opened', () => {
  it('opens no other, even where a person has declined it meanwhile', async () => {
    world = await World.with();
    // The third look is the first after the pull request was closed, and shows all as it began.
    world.forge.faults.add({ operation: 'graphql:Look', repo: DOCKER, nth: 3, do: { stale: { writes: 32 } } });
    await world.merges('Retry transfers');
    await world.settled();
    const { number } = await world.pull(DOCKER);
    await world.person('ada').call('PATCH', `/repos/${DOCKER}/pulls/${number}`, { state: 'closed' });
    await world.settled();
    await world.after(2 * MINUTE);

    expect(await world.pulls(DOCKER, 'all')).toHaveLength(1);
    expect((await world.reasons(LANE))[0]).toContain('ada closed #1, which held the same');
  });
});

describe('an opening that meets a conflict each time', () => {
  it('is parked after five tries, and woken by whatever happens there', async () => {
    world = await World.with();
    const heal = world.forge.faults.add({ operation: 'graphql:Publish', do: { status: 409 } });
    await world.merges('Retry transfers');
    await world.settled();
    for (let minute = 0; minute < 20; minute += 1) await world.after(MINUTE);

    expect(writes()).toHaveLength(5);
    expect(await world.store.attention.parked()).toMatchObject([{ key: `lane:${LANE}` }]);
    heal();
    await world.merges('Retry transfers twice');
    await world.after(MINUTE);
    expect(await world.pulls(DOCKER)).toHaveLength(1);
  }, 60_000);
});

describe('a field that GitHub fails to answer is not taken for absent', () => {
  it.each([
    ['the past of the pinned file', ['here', 'base', 'target', 'h0']],
    ['the pull requests that ended', ['here', 'past']],
    ['the requirements of the branch', ['here', 'base', 'refUpdateRule']],
    ['the rules of the branch', ['here', 'base', 'rules']],
    ['the pinned file', ['here', 'base', 'target', 'f0']],
    ['the newest commit of the source', ['source', 'defaultBranchRef']],
    ['the pipeline file', ['policy', 'defaultBranchRef', 'target', 'file']],
  ])('%s: nothing is written until it is known', async (_what, path) => {
    world = await World.with();
    world.failsAt('Look', path);
    const { commit } = await world.merges('Retry transfers');
    await world.settled();

    expect(writes()).toEqual([]);
    expect(await world.store.pipelines.all()).toHaveLength(1);
    world.healed();
    await world.after(2 * MINUTE);
    expect(await world.file(DOCKER, 'Dockerfile', (await world.pull(DOCKER)).head.ref)).toContain(commit);
  });

  it('an open pull request that cannot be read is not opened again, nor merged', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    world.failsAt('Look', ['here', 'head', 'open']);
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect(writes()).toEqual(['graphql:Publish']);
    world.healed();
    await world.after(2 * MINUTE);
    expect(await world.pulls(DOCKER)).toEqual([]);
  });

  it('a range of which a part is missing is asked for again', async () => {
    world = await World.with();
    // Once more than it is asked for again at once.
    world.failsAt('Range', ['r0', 'from'], 2);
    await world.merges('Retry transfers');
    await world.settled();

    expect(writes()).toEqual([]);
    expect((await world.reasons(LANE))[0]).toContain('could not be read: GitHub did not come to an end');
    await world.after(2 * MINUTE);
    expect((await world.pull(DOCKER)).title).toBe('payments: Retry transfers');
  });

  it('a pipeline file that cannot be read takes no pipeline out of force', async () => {
    world = await World.with();
    world.failsAt('PipelineFile', ['file', 'defaultBranchRef', 'target', 'file'], 1);
    await world.person('grace').commits('acme/platform', {
      branch: 'main',
      path: '.github/sluice.yml',
      text: `${ACME_PIPELINE}# touched\n`,
      message: 'Touch it',
    });
    await world.settled();

    expect(await world.store.pipelines.all()).toHaveLength(1);
    await world.after(2 * MINUTE);
    expect((await world.store.pipelines.all())[0]?.text).toContain('# touched');
  });
});

describe('policy', () => {
  it('of a repository that the App no longer sees moves nothing', async () => {
    world = await World.with();
    const platform = world.forge.state.repos.get('acme/platform');
    for (const installation of world.forge.state.installations.values())
      installation.repositories.delete(platform?.id ?? 0);

    await world.merges('Retry transfers');
    await world.settled();
    await world.after(5 * MINUTE);

    expect(writes()).toEqual([]);
  });

  it('comes only from the repositories that the operator named', async () => {
    world = await World.with({ pipelines: ['acme/elsewhere'] });
    await world.merges('Retry transfers');
    await world.person('grace').commits('acme/platform', {
      branch: 'main',
      path: '.github/sluice.yml',
      text: `${ACME_PIPELINE}# touched\n`,
      message: 'Touch it',
    });
    await world.settled();

    expect(await world.store.pipelines.all()).toEqual([]);
    expect(writes()).toEqual([]);
  });

  it('that changes while a lane waits is the one that the next look acts under', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    world.forge.faults.add({ webhook: 'push', do: 'drop' });
    const byHand = ACME_PIPELINE.replace('when-green', 'by-hand');
    await world
      .person('grace')
      .commits('acme/platform', { branch: 'main', path: '.github/sluice.yml', text: byHand, message: 'By hand' });

    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect(await world.reasons(LANE)).toEqual(['#1 is ready; the pipeline leaves the merge to a person']);
  });
});

describe('what people do with the pull request', () => {
  it('a body that somebody rewrote is described anew, and does not keep the merge from happening', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    await world.person('grace').call('PATCH', `/repos/${DOCKER}/pulls/1`, { body: 'mine' });

    await world.buildEnds(DOCKER, 1);
    await world.settled();

    const [pull] = await world.pulls(DOCKER, 'all');
    expect(pull?.body).toContain('- Retry transfers (');
    expect(pull?.merged_at).not.toBeNull();
  });

  it('a merge of the branch into another branch is not the lane’s, and the lane goes on', async () => {
    world = await World.with();
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    const grace = world.person('grace');
    await grace.branches(DOCKER, 'try', 'main');
    const { number } = await grace.call<{ number: number }>('POST', `/repos/${DOCKER}/pulls`, {
      title: 'Try it',
      head: 'sluice/docker/payments',
      base: 'try',
    });
    await grace.merges(DOCKER, number, 'merge');
    await world.settled();

    expect(await world.ledger({ kind: 'merged' })).toEqual([]);
    await world.buildEnds(DOCKER, 1);
    await world.settled();
    expect(await world.file(DOCKER, 'Dockerfile')).toContain(commit);
    expect((await world.ledger({ kind: 'merged' })).map((entry) => entry.promotion)).toEqual([`${DOCKER}#1`]);
  });

  it('a merge by hand that no webhook told of is entered in the ledger at the next look', async () => {
    world = await World.with({ pipeline: ACME_PIPELINE.replace('when-green', 'by-hand') });
    await world.merges('Retry transfers');
    await world.settled();
    world.forge.faults.add({ webhook: '*', do: 'drop' });
    await world.person('grace').merges(DOCKER, 1, 'merge');
    await world.settled();
    world.forge.faults.clear();

    await world.merges('Log transfers');
    await world.settled();

    expect(await world.ledger({ kind: 'merged' })).toEqual([
      expect.objectContaining({ promotion: `${DOCKER}#1`, facts: expect.objectContaining({ by: 'grace' }) }),
    ]);
  });

  it('a rollback is held even when an older branch of the same file is merged after it', async () => {
    world = await World.with();
    const grace = world.person('grace');
    await grace.branches(DOCKER, 'older', 'main');
    await grace.commits(DOCKER, {
      branch: 'older',
      path: 'Dockerfile',
      text: `${await world.file(DOCKER, 'Dockerfile')}EXPOSE 8080\n`,
      message: 'Expose',
    });
    const first = await promote('First change');
    await promote('Second change');
    await pinByHand(first);
    await world.settled();

    const { number } = await grace.call<{ number: number }>('POST', `/repos/${DOCKER}/pulls`, {
      title: 'Expose',
      head: 'older',
      base: 'main',
    });
    await grace.merges(DOCKER, number, 'merge');
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    expect((await world.reasons(LANE))[0]).toContain('it is held there');
  });

  it('a rollback is held even when the file is edited many times after it', async () => {
    world = await World.with();
    const first = await promote('First change');
    await promote('Second change');
    await pinByHand(first);
    for (let edit = 1; edit <= 12; edit += 1) {
      const text = `${await world.file(DOCKER, 'Dockerfile')}# edit ${edit}\n`;
      await world
        .person('grace')
        .commits(DOCKER, { branch: 'main', path: 'Dockerfile', text, message: `Edit ${edit}` });
    }
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    expect((await world.reasons(LANE))[0]).toContain('it is held there');
  });
});

async function promote(title: string): Promise<string> {
  const { commit } = await world.merges(title);
  await world.settled();
  const { number } = await world.pull(DOCKER);
  await world.buildEnds(DOCKER, number);
  await world.settled();
  return commit;
}

async function pinByHand(commit: string): Promise<void> {
  const text = (await world.file(DOCKER, 'Dockerfile')).replace(/ARG APP_COMMIT=\w+/, `ARG APP_COMMIT=${commit}`);
  await world
    .person('grace')
    .commits(DOCKER, { branch: 'main', path: 'Dockerfile', text, message: 'Move the pin by hand' });
}
