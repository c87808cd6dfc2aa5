import { expect, it } from '@jest/globals';
import { commitSha, componentName, repoName, stageName } from '../../../src/core/names.ts';
import type { LaneId } from '../../../src/core/names.ts';
import type { Standing } from '../../../src/core/promotion/standing.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { HOSTILE } from './hostile.ts';

const pipeline = repoName('acme/pipeline');
const lane = (text: string): LaneId => text as LaneId;

const staging: Standing = {
  lane: lane('acme/pipeline:staging/api'),
  pipeline,
  stage: stageName('staging'),
  kind: 'docker',
  repo: repoName('acme/environments'),
  at: 1_763_000_000_123,
  reasons: [],
  components: [],
};

const open: Standing = {
  ...staging,
  wake: 1_763_000_060_123,
  pullRequest: {
    number: 7,
    title: HOSTILE.title,
    url: 'https://github.com/acme/environments/pull/7',
    moves: [
      {
        component: componentName('api'),
        from: { value: 'old' },
        to: { value: 'new', code: commitSha('1'.repeat(40)) },
      },
    ],
  },
  components: [
    {
      name: componentName('api'),
      code: repoName('acme/api'),
      holds: { value: 'old', tag: 'v1' },
      runs: { value: 'old', since: 1_762_000_000_000 },
    },
  ],
};

/** The sentences of the Standings port. */
export function standingsContract(store: () => OpenStore): void {
  const lanes = async (...query: Parameters<OpenStore['standings']['all']>): Promise<LaneId[]> =>
    (await store().standings.all(...query)).map((standing) => standing.lane);
  const put = (text: string): Promise<void> =>
    store().standings.put({ ...staging, lane: lane(text), pipeline: repoName(text.slice(0, text.indexOf(':'))) });

  it('a lane stands as it was put, whatever strangers wrote into a title', async () => {
    expect(await store().standings.get(open.lane)).toBeUndefined();

    await store().standings.put(open);

    expect(await store().standings.get(open.lane)).toEqual(open);
    expect(await store().standings.all()).toEqual([open]);
  });

  it('a later look, or one of the same instant, replaces all that was known', async () => {
    await store().standings.put(open);
    await store().standings.put(staging);
    expect(await store().standings.get(staging.lane)).toEqual(staging);

    const later = { ...open, at: staging.at + 1 };
    await store().standings.put(later);
    expect(await store().standings.all()).toEqual([later]);
  });

  it('a look that was overtaken replaces nothing', async () => {
    await store().standings.put(staging);
    await store().standings.put({ ...open, at: staging.at - 1 });

    expect(await store().standings.all()).toEqual([staging]);
  });

  it('lanes are listed by their id, byte by byte, of one pipeline or of all', async () => {
    const pipelines = ['acme/pipeline:staging', 'acme/pipeline:prod/web', 'acme/pipeline:prod', 'acme/pipeline-2:dev'];
    for (const text of [...pipelines, 'Zoo/pipeline:dev', 'acme/pipeline:prod-2']) await put(text);

    expect(await lanes()).toEqual([
      'Zoo/pipeline:dev',
      'acme/pipeline-2:dev',
      'acme/pipeline:prod',
      'acme/pipeline:prod-2',
      'acme/pipeline:prod/web',
      'acme/pipeline:staging',
    ]);
    expect(await lanes(repoName('acme/pipeline-2'))).toEqual(['acme/pipeline-2:dev']);
    expect(await lanes(repoName('acme/other'))).toEqual([]);
  });

  it('lanes that a pipeline has no more are forgotten, those of others stay', async () => {
    for (const text of ['acme/pipeline:dev', 'acme/pipeline:prod', 'acme/other:dev']) await put(text);

    await store().standings.keepOnly(pipeline, [lane('acme/pipeline:prod'), lane('acme/pipeline:new')]);
    expect(await lanes()).toEqual(['acme/other:dev', 'acme/pipeline:prod']);

    await store().standings.keepOnly(pipeline, []);
    expect(await lanes()).toEqual(['acme/other:dev']);
  });
}
