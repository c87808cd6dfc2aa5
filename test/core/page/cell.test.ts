import { describe, expect, it } from '@jest/globals';

import { known } from '../../../src/core/answer.ts';
import { NO_CONTROLS, type Hold } from '../../../src/core/controls/controls.ts';
import type { StageName } from '../../../src/core/names.ts';
import type { Cell } from '../../../src/core/page/cell/cell.ts';
import { cellOf } from '../../../src/core/page/cell/cell.ts';
import type { PageFacts } from '../../../src/core/page/page-facts.ts';
import type { Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import type { Reason } from '../../../src/core/promotion/plan-model.ts';
import type { Standing } from '../../../src/core/promotion/standing.ts';
import { A, B, entry, NOW, ONE, pageFacts, pipeline, REPO, standing, TWO } from './facts.ts';

function cellAt(stage: string, facts: Partial<PageFacts>): Cell | undefined {
  const model = pipeline();
  const [at] = model.stages.filter(({ name }) => name === stage);
  const [component] = model.components;
  return cellOf(pageFacts(facts), { pipeline: model, stage: at!, component: component! });
}

const holds = { value: ONE, code: A as never };
const newer = { value: TWO, code: B as never };
const docker = (commit: string): Standing =>
  standing('docker/payments', [{ holds: { value: commit, code: commit as never } }]);
const staging = (more: Partial<Standing> = {}): Standing =>
  standing('staging', [{ holds, runs: { ...holds, since: NOW - 7_200_000 } }], more);

/** Production copies from staging what has run there for two hours. */
function withProduction(): Pipeline {
  const model = pipeline();
  const [, copied] = model.stages;
  const environment = { ...copied!.environment!, gates: [{ soak: 7_200_000 }] };
  const from = { all: [copied!.name] };
  return { ...model, stages: [...model.stages, { ...copied!, name: 'production' as StageName, from, environment }] };
}

const heldBy = (hold: object): PageFacts['pipelines'] => [
  { repo: REPO, pipeline: pipeline(), problems: [], controls: known({ ...NO_CONTROLS, holds: [hold as Hold] }) },
];

const pull = {
  number: 9,
  title: 'staging: payments',
  url: 'https://github.com/acme/environments/pull/9',
  moves: [{ component: 'payments' as never, from: holds, to: newer }],
};
const reason = (how: Reason['standing'], about: string): Reason => ({
  standing: how,
  about: about as never,
  code: 'x',
  says: `${how} ${about}`,
});

describe('a cell', () => {
  it.each<[string, string, Partial<PageFacts>]>([
    ['unknown', 'before the first look', {}],
    ['unknown', 'where the pin could not be read', { standings: [standing('staging', [{ runs: holds }])] }],
    ['runs', 'where what the branch holds is deployed', { standings: [staging(), docker(A)] }],
    ['behind', 'where the stage before has something else', { standings: [staging(), docker(B)] }],
    ['behind', 'where a pull request moves it', { standings: [staging({ pullRequest: pull })] }],
    [
      'blocked',
      'where somebody has to act on the component',
      { standings: [staging({ reasons: [reason('blocked', 'payments')] })] },
    ],
    [
      'blocked',
      'where the lane that moves it is blocked',
      { standings: [staging({ pullRequest: pull, reasons: [reason('blocked', 'lane')] })] },
    ],
    [
      'runs',
      'where the lane is blocked over others',
      { standings: [staging({ reasons: [reason('blocked', 'lane'), reason('blocked', 'web')] })] },
    ],
    [
      'merged',
      'where nothing has said yet that it was deployed',
      { standings: [standing('staging', [{ holds: newer, runs: holds }])] },
    ],
    ['merged', 'where nothing was ever deployed', { standings: [standing('staging', [{ holds }])] }],
  ])('%s %s', (state, _, facts) => {
    expect(cellAt('staging', facts)?.state).toBe(state);
  });

  it('is failed while the last word about the deployment of what the branch holds is a failure', () => {
    const standings = [standing('staging', [{ holds: newer, runs: holds }])];
    const moved = { entries: [{ component: 'payments', digest: TWO }] };
    const failed = entry('deploy-failed', 'staging', moved);
    const others = entry('deploy-failed', 'staging', { entries: [{ component: 'web', digest: TWO }] });
    const earlier = entry('deploy-failed', 'staging', { entries: [{ component: 'payments', digest: ONE }] });

    const beside = entry('deploy-failed', 'staging', {
      entries: [{ component: 'payments', digest: TWO, state: 'deployed' }],
    });

    const stateAfter = (...entries: (typeof failed)[]) => cellAt('staging', { standings, entries })?.state;

    expect(stateAfter(failed)).toBe('failed');
    expect(stateAfter(failed, entry('merged', 'staging', moved))).toBe('merged');
    expect(stateAfter(failed, entry('deployed', 'staging', moved))).toBe('merged');
    expect(stateAfter(others)).toBe('merged');
    expect(stateAfter(beside)).toBe('merged');
    expect(stateAfter(earlier)).toBe('merged');
  });

  it('says which deployment failed', () => {
    const deployment = {
      standing: 'blocked',
      about: 'lane',
      code: 'deploy-failed',
      says: 'the deployment of abc to staging failed',
    } as const;
    const standings = [standing('staging', [{ holds: newer, runs: holds }], { reasons: [deployment] })];
    const failed = entry('deploy-failed', 'staging', { entries: [{ component: 'payments', digest: TWO }] });

    expect(cellAt('staging', { standings, entries: [failed] })).toMatchObject({
      state: 'failed',
      because: deployment.says,
    });
  });

  it('is held while somebody holds the component, and says who and why', () => {
    const hold = { stage: 'staging', component: 'payments', by: 'ada', at: 0, because: 'an audit' };

    expect(cellAt('staging', { standings: [staging()], pipelines: heldBy(hold) })).toMatchObject({
      state: 'held',
      calm: false,
      because: 'held by ada: an audit',
    });
    expect(cellAt('docker', { standings: [docker(A)], pipelines: heldBy(hold) })?.state).toBe('current');
  });

  it('is held with everything there only where it would move', () => {
    const pipelines = heldBy({ stage: 'staging', by: 'ada', at: 0 });

    expect(cellAt('staging', { standings: [staging(), docker(A)], pipelines })?.state).toBe('runs');
    expect(cellAt('staging', { standings: [staging(), docker(B)], pipelines })?.state).toBe('held');
  });

  it('is held while a rollback keeps it back', () => {
    const back = { ...reason('blocked', 'payments'), code: 'rolled-back' };

    expect(cellAt('staging', { standings: [staging({ reasons: [back] })] })).toMatchObject({
      state: 'held',
      because: 'blocked payments',
    });
  });

  it.each([
    ['soaking', 'while what runs before it has not run there for long enough', 90],
    ['behind', 'once it has', 121],
  ])('is %s %s', (state, _, minutesAgo) => {
    const runs = { ...newer, since: NOW - minutesAgo * 60_000 };
    const standings = [
      standing('staging', [{ holds: newer, runs }]),
      standing('production', [{ holds, runs: { ...holds, since: 0 } }]),
    ];
    const model = withProduction();
    const facts = pageFacts({ standings, pipelines: [{ repo: model.repo, pipeline: model, problems: [] }] });
    const cell = cellOf(facts, { pipeline: model, stage: model.stages[2]!, component: model.components[0]! });

    expect(cell?.state).toBe(state);
    expect(cell?.because).toBe(
      state === 'behind' ? undefined : 'bbbbbbb runs in staging and may be taken over in 30 min',
    );
  });

  it('shows what runs, and beside it what was merged and by which pull request', () => {
    const cell = cellAt('staging', {
      standings: [standing('staging', [{ holds: newer, runs: { ...holds, since: NOW - 60_000 } }])],
      entries: [entry('merged', 'staging', { entries: [{ component: 'payments', code: B, digest: TWO }] })],
    });

    expect(cell).toMatchObject({
      about: 'next',
      reference: {
        short: 'aaaaaaa',
        commit: A,
        digest: 'sha256:1111111',
        url: `https://github.com/acme/payments/commit/${A}`,
      },
      since: { ago: '1 min ago', iso: '2026-03-06T11:59:00Z' },
      next: {
        reference: { short: 'bbbbbbb' },
        change: { name: '#7', url: 'https://github.com/acme/environments/pull/7' },
      },
    });
    expect(cell?.change).toBeUndefined();
  });

  it('says since when a docker pin holds its commit: since the merge, which the ledger may have learned of later', () => {
    const merged = entry('merged', 'docker/payments', {
      entries: [{ component: 'payments', code: A }],
      at: NOW - 3_600_000,
    });

    expect(cellAt('docker', { standings: [docker(A)], entries: [merged] })).toMatchObject({
      state: 'current',
      since: { ago: '1 h ago' },
      change: { name: '#7' },
    });
  });

  it('prefers a tag, and has no time for what ran before Sluice came', () => {
    const cell = cellAt('staging', {
      standings: [standing('staging', [{ holds: { value: ONE, tag: 'v1.4.0' }, runs: { value: ONE, tag: 'v1.4.0' } }])],
    });

    expect(cell?.reference).toEqual({ short: 'v1.4.0', full: ONE, digest: 'sha256:1111111' });
    expect(cell?.since).toBeUndefined();
  });

  it('shortens a tag that is a commit, and leads to where the image was built from it', () => {
    const before = { value: ONE, tag: B };
    const cell = cellAt('staging', { standings: [standing('staging', [{ holds: before, runs: before }])] });

    expect(cell?.reference).toEqual({
      short: 'bbbbbbb',
      full: ONE,
      commit: B,
      digest: 'sha256:1111111',
      url: `https://github.com/acme/payments-docker/commit/${B}`,
    });
  });

  it('is none where the component does not go through the stage', () => {
    const model = pipeline();

    expect(
      cellOf(pageFacts(), { pipeline: model, stage: model.stages[0]!, component: model.components[1]! }),
    ).toBeUndefined();
  });

  it('takes entries of an older release, or of a foreign shape, without harm', () => {
    const odd = [
      {},
      { entries: 'x' },
      { entries: [null, 7, { component: 3 }, 'payments', { component: 'payments', code: 'x' }] },
    ];

    for (const facts of odd)
      expect(cellAt('staging', { standings: [staging()], entries: [entry('merged', 'staging', facts)] })?.state).toBe(
        'runs',
      );
  });
});
