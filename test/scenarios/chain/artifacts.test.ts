import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { Builder } from '../../../src/forge/cast/builder.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { closeSharedStore, World } from '../world.ts';

const DOCKER = 'acme/payments-docker';
const MANIFESTS = 'acme/manifests';
const KUSTOMIZATION = 'apps/payments/kustomization.yaml';
const IMAGE = 'registry.acme.dev/payments';
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const builder = (): Builder => new Builder(world.forge.state, 'acme-ci');

/** A change is merged and carried into the docker repository; answers the commit there that CI is to build. */
async function dockerCommit(): Promise<{ code: string; commit: string }> {
  const { commit: code } = await world.merges('Retry transfers');
  await world.settled();
  await world.goesGreen(DOCKER, 'build');
  return { code, commit: await world.person('ada').tipOf(DOCKER, 'main') };
}

const digestIn = (text: string): string => /sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? '';

describe('Sluice learns the image of a docker commit', () => {
  it.each<[string, (commit: string) => Promise<string>, string | undefined]>([
    [
      'from a sluice-artifact dispatch',
      async (commit) => {
        const { digest } = world.builds('payments', commit);
        await world.person('acme-ci').dispatches(DOCKER, 'sluice-artifact', { v: 1, image: IMAGE, digest, commit });
        return digest;
      },
      undefined,
    ],
    [
      'from registry_package, for an image on ghcr.io',
      async (commit) => {
        const { digest } = world.builds('payments', commit, 'acme/payments');
        const labels = { 'org.opencontainers.image.revision': commit };
        builder().publishes(DOCKER, { name: 'payments', digest, tag: commit, labels });
        return Promise.resolve(digest);
      },
      'ghcr.io/acme',
    ],
    [
      'from a finished build, after which the registry is asked with a token',
      async (commit) => {
        const { digest } = world.builds('payments', commit);
        builder().builds(DOCKER, { sha: commit });
        return Promise.resolve(digest);
      },
      undefined,
    ],
  ])('%s, and moves the digest pin by a pull request that it merges', async (_, build, host) => {
    world = await World.chain({
      login: { users: { sluice: 'pull-only' }, anonymousPull: host !== undefined },
      ...(host === undefined ? {} : { host, pipeline: CHAIN_PIPELINE.replaceAll('registry.acme.dev', host) }),
    });
    const before = await world.file(MANIFESTS, KUSTOMIZATION);
    const { code, commit } = await dockerCommit();
    expect(await world.pulls(MANIFESTS)).toEqual([]);

    const digest = await build(commit);
    await world.settled();

    const pull = await world.pull(MANIFESTS);
    expect(pull).toMatchObject({ title: 'payments: Retry transfers', head: { ref: 'sluice/manifest/payments' } });
    expect(await world.file(MANIFESTS, KUSTOMIZATION, pull.head.ref)).toBe(before.replace(digestIn(before), digest));
    await world.goesGreen(MANIFESTS, 'lint');
    expect(digestIn(await world.file(MANIFESTS, KUSTOMIZATION))).toBe(digest);
    const [merged] = (await world.ledger({ kind: 'merged' })).slice(-1);
    expect(merged?.facts['entries']).toEqual([
      { component: 'payments', code, built: commit, digest, from: digestIn(before) },
    ]);
    expect(await world.app.tools.store.artifacts.of('acme/platform' as never, ['payments' as never], 1)).toMatchObject([
      { digest, builtFrom: { repo: DOCKER, commit }, source: code },
    ]);
  });

  it('says what it waits for while no image of the commit is known', async () => {
    world = await World.chain();
    const { commit } = await dockerCommit();

    expect(await world.explained()).toContain(`no image of ${DOCKER} ${commit.slice(0, 7)} is known yet`);
  });

  it('finds by its sweep what a lost report would have told', async () => {
    world = await World.chain();
    const { commit } = await dockerCommit();
    const { digest } = world.builds('payments', commit);

    await world.after(31 * 60_000);

    const pull = await world.pull(MANIFESTS);
    expect(await world.file(MANIFESTS, KUSTOMIZATION, pull.head.ref)).toContain(digest);
  });
});

describe('a report is refused, and its author is told why', () => {
  async function reported(
    said: (at: { commit: string; digest: string }) => Record<string, unknown>,
    from = DOCKER,
  ): Promise<string> {
    world = await World.chain({ login: { users: { sluice: 'pull-only' } } });
    const { commit } = await dockerCommit();
    const { digest } = world.builds('payments', commit);
    await world.person('acme-ci').dispatches(from, 'sluice-artifact', said({ commit, digest }));
    await world.settled();
    expect(await world.pulls(MANIFESTS)).toEqual([]);
    return commit;
  }

  it('when it comes from another repository than the one that builds the component', async () => {
    await reported(
      ({ commit, digest }) => ({ v: 1, component: 'payments', image: IMAGE, digest, commit }),
      'acme/ledger',
    );

    const [entry] = await world.ledger({ kind: 'artifact-refused' });
    expect(entry?.facts['reason']).toMatch(/payments.*built in acme\/ledger.*ledger is built in acme\/ledger/);
    expect(await world.explained()).toContain('from acme/ledger: no pipeline has a component "payments"');
  });

  it('when its commit is not on the default branch', async () => {
    world = await World.chain();
    await dockerCommit();
    const ada = world.person('ada');
    await ada.branches(DOCKER, 'try', 'main');
    const commit = await ada.commits(DOCKER, { branch: 'try', path: 'x', text: 'x', message: 'try' });
    const { digest } = world.builds('payments', commit);

    await world.person('acme-ci').dispatches(DOCKER, 'sluice-artifact', { v: 1, image: IMAGE, digest, commit });
    await world.settled();

    expect(await world.statusOn(DOCKER, commit, 'sluice/artifact')).toMatchObject({
      state: 'failure',
      description: `Refused: ${commit.slice(0, 7)} is not on the default branch of ${DOCKER}`,
    });
    expect(await world.pulls(MANIFESTS)).toEqual([]);
  });

  it('when the registry has no such image; a later report that is right takes the refusal back', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const commit = await reported((at) => ({ v: 1, image: IMAGE, digest, commit: at.commit }));

    expect(await world.statusOn(DOCKER, commit, 'sluice/artifact')).toMatchObject({
      state: 'failure',
      description: `Refused: ${IMAGE} has no image sha256:abababa`,
    });
    expect(await world.explained()).toContain(`from ${DOCKER}: ${IMAGE} has no image sha256:abababa`);
    const { digest: right } = world.builds('payments', commit);
    await world.person('acme-ci').dispatches(DOCKER, 'sluice-artifact', { v: 1, image: IMAGE, digest: right, commit });
    await world.settled();
    expect(await world.statusOn(DOCKER, commit, 'sluice/artifact')).toMatchObject({ state: 'success' });
    expect((await world.pull(MANIFESTS)).title).toBe('payments: Retry transfers');
  });

  it.each<[string, (at: { commit: string; digest: string }) => Record<string, unknown>, string]>([
    [
      'an unknown component',
      ({ commit, digest }) => ({ v: 1, component: 'paymnets', image: IMAGE, digest, commit }),
      `no pipeline has a component "paymnets" built in ${DOCKER}; payments is built in ${DOCKER}`,
    ],
    [
      'a digest that is none',
      ({ commit }) => ({ v: 1, image: IMAGE, digest: 'latest', commit }),
      'digest: "latest" is not a digest; write sha256: and 64 hexadecimal digits',
    ],
    [
      'another image than the component has',
      ({ commit, digest }) => ({ v: 1, component: 'payments', image: 'evil.example/payments', digest, commit }),
      `image "evil.example/payments" is not the image of payments (${IMAGE})`,
    ],
  ])('when it names %s', async (_, said, reason) => {
    const commit = await reported(said);

    expect((await world.ledger({ kind: 'artifact-refused' })).map(({ facts }) => facts['reason'])).toEqual([reason]);
    expect((await world.statusOn(DOCKER, commit, 'sluice/artifact'))?.state).toBe('failure');
  });

  it('once, however often it is delivered', async () => {
    world = await World.chain();
    world.forge.faults.add({ webhook: '*', do: 'duplicate' });
    const { commit } = await dockerCommit();

    await world.person('acme-ci').dispatches(DOCKER, 'sluice-artifact', { v: 1, image: IMAGE, digest: 'x', commit });
    await world.settled();

    expect(await world.ledger({ kind: 'artifact-refused' })).toHaveLength(1);
  });
});
