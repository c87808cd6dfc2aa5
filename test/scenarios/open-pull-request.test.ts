import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { closeSharedStore, World } from './world.ts';

const DOCKER = 'acme/payments-docker';
const BRANCH = 'sluice/docker/payments';
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

describe('while the pull request is open', () => {
  it('a second merge lands in the same pull request: one pull request, two changes', async () => {
    world = await World.with();
    await world.merges('Retry transfers', { body: 'Refs #12' });
    await world.settled();

    const { commit } = await world.merges('Log transfers', { body: 'Fixes #14' });
    await world.settled();

    const pull = await world.pull(DOCKER);
    expect(pull).toMatchObject({ number: 1, title: 'payments: Log transfers and 1 more change' });
    expect(pull.body).toMatch(/- Log transfers .* · issue .*\n- Retry transfers .* · see /);
    expect(await world.file(DOCKER, 'Dockerfile', BRANCH)).toContain(`ARG APP_COMMIT=${commit}\n`);
    await world.buildEnds(DOCKER, 1);
    await world.settled();
    expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
    const [merged] = await world.ledger({ kind: 'merged' });
    expect(merged?.facts['entries']).toEqual([expect.objectContaining({ component: 'payments', code: commit })]);
  });

  it('a green check of an older head merges nothing', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    const older = (await world.pull(DOCKER)).head.sha;
    await world.merges('Log transfers');
    await world.settled();

    await world.person('acme-ci').reports(DOCKER, older, { context: 'build', state: 'success' });
    await world.settled();

    expect((await world.pull(DOCKER)).number).toBe(1);
  });

  it("a person's commit on the branch survives: nothing is pushed over it or merged, and one comment says so", async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    const theirs = await world
      .person('grace')
      .commits(DOCKER, { branch: BRANCH, path: 'NOTES.md', text: 'wait\n', message: 'wait for me' });
    await world.settled();

    await world.merges('Log transfers');
    await world.settled();
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect((await world.pull(DOCKER)).head.sha).toBe(theirs);
    const comments = await world.comments(DOCKER, 1);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.user.login).toBe('sluice[bot]');
    expect(comments[0]?.body).toContain(`This branch now holds ${theirs.slice(0, 7)} by grace.`);
    expect(await world.reasons('acme/platform:docker/payments')).toEqual([
      `#1 holds grace's commit ${theirs.slice(0, 7)}: Sluice neither pushes over it nor merges it`,
    ]);
  });

  it('closed by a person is declined; new content opens a new one that names who closed the last', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();

    await world.person('grace').closes(DOCKER, 1);
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    expect(await world.reasons('acme/platform:docker/payments')).toEqual([
      'grace closed #1, which held the same; it is not opened again',
    ]);
    await world.merges('Log transfers');
    await world.settled();
    const pull = await world.pull(DOCKER);
    expect(pull.number).toBe(2);
    expect(pull.body).toContain('The one before this, #1, was closed by grace.');
  });

  it('a base that moved the pin itself makes it conflict: the branch is written anew on the base, and stays one pull request', async () => {
    world = await World.with();
    const first = await world.merges('Retry transfers');
    await world.settled();
    const { commit } = await world.merges('Log transfers');
    const moved = (await world.file(DOCKER, 'Dockerfile')).replace(
      /ARG APP_COMMIT=\w+/,
      `ARG APP_COMMIT=${first.commit}`,
    );
    await world
      .person('grace')
      .commits(DOCKER, { branch: 'main', path: 'Dockerfile', text: moved, message: 'Move by hand' });
    await world.settled();

    const pull = await world.pull(DOCKER);
    expect(pull).toMatchObject({ number: 1, title: 'payments: Log transfers' });
    expect(await world.file(DOCKER, 'Dockerfile', BRANCH)).toBe(moved.replace(first.commit, commit));
    await world.buildEnds(DOCKER, 1);
    await world.settled();
    expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
  });

  it('other edits of the file on the base survive the merge', async () => {
    world = await World.with();
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    const edited = `${await world.file(DOCKER, 'Dockerfile')}EXPOSE 8080\n`;
    await world
      .person('grace')
      .commits(DOCKER, { branch: 'main', path: 'Dockerfile', text: edited, message: 'Expose' });
    await world.settled();

    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect(await world.file(DOCKER, 'Dockerfile')).toBe(
      edited.replace(/ARG APP_COMMIT=\w+/, `ARG APP_COMMIT=${commit}`),
    );
  });

  it('when the pin reaches the newest commit by hand, it is closed with the reason', async () => {
    world = await World.with();
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    const moved = (await world.file(DOCKER, 'Dockerfile')).replace(/ARG APP_COMMIT=\w+/, `ARG APP_COMMIT=${commit}`);

    await world
      .person('grace')
      .commits(DOCKER, { branch: 'main', path: 'Dockerfile', text: moved, message: 'Move by hand' });
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    const comments = await world.comments(DOCKER, 1);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain(`already holds ${commit.slice(0, 7)}, the newest commit of acme/payments main`);
  });

  it('somebody reopened with nothing left to move is closed again, and the reason is not said twice', async () => {
    world = await World.with();
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    const moved = (await world.file(DOCKER, 'Dockerfile')).replace(/ARG APP_COMMIT=\w+/, `ARG APP_COMMIT=${commit}`);
    const grace = world.person('grace');
    await grace.commits(DOCKER, { branch: 'main', path: 'Dockerfile', text: moved, message: 'Move by hand' });
    await world.settled();

    for (let other = 1; other <= 51; other += 1)
      await grace.call('POST', `/repos/${DOCKER}/issues/1/comments`, { body: `and ${other}` });
    await grace.call('PATCH', `/repos/${DOCKER}/pulls/1`, { state: 'open' });
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    const all = await grace.call<{ user: { login: string } }[]>(
      'GET',
      `/repos/${DOCKER}/issues/1/comments?per_page=100`,
    );
    expect(all.filter(({ user }) => user.login === 'sluice[bot]')).toHaveLength(1);
  });

  it('a failed check blocks with its name, and a later success merges', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();

    await world.buildEnds(DOCKER, 1, 'failure');
    await world.settled();

    expect(await world.reasons('acme/platform:docker/payments')).toEqual(['#1: build (failure) did not succeed']);
    await world.buildEnds(DOCKER, 1);
    await world.settled();
    expect(await world.pulls(DOCKER)).toEqual([]);
  });
});
