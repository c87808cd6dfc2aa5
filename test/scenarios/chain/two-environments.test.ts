import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { Builder } from '../../../src/forge/cast/builder.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { deployerAnswers, ENVIRONMENTS, ledgerReaches, MANIFESTS, paymentsReaches } from './chain.ts';

const DEMO = `  demo:
    kind: environment
    from: staging
    repo: acme/environments
    pins: [{ file: "demo/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
`;
const TWO = CHAIN_PIPELINE.replace('issues:\n', `${DEMO}issues:\n`);
const DIGEST = /sha256:[0-9a-f]{64}/;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** acme with a second environment beside staging, on the same branch of the same repository. */
async function twoEnvironments(pipeline = TWO): Promise<void> {
  world = await World.chain({ pipeline });
  const grace = world.person('grace');
  for (const component of ['payments', 'ledger']) {
    const text = await pins('staging', component);
    const path = `demo/${component}.yaml`;
    await grace.commits(ENVIRONMENTS, { branch: 'main', path, text, message: `Begin ${path}` });
  }
  await world.settled();
}

const pins = (environment: string, component: string, branch = 'main'): Promise<string> =>
  world.file(ENVIRONMENTS, `${environment}/${component}.yaml`, branch);

/** The open release pull request of an environment; undefined while there is none. */
const releaseOf = async (environment: string): Promise<number | undefined> =>
  (await world.pulls(ENVIRONMENTS)).find(({ head }) => head.ref === `release-${environment}`)?.number;

/** The release of an environment goes green, and is merged. */
async function released(environment: string): Promise<number> {
  const number = await releaseOf(environment);
  if (number === undefined) throw new Error(`no release to ${environment} is open`);
  await world.checkEnds(ENVIRONMENTS, number, 'validate');
  await world.settled();
  expect(await releaseOf(environment)).toBeUndefined();
  return number;
}

/** The statuses `sluice/gates` that a pull request's head got, oldest first. */
async function gatesSaid(number: number): Promise<string[]> {
  const ada = world.person('ada');
  const { head } = await ada.call<{ head: { sha: string } }>('GET', `/repos/${ENVIRONMENTS}/pulls/${number}`);
  const path = `/repos/${ENVIRONMENTS}/commits/${head.sha}/statuses`;
  const said = await ada.call<{ context: string; state: string; description: string }[]>('GET', path);
  return said
    .filter(({ context }) => context === 'sluice/gates')
    .map(({ state, description }) => `${state}: ${description}`)
    .toReversed();
}

describe('of two environments over one branch', () => {
  it('the second follows only what a deployment proved in the first', async () => {
    await twoEnvironments();
    const { digest } = await ledgerReaches(world, 'Round up');
    await released('staging');
    expect(await releaseOf('demo')).toBeUndefined();
    await deployerAnswers(world, 'failure');
    expect(await releaseOf('demo')).toBeUndefined();

    await deployerAnswers(world, 'success');

    const demo = await released('demo');
    expect(await pins('demo', 'ledger')).toContain(digest);
    const [merged] = (await world.ledger({ kind: 'merged' })).slice(-1);
    expect(merged).toMatchObject({ lane: 'acme/platform:demo', promotion: `${ENVIRONMENTS}#${demo}` });
    expect(await world.person('ada').deployments(ENVIRONMENTS, 'demo')).toHaveLength(1);
    expect(await world.person('ada').deployments(ENVIRONMENTS, 'staging')).toHaveLength(1);
  });

  it('the second takes what is proven while a newer one is merged into the first and not deployed', async () => {
    await twoEnvironments();
    const proven = await ledgerReaches(world, 'Round up');
    await released('staging');
    await deployerAnswers(world, 'success');
    const newer = await ledgerReaches(world, 'Round down');
    await released('staging');

    const demo = (await releaseOf('demo')) ?? 0;
    expect(await pins('demo', 'ledger', 'release-demo')).toContain(proven.digest);
    const { body } = (await world.pulls(ENVIRONMENTS)).find(({ number }) => number === demo) ?? { body: '' };
    expect(body).toContain('is merged into staging and not deployed there yet');
    await deployerAnswers(world, 'success');
    expect(await releaseOf('demo')).toBe(demo);
    expect(await pins('demo', 'ledger', 'release-demo')).toContain(newer.digest);
  });

  it('each releases one component while the other one waits for another', async () => {
    await twoEnvironments();
    await ledgerReaches(world, 'Round up');
    await released('staging');
    await deployerAnswers(world, 'success');
    await paymentsReaches(world, 'Retry transfers');

    expect(await releaseOf('staging')).toBeDefined();
    expect(await releaseOf('demo')).toBeDefined();
    const [staging, demo] = [await released('staging'), await released('demo')];

    expect(await world.labels(ENVIRONMENTS, staging)).toEqual([]);
    expect(await world.labels(ENVIRONMENTS, demo)).toEqual([]);
    await deployerAnswers(world, 'success');
    expect(await world.labels(ENVIRONMENTS, staging)).toEqual(['deployed']);
    expect(await world.labels(ENVIRONMENTS, demo)).toEqual([]);
  });

  it('neither takes the release of the other for a pull request of a person', async () => {
    await twoEnvironments();
    await ledgerReaches(world, 'Round up');
    await released('staging');
    await deployerAnswers(world, 'success');
    await paymentsReaches(world, 'Retry transfers');
    await world.after(31 * 60_000);

    const [staging = 0, demo = 0] = [await releaseOf('staging'), await releaseOf('demo')];
    expect(await gatesSaid(staging)).toEqual(['pending: Waits for validate (not reported yet)']);
    expect(await gatesSaid(demo)).toEqual(['pending: Waits for validate (not reported yet)']);
  });

  it("each speaks for its own pins on a person's pull request, and neither over the other", async () => {
    await twoEnvironments();
    const text = (await pins('demo', 'ledger')).replace(DIGEST, `sha256:${'cd'.repeat(32)}`);
    const change = { branch: 'by-hand', title: 'By hand', body: '', path: 'demo/ledger.yaml', text };
    const number = await world.person('ada').proposes(ENVIRONMENTS, change);
    await world.settled();
    await world.after(31 * 60_000);

    const held = 'pending: Demo waits for validate (not reported yet)';
    expect((await gatesSaid(number)).slice(-1)).toEqual([held]);
    const before = (await gatesSaid(number)).length;
    await world.after(31 * 60_000);
    expect(await gatesSaid(number)).toHaveLength(before);
    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await world.settled();
    await world.after(31 * 60_000);
    expect((await gatesSaid(number)).slice(before)).toEqual(['success: Every gate for moving pins is open.']);
  });

  it('what is reverted in the first is no longer offered to the second', async () => {
    await twoEnvironments();
    const before = await pins('staging', 'ledger');
    await ledgerReaches(world, 'Round up');
    await released('staging');
    await deployerAnswers(world, 'success');
    expect(await releaseOf('demo')).toBeDefined();

    const revert = { branch: 'main', path: 'staging/ledger.yaml', text: before, message: 'Revert' };
    await world.person('grace').commits(ENVIRONMENTS, revert);
    await world.settled();

    expect(await releaseOf('demo')).toBeUndefined();
    await world.after(31 * 60_000);
    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
  });

  it('the second takes the word of whoever the first believes, and of nobody else', async () => {
    await twoEnvironments(
      TWO.replace('release: on-change', 'release: on-change\n    deployed-by: [{ workflow: deploy.yml }]'),
    );
    const { digest } = await ledgerReaches(world, 'Round up');
    await released('staging');
    await deployerAnswers(world, 'success');
    await world.after(31 * 60_000);
    expect(await releaseOf('demo')).toBeUndefined();

    const sha = await world.person('ada').tipOf(ENVIRONMENTS, 'main');
    new Builder(world.forge.state, 'acme-ci').builds(ENVIRONMENTS, { sha, path: '.github/workflows/deploy.yml' });
    await world.settled();

    expect(await releaseOf('demo')).toBeDefined();
    await released('demo');
    expect(await pins('demo', 'ledger')).toContain(digest);
  });
});

describe('in an environment', () => {
  it('a rebuild of the same code moves, and says that it is one', async () => {
    world = await World.chain();
    const { commit } = await ledgerReaches(world, 'Round up');
    await world.goesGreen(ENVIRONMENTS, 'validate');
    await deployerAnswers(world, 'success');
    const rebuilt = world.registry.push({
      repository: 'ledger',
      tag: `${commit}-2`,
      revision: commit,
      labels: { again: 'yes' },
    });

    const said = { v: 1, image: 'registry.acme.dev/ledger', digest: rebuilt.digest, commit };
    await world.person('acme-ci').dispatches('acme/ledger', 'sluice-artifact', said);
    await world.settled();
    await world.goesGreen(MANIFESTS, 'lint');

    const pull = await world.pull(ENVIRONMENTS);
    expect(pull.body).toContain('The same code, built again');
    expect(pull.body).not.toContain('compare');
    await world.goesGreen(ENVIRONMENTS, 'validate');
    expect(await pins('staging', 'ledger')).toContain(rebuilt.digest);
  });

  it('what somebody reverts there is held there, until newer code comes by a person', async () => {
    world = await World.chain();
    const before = await pins('staging', 'ledger');
    await ledgerReaches(world, 'Round up');
    await world.goesGreen(ENVIRONMENTS, 'validate');
    await deployerAnswers(world, 'success');

    await world
      .person('grace')
      .commits(ENVIRONMENTS, { branch: 'main', path: 'staging/ledger.yaml', text: before, message: 'Revert' });
    await world.settled();

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await world.explained()).toMatch(
      /grace moved acme\/environments back from \S+ to \S+ in \S+; it is held there/,
    );
    const newer = await ledgerReaches(world, 'Round down');
    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    await world.person('grace').commits(ENVIRONMENTS, {
      branch: 'main',
      path: 'staging/ledger.yaml',
      text: before.replace(DIGEST, newer.digest),
      message: 'Carry on',
    });
    await world.settled();
    const newest = await ledgerReaches(world, 'Round to even');
    await world.goesGreen(ENVIRONMENTS, 'validate');
    expect(await pins('staging', 'ledger')).toContain(newest.digest);
  });

  /** An image of ledger is merged into the manifests, while the environment's file holds tag@digest. */
  async function taggedReaches(named: { tag?: string }): Promise<string> {
    world = await World.chain({ environmentFile: (image, digest) => `image: ${image}:first@${digest}\n` });
    const { commit } = await world.merges('Round up', { component: 'ledger' });
    const { digest } = world.builds('ledger', commit);
    const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit, ...named };
    await world.person('acme-ci').dispatches('acme/ledger', 'sluice-artifact', said);
    await world.settled();
    await world.goesGreen(MANIFESTS, 'lint');
    return digest;
  }

  it('a pin that holds tag@digest moves both', async () => {
    const digest = await taggedReaches({ tag: '1.4.0' });

    await world.goesGreen(ENVIRONMENTS, 'validate');

    expect(await pins('staging', 'ledger')).toBe(`image: registry.acme.dev/ledger:1.4.0@${digest}\n`);
  });

  it('a pin that holds tag@digest says why it cannot take an image whose tag nobody told', async () => {
    await taggedReaches({});

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await world.explained()).toMatch(
      /ledger: .*staging\/ledger\.yaml:1 holds the tag first beside the digest, and nobody has told a tag of/,
    );
  });
});
