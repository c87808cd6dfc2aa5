import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { readLineage } from '../../src/git/read-lineage.ts';
import { ACME_PIPELINE } from '../../src/forge/seed/acme.ts';
import { closeSharedStore, World } from './world.ts';

const DOCKER = 'acme/payments-docker';
const LANE = 'acme/platform:docker/payments';
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

describe('a protected docker branch', () => {
  it.each([
    ['classic protection', {}],
    ['a ruleset', { ruleset: true as const }],
  ])('is merged by pull request once the check that %s requires is green too', async (_kind, ruleset) => {
    world = await World.with({ protection: { requiredChecks: ['scan'], ...ruleset } });
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect(await world.reasons(LANE)).toEqual(['#1 waits for scan (not reported yet)']);
    const { head } = await world.pull(DOCKER);
    await world.person('acme-ci').reports(DOCKER, head.sha, { context: 'scan', state: 'success' });
    await world.settled();

    expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
  });

  it('waits for the reviews that GitHub requires, and merges when a person has given them', async () => {
    world = await World.with({ protection: { requiredChecks: ['build'], requiredApprovals: 1 } });
    await world.merges('Retry transfers');
    await world.settled();
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect(await world.reasons(LANE)).toEqual(['#1: GitHub requires 1 approving review']);
    await world.person('grace').approves(DOCKER, 1);
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    expect(await world.ledger({ kind: 'refused' })).toEqual([]);
  });

  it('that must be up to date gets the branch written anew when its base moved', async () => {
    world = await World.with({ protection: { requiredChecks: ['build'], strict: true } });
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    // The protection is lifted for the person who may pass it by; the story is about the branch falling behind.
    const rules = world.forge.state.repos.get(DOCKER)?.protection;
    const main = rules?.get('main');
    rules?.delete('main');
    await world
      .person('grace')
      .commits(DOCKER, { branch: 'main', path: 'NOTES.md', text: 'notes\n', message: 'Notes' });
    if (main !== undefined) rules?.set('main', main);
    await world.settled();

    const behind = (await world.pull(DOCKER)).head.sha;
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect((await world.pull(DOCKER)).head.sha).not.toBe(behind);
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
    expect(await world.file(DOCKER, 'NOTES.md')).toBe('notes\n');
  });
});

describe('merging', () => {
  it('by squash, the only way a repository allows, keeps the lineage in the one commit', async () => {
    world = await World.with({ mergeMethods: ['squash'] });
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    const found = await readLineage(world.gitDirectory(DOCKER), 'main');

    expect(found?.lineage.entries).toMatchObject([{ component: 'payments', code: commit }]);
    expect(found?.commit).toBe(await world.person('ada').tipOf(DOCKER, 'main'));
  });

  it('is left to a person where the pipeline says by-hand', async () => {
    world = await World.with({ pipeline: ACME_PIPELINE.replace('when-green', 'by-hand') });
    await world.merges('Retry transfers');
    await world.settled();
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    expect(await world.reasons(LANE)).toEqual(['#1 is ready; the pipeline leaves the merge to a person']);
    await world.person('grace').merges(DOCKER, 1, 'merge');
    await world.settled();

    const [merged] = await world.ledger({ kind: 'merged' });
    expect(merged).toMatchObject({ promotion: `${DOCKER}#1`, lane: LANE, facts: { by: 'grace' } });
  });

  it('needs no check where the pipeline says checks: none', async () => {
    world = await World.with({ pipeline: ACME_PIPELINE.replace('[build]', 'none') });
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    await world.after(11 * 60_000);

    expect(await world.file(DOCKER, 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
  });
});
