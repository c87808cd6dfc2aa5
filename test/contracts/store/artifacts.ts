import { expect, it } from '@jest/globals';
import { commitSha, componentName, repoName } from '../../../src/core/names.ts';
import type { Digest } from '../../../src/core/names.ts';
import type { LearnedArtifact } from '../../../src/ports/store/artifacts.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { HOSTILE } from './hostile.ts';

const pipeline = repoName('acme/pipeline');
const [api, web] = [componentName('api'), componentName('web')];
const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}` as Digest;

const build: LearnedArtifact = {
  pipeline,
  component: api,
  image: 'registry.example/acme/api',
  digest: digest('a'),
  builtFrom: { repo: repoName('acme/api-docker'), commit: commitSha('1'.repeat(40)) },
  source: commitSha('2'.repeat(40)),
  learnedAt: 100,
  by: 'report',
};

/** The sentences of the Artifacts port. */
export function artifactsContract(store: () => OpenStore): void {
  const digestsOf = async (...query: Parameters<OpenStore['artifacts']['of']>): Promise<string[]> =>
    (await store().artifacts.of(...query)).map((found) => `${found.component} ${found.digest.at(-1)}`);

  it('a build comes back as it was learned, whatever its registry calls it', async () => {
    const learned = { ...build, tag: HOSTILE.title, version: '1.2.3', learnedAt: 1_763_000_000_123 };

    expect(await store().artifacts.add(learned)).toBe(true);

    expect(await store().artifacts.of(pipeline, [api], 10)).toEqual([learned]);
    expect(await store().artifacts.withDigest(pipeline, api, learned.digest)).toEqual(learned);
  });

  it('a build that is known already is not added again, and keeps how it was learned first', async () => {
    await store().artifacts.add(build);

    expect(await store().artifacts.add({ ...build, learnedAt: 200, by: 'lookup', tag: 'later' })).toBe(false);

    expect(await store().artifacts.of(pipeline, [api], 10)).toEqual([build]);
  });

  it('another digest, commit, repository, component or pipeline is another build', async () => {
    const others: LearnedArtifact[] = [
      { ...build, digest: digest('b') },
      { ...build, builtFrom: { ...build.builtFrom, commit: commitSha('3'.repeat(40)) } },
      { ...build, builtFrom: { ...build.builtFrom, repo: repoName('acme/other-docker') } },
      { ...build, component: web },
      { ...build, pipeline: repoName('acme/other') },
    ];
    await store().artifacts.add(build);

    const added = [];
    for (const other of others) added.push(await store().artifacts.add(other));

    expect(added).toEqual([true, true, true, true, true]);
    expect(await store().artifacts.of(pipeline, [api], 10)).toEqual([others[2], others[1], others[0], build]);
  });

  it('the newest builds of each component are found, those learned last first', async () => {
    for (const [component, digit, learnedAt] of [
      [api, '3', 300],
      [api, '1', 100],
      [web, '4', 250],
      [api, '2', 200],
      [web, '5', 350],
      [web, '6', 150],
    ] as const) {
      await store().artifacts.add({ ...build, component, digest: digest(digit), learnedAt });
    }

    expect(await digestsOf(pipeline, [api, web], 2)).toEqual(['web 5', 'api 3', 'web 4', 'api 2']);
    expect(await digestsOf(pipeline, [web, api, web], 1)).toEqual(['web 5', 'api 3']);
    expect(await digestsOf(pipeline, [api], 10)).toEqual(['api 3', 'api 2', 'api 1']);
  });

  it('of builds learned in one instant, the one that was added last comes first', async () => {
    for (const digit of ['2', '3', '1']) await store().artifacts.add({ ...build, digest: digest(digit) });

    expect(await digestsOf(pipeline, [api], 2)).toEqual(['api 1', 'api 3']);
  });

  it('components and pipelines without a build have none', async () => {
    await store().artifacts.add(build);

    expect(await store().artifacts.of(pipeline, [], 10)).toEqual([]);
    expect(await store().artifacts.of(pipeline, [web], 10)).toEqual([]);
    expect(await store().artifacts.of(repoName('acme/other'), [api], 10)).toEqual([]);
  });

  it('a digest is found under its own pipeline and component only', async () => {
    await store().artifacts.add(build);

    expect(await store().artifacts.withDigest(pipeline, api, digest('b'))).toBeUndefined();
    expect(await store().artifacts.withDigest(pipeline, web, build.digest)).toBeUndefined();
    expect(await store().artifacts.withDigest(repoName('acme/other'), api, build.digest)).toBeUndefined();
  });

  it('of two commits that built the same bytes, the one learned last is found', async () => {
    const from = (digit: string, learnedAt: number): LearnedArtifact => {
      const commit = commitSha(digit.repeat(40));
      return { ...build, builtFrom: { ...build.builtFrom, commit }, learnedAt };
    };
    for (const [digit, at] of Object.entries({ 4: 200, 5: 300, 6: 100 })) await store().artifacts.add(from(digit, at));

    expect(await store().artifacts.withDigest(pipeline, api, build.digest)).toEqual(from('5', 300));
  });
}
