import { describe, expect, it } from '@jest/globals';

import { known, unknown } from '../../../src/core/answer.ts';
import type { EnvironmentState } from '../../../src/core/environments/environment-state.ts';
import { repoName } from '../../../src/core/names.ts';
import type { Facts, UpstreamStage } from '../../../src/core/promotion/facts.ts';
import type { Plan } from '../../../src/core/promotion/plan-model.ts';
import { deployment, status } from '../environments/release.ts';
import { codes, historyOf, NOW } from './facts.ts';
import {
  builtOf,
  commit,
  decide,
  editsIn,
  fileOf,
  image,
  laneOf,
  OPEN_TO_ALL,
  payments,
  pinFile,
  planOf,
  releaseFacts,
  saysOf,
  textsOf,
  type Answering,
  type Change,
  type Held,
} from './release-facts.ts';

const lane = laneOf('production');

/** Production copies from staging; what staging's branch held at commits, by the commit's character. */
const texts =
  (held: Record<string, Held>): Answering =>
  (question) => {
    if (question.ask !== 'text') return undefined;
    const there = held[question.commit[0] ?? ''];
    if (there === undefined) throw new Error(`nobody needs what ${question.commit[0]} held`);
    return known(Object.fromEntries(textsOf('staging', there, lane)));
  };

/** Staging's branch has the commits d, c and b, newest first. */
const staging = (change: Partial<EnvironmentState>): Partial<UpstreamStage> => ({
  environment: {
    commits: [commit('d'), commit('c'), commit('b')],
    deployments: [],
    hasMerged: true,
    ...change,
  },
});

const production = (change: Change & { deployments?: EnvironmentState['deployments'] } = {}): Facts =>
  releaseFacts({
    stage: 'production',
    ...change,
    upstream: staging({ deployments: change.deployments ?? [] }),
  });

const outcome = (decided: Plan): string => saysOf(decided, 'payments') ?? JSON.stringify(editsIn(decided));

describe('what an environment offers to those who copy', () => {
  it('is what its branch held at the newest commit that was deployed with success', () => {
    const deployments = [deployment('d', status('in_progress')), deployment('c', status('success'))];
    const facts = production({ deployments, offered: { payments: '3' } });

    const decided = planOf(facts, texts({ c: { payments: '2' } }));

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
  });

  it('is read from the look where its newest commit is proven: nothing is asked but the range', () => {
    const facts = production({ deployments: [deployment('d', status('success'))] });

    expect(decide(facts).rounds).toEqual([['range']]);
  });

  it.each<[string, EnvironmentState['deployments'], Record<string, Held>, string]>([
    [
      'a failed deployment offers what ran before',
      [deployment('d', status('failure')), deployment('c', status('success'))],
      { c: { payments: '1' } },
      'acme/environments already holds sha256:1111111, what runs in staging; sha256:2222222 failed in staging',
    ],
    [
      'a green re-run of a failed one offers it',
      [deployment('d', status('success', { at: NOW }), status('failure', { at: NOW - 9 }))],
      {},
      '{"production/payments.yaml":"2"}',
    ],
    [
      'a red re-run of a green one takes it back',
      [deployment('d', status('failure', { at: NOW }), status('success', { at: NOW - 9 }))],
      {},
      'nothing is proven in staging yet: no deployment there has succeeded since Sluice first released to it',
    ],
    [
      'what a later deployment made inactive stays proven',
      [deployment('d', status('inactive', { at: NOW }), status('success', { at: NOW - 9 }))],
      {},
      '{"production/payments.yaml":"2"}',
    ],
    [
      'a deployment of a commit that is not on the branch proves nothing',
      [deployment('f', status('success'))],
      {},
      'nothing is proven in staging yet: no deployment there has succeeded since Sluice first released to it',
    ],
  ])('after %s', (_, deployments, held, says) => {
    expect(outcome(planOf(production({ deployments }), texts(held)))).toBe(says);
  });

  it('is what its branch holds where Sluice sees it for the first time', () => {
    const facts = releaseFacts({ stage: 'production', upstream: staging({ hasMerged: false }) });

    expect(editsIn(planOf(facts))).toEqual({ 'production/payments.yaml': '2' });
  });

  it('is nothing once a release was merged there and no deployment has succeeded', () => {
    const decided = planOf(production());

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual(['waiting not-proven', 'waiting not-proven']);
  });

  it('says of a component what is merged before it and does not run there yet', () => {
    const facts = production({ deployments: [deployment('c', status('success'))], offered: { payments: '3' } });
    const [step] = planOf(facts, texts({ c: { payments: '2' } })).steps;

    expect(step?.do === 'publish' ? step.body.model['components'] : undefined).toMatchObject([
      { name: 'payments', to: '2222222', lacks: 'sha256:3333333 is merged into staging and not deployed there yet' },
    ]);
  });

  it('is not known where what it held cannot be read: nothing moves, and it is looked for in a minute', () => {
    const facts = production({ deployments: [deployment('c', status('success'))] });

    const decided = planOf(facts, ({ ask }) => (ask === 'text' ? unknown('GitHub answered 502') : undefined));

    expect(decided).toMatchObject({ steps: [], wake: NOW + 60_000 });
    expect(codes(decided)).toEqual(['waiting upstream-unknown', 'waiting upstream-unknown']);
  });

  it('is asked for once, however many components copy it', () => {
    const facts = production({ deployments: [deployment('c', status('success'))], offered: { web: '2' } });

    expect(decide(facts, texts({ c: { payments: '2', web: '2' } })).rounds).toEqual([['text'], ['range', 'range']]);
  });

  it('is found in three batches at most, though nobody told of any image', () => {
    const deployments = [deployment('c', status('success'))];
    const facts = { ...production({ deployments }), artifacts: [] };
    const built: Answering = (question) =>
      question.ask === 'artifact' ? known(builtOf(question.component, question.digest[7] ?? '')) : undefined;

    const { rounds, plan } = decide(facts, (question) => built(question) ?? texts({ c: { payments: '2' } })(question));

    expect(rounds).toEqual([['text'], ['artifact', 'artifact'], ['range']]);
    expect(editsIn(plan)).toEqual({ 'production/payments.yaml': '2' });
  });
});

describe('the builds of a branch', () => {
  const manifest = (change: Change = {}): Facts =>
    releaseFacts({ stage: 'manifest', components: [payments], ...change });
  const builds = (commits: string[]) =>
    new Map([
      [
        payments,
        known({
          of: 'builds' as const,
          repo: repoName('acme/payments'),
          ...OPEN_TO_ALL,
          branch: 'main' as never,
          commits: commits.map(commit),
        }),
      ],
    ]);

  it('offer the newest commit of which an image is known, and say what is newer', () => {
    const facts = manifest({ facts: { upstream: builds(['4', '3', '2', '1']) } });
    const artifacts = facts.artifacts.filter(({ digest }) => digest !== image('4'));

    const [step] = planOf({ ...facts, artifacts }).steps;

    expect(step?.do === 'publish' ? step.body.model['components'] : undefined).toMatchObject([
      { to: '3333333', lacks: 'no image of acme/payments 4444444 is known yet' },
    ]);
  });

  it('are waited for where none is known, with the way on', () => {
    const facts = manifest({ facts: { artifacts: [] } });

    expect(planOf(facts).reasons).toEqual([
      {
        about: 'payments',
        standing: 'waiting',
        code: 'not-built',
        says: 'no image of acme/payments 2222222 is known yet',
        next: 'have its build report the image by a sluice-artifact dispatch, or name the build in the pipeline',
      },
    ]);
  });

  it('of one commit count by what was learned last', () => {
    const facts = manifest();
    const again = builtOf('payments', '2', { digest: image('7') });

    expect(editsIn(planOf({ ...facts, artifacts: [again, ...facts.artifacts] }))).toEqual({
      'manifest/payments.yaml': '7',
    });
  });

  it('of another component, or from another repository, are not taken', () => {
    const facts = manifest();
    const fork = builtOf('payments', '2', { builtFrom: { repo: repoName('ada/payments'), commit: commit('2') } });

    const decided = planOf({ ...facts, artifacts: [fork, builtOf('web', '2')] });

    expect(codes(decided)).toEqual(['waiting not-built']);
  });

  it('of the same code never go back to the one that was built before', () => {
    const facts = manifest({ held: { payments: '3' }, facts: { upstream: builds(['3', '2']) } });
    const artifacts = facts.artifacts
      .filter(({ digest }) => digest !== image('3'))
      .map((one) => ({ ...one, source: commit('1') }));
    const held = builtOf('payments', '3', { source: commit('1') });
    const elsewhere = { ...held, builtFrom: { ...held.builtFrom, repo: repoName('acme/old-builds') } };

    const decided = planOf({ ...facts, artifacts: [elsewhere, ...artifacts] });

    expect(codes(decided)).toEqual(['blocked would-move-back']);
    expect(saysOf(decided, 'payments')).toBe(
      'the pin holds a later build of 1111111 than sha256:2222222; nothing moves back',
    );
  });
});

describe('an image that a pin held before somebody took it back', () => {
  const times = (n: number) =>
    Array.from({ length: n }, (_, index) => ({
      commit: commit('e'),
      author: 'grace',
      text: pinFile('payments', '1'),
      before: pinFile('payments', String(index + 2)),
    }));

  it('is asked for in one round with all the others, however often the pin went back and forth', () => {
    const files = [{ ...fileOf('staging', 'payments', '1'), history: historyOf(...times(4)) }];
    const facts = releaseFacts({ components: [payments], offered: { payments: '5' }, here: { files } });
    const nothingKnown = { ...facts, artifacts: [] };
    const built: Answering = (question) =>
      question.ask === 'artifact' ? known(builtOf(question.component, question.digest[7] ?? '')) : undefined;

    const { rounds, plan } = decide(nothingKnown, built);

    expect(rounds).toEqual([['artifact', 'artifact', 'artifact', 'artifact', 'artifact'], ['range']]);
    expect(codes(plan)).toEqual(['blocked rolled-back']);
  });

  it('holds nothing where nobody can name it', () => {
    const files = [{ ...fileOf('staging', 'payments', '1'), history: historyOf(...times(1)) }];
    const facts = releaseFacts({ components: [payments], offered: { payments: '3' }, here: { files } });
    const artifacts = facts.artifacts.filter(({ digest }) => digest !== image('2'));

    expect(editsIn(planOf({ ...facts, artifacts }))).toEqual({ 'staging/payments.yaml': '3' });
  });

  it('closes the way while nobody can be asked', () => {
    const files = [{ ...fileOf('staging', 'payments', '1'), history: historyOf(...times(1)) }];
    const facts = releaseFacts({ components: [payments], offered: { payments: '3' }, here: { files } });
    const artifacts = facts.artifacts.filter(({ digest }) => digest !== image('2'));

    const decided = planOf({ ...facts, artifacts }, ({ ask }) =>
      ask === 'artifact' ? unknown('it is away') : undefined,
    );

    expect(codes(decided)).toEqual(['waiting artifact-unknown']);
    expect(decided.wake).toBe(NOW + 60_000);
  });
});
