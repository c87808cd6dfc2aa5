import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { isKnown } from '../../../src/core/answer.ts';
import { WishRecord } from '../../../src/core/force/wish-record.ts';
import { promotionId, repoName } from '../../../src/core/names.ts';
import { endWish, serveWish } from '../../../src/operations/force/wishes.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const LABEL = 'deploy/staging';
const PAYMENTS = 'acme/payments';
const PLATFORM = repoName('acme/platform');
const FILE = 'staging/payments.yaml';

let world: World;

beforeEach(async () => {
  world = await World.chain();
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

async function grace(puts: string, number: number, repo: string): Promise<void> {
  await world.person('grace').labels(repo, number, puts);
  await world.settled();
}

/** ada changes what staging runs by a pull request of her own. */
async function replicas(count: number): Promise<{ number: number; commit: string }> {
  const text = (await world.file(ENVIRONMENTS, FILE)).replace('replicas: 2', `replicas: ${count}`);
  const change = { branch: `replicas-${count}`, title: `${count} replicas`, body: '', path: FILE, text };
  const number = await world.person('ada').proposes(ENVIRONMENTS, change);
  await world.checkEnds(ENVIRONMENTS, number, 'validate');
  return { number, commit: await world.person('ada').merges(ENVIRONMENTS, number) };
}

/** Everything that was said on a pull request of the environments. */
const said = async (number: number): Promise<string> =>
  (await world.comments(ENVIRONMENTS, number)).map(({ body }) => body).join('\n');

const deployments = () => world.person('ada').deployments(ENVIRONMENTS, 'staging');

describe("a label deploy/<environment> on a person's merged pull request in the environment's repository", () => {
  it('deploys that merge, once, and says so', async () => {
    const { number, commit } = await replicas(3);

    await grace(LABEL, number, ENVIRONMENTS);
    await world.after(60_000);
    await grace(LABEL, number, ENVIRONMENTS);

    expect(await deployments()).toEqual([expect.objectContaining({ sha: commit })]);
    expect(await said(number)).toContain('as grace asked by the label `deploy/staging`; it holds payments.');
    expect(await world.labels(ENVIRONMENTS, number)).toEqual([]);
    expect(await world.ledger({ kind: 'wish-deployed' })).toHaveLength(2);
  });

  it('deploys it once even when the answer to that was lost', async () => {
    const { number } = await replicas(3);
    world.forge.faults.add({ operation: 'repos/create-deployment', nth: 1, when: 'lost' });

    await grace(LABEL, number, ENVIRONMENTS);
    await world.after(60_000);

    expect(await deployments()).toHaveLength(1);
    expect(await world.labels(ENVIRONMENTS, number)).toEqual([]);
  });

  it('does not take the environment back from a newer merge', async () => {
    const [older, newer] = [await replicas(3), await replicas(4)];
    await grace(LABEL, newer.number, ENVIRONMENTS);

    await grace(LABEL, older.number, ENVIRONMENTS);

    expect(await deployments()).toEqual([expect.objectContaining({ sha: newer.commit })]);
    expect(await said(older.number)).toContain('this one would take it back');
  });

  it('of somebody who may not deploys nothing', async () => {
    const { number } = await replicas(3);

    await world.person('ada').labels(ENVIRONMENTS, number, LABEL);
    await world.settled();

    expect(await deployments()).toEqual([]);
    expect(await world.labels(ENVIRONMENTS, number)).toEqual([]);
  });
});

describe('the pull request that asked for a release', () => {
  async function wished() {
    const { number } = await world.merges('Retry transfers');
    await grace(LABEL, number, PAYMENTS);
    const [entry] = await world.ledger({ kind: 'wish' });
    const wish = entry === undefined ? undefined : WishRecord.parse(entry.facts);
    if (wish === undefined) throw new Error('no wish was taken');
    return { number, placed: { pipeline: PLATFORM, wish } };
  }

  it('is told by which release it was served, and loses the label', async () => {
    const { number, placed } = await wished();

    await serveWish(world.app.tools, placed, promotionId(repoName(ENVIRONMENTS), 12));
    await world.settled();

    const [comment] = await world.comments(PAYMENTS, number);
    expect(comment?.body).toContain(
      `- **payments** was released to **staging** by [acme/environments 12](${world.origin}/acme/environments/pull/12)`,
    );
    expect(await world.labels(PAYMENTS, number)).toEqual([]);
  });

  it('is told why it was not served, and loses the label', async () => {
    const { number, placed } = await wished();

    await endWish(world.app.tools, placed, 'staging has a newer one');
    await world.settled();

    const [comment] = await world.comments(PAYMENTS, number);
    expect(comment?.body).toContain('was not released to **staging** by this label: staging has a newer one');
    expect(await world.labels(PAYMENTS, number)).toEqual([]);
  });
});

describe('the sweep', () => {
  it('reads the labels in the look at the lanes', async () => {
    await world.after(31 * 60_000);
    const start = world.forge.calls.length;

    await world.after(31 * 60_000);

    expect(world.calls(start).reads).toEqual(['graphql:Look']);
    const labelled = { repos: [repoName(PAYMENTS)], labels: [LABEL] };
    const seen = await world.app.tools.looks.survey({
      lanes: [],
      labelled,
      controls: [],
      proposals: [],
      elsewhere: [],
    });
    expect([...seen.labelled.values()].every(isKnown)).toBe(true);
  });
});
