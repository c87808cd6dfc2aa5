import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Answer } from '../../../src/core/answer.ts';
import { newestProven } from '../../../src/core/environments/environment-state.ts';
import { componentName, repoName, stageName, type CommitSha, type ComponentName } from '../../../src/core/names.ts';
import type { AnswerOf, DeploymentsQuestion } from '../../../src/core/promotion/questions.ts';
import { readOlderDeployments } from '../../../src/github/answers/older/older-deployments.ts';
import { RecentPasts } from '../../../src/github/answers/older/recent-pasts.ts';
import type { GithubClient } from '../../../src/github/client/client.ts';
import { GithubWorld } from './world.ts';

const ENVIRONMENTS = repoName('acme/environments');
const STAGING = stageName('staging');
const PAYMENTS = componentName('payments');
const TWELVE = Array.from({ length: 12 }, (_, index) => componentName(`c-${index}`));

let world: GithubWorld;
let app: GithubClient;
let pasts: RecentPasts;

beforeEach(async () => {
  world = new GithubWorld();
  app = await world.asApp(ENVIRONMENTS);
  pasts = new RecentPasts();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

/** Sluice's own deployment of one component, and how it went. */
async function deploys(of: ComponentName, ref: CommitSha, state?: 'success' | 'failure'): Promise<number> {
  world.clock.advance(1_000);
  const made = await app.request<{ id: number }>('POST /repos/{owner}/{repo}/deployments', {
    owner: 'acme',
    repo: 'environments',
    ref,
    environment: STAGING,
    task: `deploy:${of}`,
    payload: { v: 1, key: `deploy:${ref}:${of}`, of },
    auto_merge: false,
    required_contexts: [],
  });
  if ('failed' in made) throw new Error('it was not deployed');
  if (state !== undefined) await world.grace.reportsDeployment(ENVIRONMENTS, made.ok.id, { state });
  return made.ok.id;
}

/** Sluice's own status, for a signal that is none. */
async function sayWell(deployment: number): Promise<void> {
  const address = { owner: 'acme', repo: 'environments', deployment_id: deployment };
  await app.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
    ...address,
    state: 'success',
  });
}

async function all(count: number, one: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index += 1) await one(index);
}

const question = (change: Partial<DeploymentsQuestion> = {}): DeploymentsQuestion => ({
  ask: 'deployments',
  repo: ENVIRONMENTS,
  stage: STAGING,
  tip: world.tip(ENVIRONMENTS),
  components: [PAYMENTS],
  by: world.clock.now(),
  ...change,
});

async function ask(change: Partial<DeploymentsQuestion> = {}): Promise<Answer<AnswerOf['deployments']>> {
  const asked = question(change);
  world.documents.splice(0);
  const answer = (await readOlderDeployments({ ...world.tools, clock: world.clock, pasts }, [asked])).get(asked);
  if (answer === undefined) throw new Error('it was not answered');
  return answer;
}

const proven = (answer: Answer<AnswerOf['deployments']>): { commit: CommitSha; deployment: number } | undefined => {
  if ('unknown' in answer) throw new Error(answer.unknown);
  const found = newestProven({ ...answer.known, hasMerged: true }, PAYMENTS);
  return found && { commit: found.commit, deployment: found.deployment.id };
};

const readsOlder = (): number => world.documents.filter((text) => text.includes('OlderDeployments')).length;

describe('deployments that are older than a look shows', () => {
  it('are read back as far as the component was proven, among those of twelve others', async () => {
    const first = world.tip(ENVIRONMENTS);
    const deployment = await deploys(PAYMENTS, first, 'success');
    const later = await world.commits(ENVIRONMENTS, 'README.md', 'later\n');
    await all(130, (index) => deploys(TWELVE[index % 12]!, later, index % 2 === 0 ? 'success' : 'failure'));

    expect(proven(await ask())).toEqual({ commit: first, deployment });
    expect(readsOlder()).toBe(2);
  }, 60_000);

  it('are read once where the component was proven lately', async () => {
    const tip = world.tip(ENVIRONMENTS);
    await all(110, () => deploys(TWELVE[0]!, tip));
    const deployment = await deploys(PAYMENTS, tip, 'success');

    const answer = await ask();

    expect(proven(answer)).toEqual({ commit: tip, deployment });
    expect(answer).toMatchObject({ known: { listedSince: expect.any(Number) } });
    expect(readsOlder()).toBe(1);
  }, 60_000);

  it('are followed along the branch to a commit beyond its newest hundred', async () => {
    const first = world.tip(ENVIRONMENTS);
    const deployment = await deploys(PAYMENTS, first, 'success');
    await all(120, (index) => world.commits(ENVIRONMENTS, 'README.md', `${index}\n`));

    expect(proven(await ask())).toEqual({ commit: first, deployment });
    expect(readsOlder()).toBe(2);
  }, 60_000);

  it('are read back to one that had succeeded by the instant asked for', async () => {
    const tip = world.tip(ENVIRONMENTS);
    await deploys(PAYMENTS, tip, 'success');
    const by = world.clock.now();
    await all(110, () => deploys(PAYMENTS, tip));
    await deploys(TWELVE[0]!, tip, 'success');
    const young = await world.commits(ENVIRONMENTS, 'README.md', 'young\n');
    await deploys(PAYMENTS, young, 'success');

    expect(proven(await ask({ by }))?.commit).toBe(young);
    expect(readsOlder()).toBe(2);
  }, 60_000);

  it('that are not there are read to the end, which is then known', async () => {
    const tip = world.tip(ENVIRONMENTS);
    await all(101, () => deploys(TWELVE[0]!, tip));

    const answer = await ask();

    expect(proven(answer)).toBeUndefined();
    expect(answer).toMatchObject({ known: { deployments: { length: 101 } } });
    expect(answer).not.toHaveProperty('known.listedSince');
  }, 60_000);

  it('prove nothing where people wrote that they went well and Sluice alone is believed', async () => {
    const tip = world.tip(ENVIRONMENTS);
    await deploys(PAYMENTS, tip, 'success');

    expect(proven(await ask({ onlyOurs: true }))).toBeUndefined();
    expect(proven(await ask())?.commit).toBe(tip);
  });

  it('prove what Sluice wrote that went well, further back than people did', async () => {
    const first = world.tip(ENVIRONMENTS);
    const deployment = await deploys(PAYMENTS, first);
    await sayWell(deployment);
    const later = await world.commits(ENVIRONMENTS, 'README.md', 'later\n');
    await all(101, () => deploys(PAYMENTS, later, 'success'));

    expect(proven(await ask({ onlyOurs: true }))).toEqual({ commit: first, deployment });
    expect(readsOlder()).toBe(2);
  }, 60_000);

  it('are unknown where the App may not read them', async () => {
    for (const installation of world.forge.state.installations.values()) delete installation.permissions['deployments'];

    expect(await ask()).toMatchObject({ lasting: true, unknown: expect.stringContaining('may not read') });
  });
});

describe('deployments that were read back lately', () => {
  const MINUTE = 60_000;

  /** Payments runs, and more than a page of others came after it. */
  async function runsFarBack(): Promise<{ commit: CommitSha; deployment: number }> {
    const commit = world.tip(ENVIRONMENTS);
    const deployment = await deploys(PAYMENTS, commit, 'success');
    await all(105, () => deploys(TWELVE[0]!, commit));
    await ask();
    return { commit, deployment };
  }

  it('cost one read, whatever was found and whatever has been deployed and merged since', async () => {
    const found = await runsFarBack();
    const later = await world.commits(ENVIRONMENTS, 'README.md', 'later\n');
    await deploys(TWELVE[1]!, later, 'success');

    expect(proven(await ask())).toEqual(found);
    expect(readsOlder()).toBe(1);
    await ask({ components: [TWELVE[5]!] });
    expect(readsOlder()).toBe(1);
  }, 60_000);

  it('give way to what the newest hundred say', async () => {
    const { commit } = await runsFarBack();
    const deployment = await deploys(PAYMENTS, commit, 'failure');
    const answer = await ask();

    expect(proven(answer)).toBeUndefined();
    expect(answer).toMatchObject({ known: { deployments: { length: 107, 0: { id: deployment } } } });
    expect(readsOlder()).toBe(1);
  }, 60_000);

  it('are read again after ten minutes: an old deployment may have ended otherwise', async () => {
    const { deployment } = await runsFarBack();
    await world.grace.reportsDeployment(ENVIRONMENTS, deployment, { state: 'failure' });
    world.clock.advance(10 * MINUTE);

    expect(proven(await ask())).toBeUndefined();
    expect(readsOlder()).toBe(2);
  }, 60_000);

  it('are read again where more came since than one page shows', async () => {
    const { commit } = await runsFarBack();
    await all(101, () => deploys(TWELVE[1]!, commit));
    await ask();

    expect(readsOlder()).toBe(3);
  }, 60_000);
});
