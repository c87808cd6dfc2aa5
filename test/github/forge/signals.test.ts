import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Answer } from '../../../src/core/answer.ts';
import { repoName, type CommitSha } from '../../../src/core/names.ts';
import type { SignalFact, SignalsQuestion } from '../../../src/core/promotion/questions.ts';
import { Builder } from '../../../src/forge/cast/builder.ts';
import { accountOf } from '../../../src/forge/domain/accounts.ts';
import { addCheckRun } from '../../../src/forge/domain/checks.ts';
import { repoNamed } from '../../../src/forge/domain/repos.ts';
import { readSignals } from '../../../src/github/answers/signals/read-signals.ts';
import { GithubWorld } from './world.ts';

const ENVIRONMENTS = repoName('acme/environments');
const DEPLOY = '.github/workflows/deploy.yml';
const LINT = '.github/workflows/lint.yml';

let world: GithubWorld;
let actions: Builder;
let tip: CommitSha;

beforeEach(() => {
  world = new GithubWorld();
  actions = new Builder(world.forge.state, 'grace');
  tip = world.tip(ENVIRONMENTS);
});
afterEach(() => expect(world.forge.violations).toEqual([]));

async function ask(change: Partial<SignalsQuestion> = {}): Promise<Answer<SignalFact[]> | undefined> {
  const asked: SignalsQuestion = {
    ask: 'signals',
    repo: ENVIRONMENTS,
    commits: [tip],
    workflows: [],
    statuses: [],
    ...change,
  };
  return (await readSignals(world.tools.clients, [asked])).get(asked);
}

describe('the workflows of a commit', () => {
  it('say how they ended, and nothing while they go on or were called off', async () => {
    actions.builds(ENVIRONMENTS, { sha: tip, path: DEPLOY, conclusion: 'cancelled' });
    const run = actions.builds(ENVIRONMENTS, { sha: tip, path: `${DEPLOY}@refs/heads/main`, conclusion: 'timed_out' });

    expect(await ask({ workflows: ['deploy.yml'] })).toMatchObject({
      known: [
        { commit: tip, from: 'workflow deploy.yml', state: 'failure', url: expect.stringContaining(String(run)) },
      ],
    });
  });

  it('are found behind hundreds of others, a page after the other', async () => {
    actions.builds(ENVIRONMENTS, { sha: tip, path: DEPLOY });
    for (let n = 0; n < 150; n += 1) actions.builds(ENVIRONMENTS, { sha: tip, path: LINT });

    expect(await ask({ workflows: [DEPLOY] })).toMatchObject({ known: [{ state: 'success' }] });
  });

  it('are none where there is none', async () => {
    actions.builds(ENVIRONMENTS, { sha: tip, path: LINT });

    expect(await ask({ workflows: [DEPLOY] })).toEqual({ known: [] });
  });
});

describe('the statuses and checks of a commit', () => {
  const reports = (context: string, state: 'success' | 'failure' | 'pending') =>
    world.grace.reports(ENVIRONMENTS, tip, { context, state });

  it('are believed by their name, the newest of each', async () => {
    await reports('flux/staging', 'failure');
    await reports('flux/staging', 'success');
    await reports('lint', 'failure');

    expect(await ask({ statuses: ['flux/staging'] })).toMatchObject({
      known: [{ commit: tip, from: 'status flux/staging', state: 'success' }],
    });
  });

  it('are found among more than GitHub lists', async () => {
    for (let n = 0; n < 110; n += 1) await reports(`other-${n}`, 'success');
    await reports('flux/staging', 'success');

    expect(await ask({ statuses: ['flux/staging'] })).toMatchObject({ known: [{ state: 'success' }] });
    expect(await ask({ statuses: ['argo'] })).toMatchObject({
      unknown: expect.stringContaining('more than 100 checks'),
    });
  });

  it('say nothing while they are pending, or where the commit has none', async () => {
    expect(await ask({ statuses: ['flux/staging'] })).toEqual({ known: [] });
    await reports('flux/staging', 'pending');

    expect(await ask({ statuses: ['flux/staging'] })).toEqual({ known: [] });
  });

  it.each(['success', 'failure', 'neutral'] as const)('may be check runs: %s', async (conclusion) => {
    const { state } = world.forge;
    const [repo, actor] = [repoNamed(state, ENVIRONMENTS), accountOf(state, 'grace')];
    if (repo === undefined || actor === undefined) throw new Error('the forge is not seeded');
    const output = { title: 'Applied', summary: 'all of it' };
    addCheckRun(state, repo, { name: 'argo', headSha: tip, status: 'completed', conclusion, output, actor });

    const says = { from: 'status argo', state: conclusion, says: 'Applied' };
    expect(await ask({ statuses: ['argo'] })).toMatchObject({ known: conclusion === 'neutral' ? [] : [says] });
  });

  it('of a commit that is gone are unknown', async () => {
    const commits = ['f'.repeat(40) as CommitSha];

    expect(await ask({ commits, statuses: ['flux/staging'] })).toMatchObject({ unknown: expect.any(String) });
  });
});
