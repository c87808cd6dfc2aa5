import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { controlIssue, PLATFORM, says } from '../commands/thread.ts';
import { closeSharedStore, World } from '../world.ts';

const DEMO = `  demo:
    kind: environment
    from: staging
    repo: acme/environments
    pins: [{ file: "demo/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
`;
const TEN_MINUTES = 10 * 60_000;
const HALF_AN_HOUR = 30 * 60_000;
const DAY = 24 * 60 * 60_000;

let world: World;

beforeEach(async () => {
  const pipeline = CHAIN_PIPELINE.replace('issues:\n', `${DEMO}issues:\n`);
  world = await World.chain({ pipeline, environments: ['staging', 'demo'] });
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** grace says something in the control issue, and Sluice obeys. */
async function commands(said: string): Promise<void> {
  await says(world, 'grace', { repo: PLATFORM, number: await controlIssue(world) }, said);
}

/** ada changes files of the environments by a pull request of her own. */
async function changes(...paths: string[]): Promise<{ number: number; commit: string }> {
  const [first = '', ...more] = paths;
  const changed = async (path: string): Promise<string> =>
    (await world.file(ENVIRONMENTS, path)).replace('replicas: 2', 'replicas: 3');
  const ada = world.person('ada');
  const change = { branch: 'replicas', title: '3 replicas', body: '', path: first, text: await changed(first) };
  const number = await ada.proposes(ENVIRONMENTS, change);
  for (const path of more)
    await ada.commits(ENVIRONMENTS, { branch: 'replicas', path, text: await changed(path), message: path });
  await world.checkEnds(ENVIRONMENTS, number, 'validate');
  return { number, commit: await ada.merges(ENVIRONMENTS, number) };
}

async function grace(puts: string, number: number): Promise<void> {
  await world.person('grace').labels(ENVIRONMENTS, number, puts);
  await world.settled();
}

const deployed = async (environment: string): Promise<string[]> =>
  (await world.person('ada').deployments(ENVIRONMENTS, environment)).map(({ sha }) => sha);

/** What Sluice said about labels on a pull request, without what is hidden in it. */
const said = async (number: number): Promise<string[]> =>
  (await world.comments(ENVIRONMENTS, number))
    .filter(({ body }) => body.includes('key=force-'))
    .map(({ body }) => body.replaceAll(/<!--.*?-->/gs, '').trim());

describe("a label deploy/<environment> on a person's merge while people keep the environment back", () => {
  it('deploys nothing before the freeze ends, says so once, and deploys the merge then', async () => {
    await commands('/sluice freeze staging until 2026-03-02 12:00 UTC');
    const { number, commit } = await changes('staging/payments.yaml');

    await grace('deploy/staging', number);
    await world.after(31 * 60_000);

    expect(await deployed('staging')).toEqual([]);
    expect(await world.labels(ENVIRONMENTS, number)).toEqual(['deploy/staging']);
    expect(await said(number)).toEqual([
      "> `deploy/staging`\n\nThis merge is not deployed to **staging** yet. The label stays, but does not waive what is in the way; the merge is deployed once that is over:\n- grace froze staging until Mon 2 Mar 12:00 (UTC); `/sluice thaw staging` in the pipeline's control issue lifts it",
    ]);

    await world.after(3 * 60 * 60_000);
    expect(await deployed('staging')).toEqual([commit]);
    expect(await world.labels(ENVIRONMENTS, number)).toEqual([]);
    expect(await said(number)).toHaveLength(2);
  });

  it('deploys nothing while a component that it moves is held, and the merge soon after that is lifted', async () => {
    await commands('/sluice hold staging payments');
    const { number, commit } = await changes('staging/payments.yaml');
    await grace('deploy/staging', number);
    expect(await deployed('staging')).toEqual([]);

    await commands('/sluice resume staging payments');
    await world.after(TEN_MINUTES);

    expect(await deployed('staging')).toEqual([commit]);
  });
});

describe('a merge that is kept back for days', () => {
  it('is looked at by the sweep alone, and deployed by it once nothing is in the way', async () => {
    await commands('/sluice hold staging payments');
    const { number, commit } = await changes('staging/payments.yaml');
    await grace('deploy/staging', number);
    await world.after(DAY + HALF_AN_HOUR);
    const start = world.forge.calls.length;

    for (let minutes = 0; minutes < 120; minutes += 10) await world.after(TEN_MINUTES);

    expect(world.calls(start).reads.filter((name) => name === 'graphql:Wish')).toHaveLength(4);
    expect(await said(number)).toHaveLength(1);
    await commands('/sluice resume staging payments');
    await world.after(HALF_AN_HOUR);
    expect(await deployed('staging')).toEqual([commit]);
  }, 60_000);
});

describe("two labels deploy/<environment> on one person's merge", () => {
  it('deploy it to both', async () => {
    const { number, commit } = await changes('staging/payments.yaml', 'demo/payments.yaml');

    await grace('deploy/staging', number);
    await grace('deploy/demo', number);

    expect(await deployed('staging')).toEqual([commit]);
    expect(await deployed('demo')).toEqual([commit]);
  });
});
