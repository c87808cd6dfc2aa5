import { describe, expect, it } from '@jest/globals';

import type { DeploymentFact } from '../../../../src/core/environments/environment-state.ts';
import { believed, believes } from '../../../../src/core/environments/deployments/believed.ts';
import { ownWords } from '../../../../src/core/environments/deployments/signals.ts';
import type { CiSignal } from '../../../../src/core/pipeline/ci-signal.ts';
import type { DeploySignal } from '../../../../src/core/pipeline/pipeline.ts';
import type { SignalFact } from '../../../../src/core/promotion/questions.ts';
import {
  deployment,
  deploymentOf,
  ENVIRONMENTS,
  factsOf,
  follow,
  id,
  MERGED_AT,
  MINUTE,
  move,
  payments,
  pipelineOf,
  planned,
  status,
  stepsOf,
  web,
  type Change,
} from '../release.ts';

const KEY = `deploy:${ENVIRONMENTS}#41`;
const WORKFLOW: DeploySignal = { signal: 'workflow', workflow: '.github/workflows/deploy.yml' };
const FLUX: DeploySignal = { signal: 'status', context: 'flux/staging' };
const PINS = { a: { payments: '1' }, b: { payments: '2' }, c: { payments: '2' } };

const ours = (commit: string, change: Partial<DeploymentFact> = {}): DeploymentFact => ({
  ...deployment(commit),
  key: KEY,
  ...change,
});

/** The release of #41, in an environment that believes these signals; its deployment is made. */
const releasedBy = (signals: DeploySignal[], change: Change = {}): ReturnType<typeof factsOf> =>
  factsOf({
    pipeline: pipelineOf({ policy: { deployedBy: signals } }),
    ...change,
    environment: { deployments: [ours('b')], ...change.environment },
  });

const signal = (commit: string, change: Partial<SignalFact> = {}): SignalFact => ({
  commit: id(commit),
  from: 'workflow deploy.yml',
  state: 'success',
  at: MERGED_AT + 3 * MINUTE,
  ...change,
});

const asked = (facts: ReturnType<typeof factsOf>): string[] =>
  follow(facts, { pins: PINS }).asked.filter((key) => key.startsWith('signals:'));

describe('what is asked', () => {
  it('is nothing where deployment statuses alone are believed', () => {
    expect(asked(releasedBy([{ signal: 'deployment-status' }]))).toEqual([]);
  });

  it('is nothing before there is a deployment to write the answer on', () => {
    expect(asked(releasedBy([WORKFLOW], { environment: { deployments: [] } }))).toEqual([]);
  });

  it('is how the workflow and the status of the merge ended', () => {
    expect(asked(releasedBy([WORKFLOW, FLUX]))).toEqual([
      `signals:${ENVIRONMENTS}:${id('b')}:.github/workflows/deploy.yml::flux/staging`,
    ]);
  });

  it('is the same of the three newest commits that people pushed on top of it', () => {
    const commits = ['f', 'e', 'd', 'c', 'b', 'a'].map(id);

    expect(asked(releasedBy([FLUX], { environment: { commits } }))).toEqual([
      `signals:${ENVIRONMENTS}:${['b', 'f', 'e', 'd'].map(id).join(':')}::flux/staging`,
    ]);
  });

  it('is nothing of commits from the next release on, which asks for itself', () => {
    const commits = ['d', 'c', 'b', 'a'].map(id);
    const releases = [{ number: 42, commit: id('c'), at: MERGED_AT + MINUTE, entries: [], deployed: [] }];

    expect(asked(releasedBy([FLUX], { environment: { commits }, releases }))).toEqual([
      `signals:${ENVIRONMENTS}:${id('b')}::flux/staging`,
    ]);
  });
});

it('what is asked includes a later commit that has a deployment already, where the release got none', () => {
  const commits = [id('c'), id('b'), id('a')];
  const environment = { commits, deployments: [ours('c', { key: 'deploy:label' })] };
  const plan = planned(releasedBy([FLUX], { environment }), { signals: [signal('c')], pins: PINS });

  expect(stepsOf(plan, 'report').map((step) => step.deployment)).toEqual([ours('c').id]);
});

describe('what is written', () => {
  it('is the end of the workflow, with its time, on the deployment of the release', () => {
    const plan = planned(releasedBy([WORKFLOW]), { signals: [signal('b', { url: 'https://ci.acme.dev/7' })] });

    expect(stepsOf(plan, 'report')).toEqual([
      {
        do: 'report',
        key: `report:${ours('b').id}:success:${MERGED_AT + 3 * MINUTE}`,
        deployment: ours('b').id,
        state: 'success',
        description: 'workflow deploy.yml, 2026-03-02T09:03:00.000Z',
        url: 'https://ci.acme.dev/7',
      },
    ]);
    expect(plan.state).toBe('merged');
  });

  it('is nothing once it stands there, and then it counts', () => {
    const said = status('success', { byUs: true, description: 'workflow deploy.yml, 2026-03-02T09:03:00.000Z' });
    const environment = { deployments: [ours('b', { statuses: [said] })] };
    const plan = planned(releasedBy([WORKFLOW], { environment }), { signals: [signal('b')], pins: PINS });

    expect(stepsOf(plan, 'report')).toEqual([]);
    expect(plan.state).toBe('deployed');
  });

  it('is nothing where a later word stands there, whoever said it: the last one counts', () => {
    const statuses = [status('failure', { at: MERGED_AT + 4 * MINUTE })];
    const environment = { deployments: [ours('b', { statuses })] };
    const plan = planned(releasedBy([WORKFLOW, { signal: 'deployment-status' }], { environment }), {
      signals: [signal('b')],
    });

    expect(stepsOf(plan, 'report')).toEqual([]);
    expect(plan.state).toBe('failed');
  });

  it('is written where somebody has said the same before, or only that it goes on', () => {
    const statuses = [status('success', { at: MERGED_AT + 2 * MINUTE }), status('in_progress')];
    const environment = { deployments: [ours('b', { statuses })] };

    expect(
      stepsOf(planned(releasedBy([WORKFLOW], { environment }), { signals: [signal('b')] }), 'report'),
    ).toHaveLength(1);
  });

  it('is the last word where several signals are believed', () => {
    const signals = [
      signal('b', {
        at: MERGED_AT + 4 * MINUTE,
        state: 'failure',
        from: 'status flux/staging',
        says: 'web is not ready',
      }),
      signal('b'),
    ];

    expect(stepsOf(planned(releasedBy([WORKFLOW, FLUX]), { signals }), 'report')).toMatchObject([
      { state: 'failure', description: 'web is not ready (status flux/staging, 2026-03-02T09:04:00.000Z)' },
    ]);
  });

  it('fits into what GitHub takes, and keeps who said it and when', () => {
    const signals = [signal('b', { says: 'x'.repeat(500) }), signal('b', { from: `status ${'y'.repeat(300)}` })];
    for (const one of signals) {
      const [step] = stepsOf(planned(releasedBy([FLUX]), { signals: [one] }), 'report');
      expect(step?.description.length).toBe(140);
      expect(step?.description).toMatch(/, 2026-03-02T09:03:00\.000Z\)?$/);
    }
  });

  it('is said of each component where each is deployed by itself', () => {
    const entries = [move(payments, '1', '2'), move(web, '1', '2')];
    const deployments = [deploymentOf(payments, 'b'), deploymentOf(web, 'b')];
    const facts = releasedBy([WORKFLOW], { entries, environment: { deployments } });

    expect(stepsOf(planned(facts, { signals: [signal('b')] }), 'report').map((step) => step.deployment)).toEqual(
      deployments.map((one) => one.id),
    );
  });

  it('is said of a deployment of the later commit that the signal is about, which is made first', () => {
    const commits = [id('c'), id('b'), id('a')];
    const first = planned(releasedBy([FLUX], { environment: { commits } }), { signals: [signal('c')], pins: PINS });
    const [made] = stepsOf(first, 'deploy');
    expect(made).toMatchObject({ key: `${KEY}@${id('c')}`, commit: id('c'), payload: { key: `${KEY}@${id('c')}` } });
    expect(stepsOf(first, 'report')).toEqual([]);

    const deployments = [ours('c', { key: made?.key ?? '' }), ours('b')];
    const environment = { commits, deployments };
    const second = planned(releasedBy([FLUX], { environment }), { signals: [signal('c')], pins: PINS });
    expect(stepsOf(second, 'deploy')).toEqual([]);
    expect(stepsOf(second, 'report').map((step) => step.deployment)).toEqual([ours('c').id]);
  });
});

describe('signals that cannot be read', () => {
  const unheard = (minutes: number) =>
    planned(releasedBy([WORKFLOW], { minutes }), { unreadable: (question) => question === 'signals', pins: PINS });

  it('are read again in a minute while they are due, and nobody is told anything of it', () => {
    expect(unheard(10)).toMatchObject({ settled: false, reasons: [{ code: 'follow-up-unread' }] });
    expect(unheard(10).wake).toBe(MERGED_AT + 11 * MINUTE);
  });

  it('are read hourly after that, and no more after a day', () => {
    expect(unheard(31).wake).toBe(MERGED_AT + 91 * MINUTE);
    expect(unheard(25 * 60).wake).toBeUndefined();
  });

  it('keep nothing open that is decided', () => {
    const statuses = [status('success', { byUs: true })];
    const decided = planned(releasedBy([WORKFLOW], { environment: { deployments: [ours('b', { statuses })] } }), {
      unreadable: (question) => question === 'signals',
      pins: PINS,
    });

    expect(decided).toMatchObject({ state: 'deployed', settled: true });
    expect(decided.wake).toBeUndefined();
  });
});

describe('what a signal said of itself', () => {
  const policy = { deployedBy: [WORKFLOW, FLUX, { signal: 'status' as const, context: 'flux (payments)' }] };

  it.each([
    ['web is not ready (status flux/staging, 2026-03-02T09:04:00.000Z)', 'web is not ready'],
    ['web is not ready (status flux (payments), 2026-03-02T09:04:00.000Z)', 'web is not ready'],
    ['workflow deploy.yml, 2026-03-02T09:04:00.000Z', ''],
    ['web: CrashLoopBackOff', 'web: CrashLoopBackOff'],
    ['of another name, 2026-03-02T09:04:00.000Z', 'of another name, 2026-03-02T09:04:00.000Z'],
    ['', ''],
  ])('%s: %s', (description, says) => {
    expect(ownWords(description, policy)).toBe(says);
  });

  it('is all that accuses, of a status that Sluice wrote', () => {
    const description = 'not ready (status payments, 2026-03-02T09:03:00.000Z)';
    const entries = [move(payments, '1', '2'), move(web, '1', '2')];
    const failed = (change: object) =>
      planned(
        releasedBy([{ signal: 'status', context: 'payments' }], {
          entries,
          environment: { deployments: [ours('b', { statuses: [status('failure', { description, ...change })] })] },
        }),
        { pins: { b: { payments: '2', web: '2' } } },
      ).entries.map(({ state }) => state);

    expect(failed({ byUs: true })).toEqual(['failed', 'failed']);
    expect(failed({})).toEqual(['failed', 'merged']);
  });
});

describe('a release that is deployed', () => {
  const said = status('success', { byUs: true, description: 'workflow deploy.yml, 2026-03-02T09:03:00.000Z' });
  const commits = [id('c'), id('b'), id('a')];
  const environment = { commits, deployments: [ours('b', { statuses: [said] })] };
  const signals = [signal('b'), signal('c', { at: MERGED_AT + 9 * MINUTE })];

  it('goes on to what people have moved since, so that it is proven too', () => {
    const pins = { ...PINS, c: { payments: '3' } };
    const plan = planned(releasedBy([WORKFLOW], { environment }), { signals, pins });

    expect(plan.state).toBe('deployed');
    expect(stepsOf(plan, 'deploy')).toMatchObject([{ commit: id('c') }]);
  });

  it('leaves alone what moves no pin', () => {
    expect(stepsOf(planned(releasedBy([WORKFLOW], { environment }), { signals, pins: PINS }), 'deploy')).toEqual([]);
  });
});

describe('whose word an environment takes', () => {
  it.each<[DeploySignal, CiSignal, boolean]>([
    [WORKFLOW, { workflow: 'deploy.yml' }, true],
    [{ signal: 'workflow', workflow: 'deploy.yml' }, { workflow: '.github/workflows/deploy.yml' }, true],
    [WORKFLOW, { workflow: 'deploy.yml@refs/heads/main' }, true],
    [WORKFLOW, { workflow: '.github/workflows/build.yml' }, false],
    [WORKFLOW, { status: 'deploy.yml' }, false],
    [FLUX, { status: 'flux/staging' }, true],
    [FLUX, { status: 'flux/production' }, false],
    [{ signal: 'deployment-status' }, { status: 'deployment-status' }, false],
  ])('%j and %j: %s', (one, heard, isTaken) => {
    expect(believes({ deployedBy: [one] }, heard)).toBe(isTaken);
  });

  const statuses = [status('success', { byUs: true }), status('failure')];
  const seen = { commits: [id('b')], hasMerged: true, deployments: [ours('b', { statuses })] };

  it('are the deployment statuses of everybody where the pipeline says so', () => {
    expect(believed(seen, { deployedBy: [FLUX, { signal: 'deployment-status' }] })).toEqual(seen);
  });

  it('are those alone that Sluice wrote where it does not, on deployments of its own', () => {
    const theirs = { ...seen, deployments: [...seen.deployments, deployment('b', status('success', { byUs: true }))] };

    expect(believed(theirs, { deployedBy: [FLUX] }).deployments).toEqual([
      ours('b', { statuses: [status('success', { byUs: true })] }),
    ]);
  });
});
