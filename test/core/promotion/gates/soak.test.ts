import { describe, expect, it } from '@jest/globals';

import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { StatusStep } from '../../../../src/core/promotion/plan-model.ts';
import { codes, historyOf, NOW } from '../facts.ts';
import { commit, editsIn, fileOf, pinFile, planOf, saysOf, seenAs, type Answering } from '../release-facts.ts';
import { does, HOUR, MINUTE, production, type Production } from '../release/people.ts';
import { deployed, ended, heldAt, provenAgo, stagingWith } from '../release/staging.ts';
import { moving, other } from './others.ts';

const SOAK = { gates: [{ soak: 2 * HOUR }] };

const soaking = (ago: Parameters<typeof provenAgo>[0], { environment, ...change }: Production = {}): Facts =>
  production({ ...change, environment: { ...SOAK, ...environment }, upstream: { environment: provenAgo(ago) } });

describe('a stage with a soak', () => {
  it('takes over what the stage before has run for so long, to the millisecond', () => {
    expect(editsIn(planOf(soaking({ d: 2 * HOUR })))).toEqual({ 'production/payments.yaml': '2' });
    expect(does(planOf(soaking({ d: 2 * HOUR - 1 })))).toEqual([]);
  });

  it('says how long it still waits, and wakes then', () => {
    const decided = planOf(soaking({ d: 30 * MINUTE }));

    expect(codes(decided)).toEqual(['waiting soaking', 'waiting soaking']);
    expect(saysOf(decided, 'payments')).toBe('nothing has run in staging for 2 hours yet; the first is in 90 minutes');
    expect(decided.wake).toBe(NOW + 90 * MINUTE);
  });

  it('takes the newest that has run for long enough, and names what is newer', () => {
    const facts = soaking({ d: HOUR, c: 3 * HOUR, b: 9 * HOUR }, { offered: { payments: '3' } });
    const decided = planOf(facts, heldAt({ c: { payments: '2' } }));
    const [step] = decided.steps;

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
    expect(step?.do === 'publish' ? step.body.model['components'] : []).toMatchObject([
      { name: 'payments', lacks: 'sha256:3333333 runs in staging and may be taken over in 1 hour' },
    ]);
  });

  it('of a component that did not change lately takes it though others did', () => {
    const facts = soaking({ d: MINUTE, c: 3 * HOUR }, { offered: { payments: '2', web: '3' } });
    const decided = planOf(facts, heldAt({ c: { payments: '2', web: '1' } }));

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
    expect(saysOf(decided, 'web')).toMatch(/sha256:3333333 runs in staging and may be taken over in /);
  });

  it('wakes when what rests here is ripe there', () => {
    const facts = soaking({ d: HOUR, c: 3 * HOUR }, { offered: { payments: '2' } });
    const decided = planOf(facts, heldAt({ c: { payments: '1' } }));

    expect(does(decided)).toEqual([]);
    expect(decided.wake).toBe(NOW + HOUR);
  });

  it('counts from the success that no failure followed: a red re-run begins it again', () => {
    const words = [ended('success', HOUR), ended('failure', 2 * HOUR), ended('success', 9 * HOUR)];
    const environment = stagingWith(deployed('d', ...words));
    const decided = planOf(production({ environment: SOAK, upstream: { environment } }));

    expect(does(decided)).toEqual([]);
    expect(decided.wake).toBe(NOW + HOUR);
  });

  it('adds to what the stage before asks of itself', () => {
    const facts = soaking({ d: 2 * HOUR });
    const lane = {
      ...facts.lane,
      components: facts.lane.components.map((component) =>
        component.reads.of === 'stages'
          ? { ...component, reads: { ...component.reads, stages: component.reads.stages.map(slower) as never } }
          : component,
      ),
    };
    const decided = planOf({ ...facts, lane });

    expect(does(decided)).toEqual([]);
    expect(decided.wake).toBe(NOW + HOUR);
  });

  it('takes what an environment held before Sluice came, which nobody can say the age of', () => {
    const environment = { ...stagingWith(), hasMerged: false };

    expect(editsIn(planOf(production({ environment: SOAK, upstream: { environment } })))).toEqual({
      'production/payments.yaml': '2',
    });
  });

  it('takes nothing that failed there meanwhile, and says so', () => {
    const failed = deployed('d', ended('failure', 3 * HOUR, { description: 'no pod came up' }));
    const environment = stagingWith(failed, deployed('c', ended('success', 9 * HOUR)));
    const facts = production({ environment: SOAK, upstream: { environment } });
    const decided = planOf(facts, heldAt({ c: { payments: '1' } }));

    expect(does(decided)).toEqual([]);
    expect(saysOf(decided, 'payments')).toContain('sha256:2222222 failed in staging: no pod came up');
  });
});

const slower = <T>(stage: T): T => ({ ...stage, verifiedFor: HOUR });

const gates = (facts: Facts, answering: Answering): string[] =>
  planOf(facts, answering)
    .steps.filter((step): step is StatusStep => step.do === 'status')
    .map(({ state, description }) => `${state}: ${description}`);

describe('a person who moves pins of a stage with a soak', () => {
  const theirs = (facts: Facts): Facts => seenAs(facts, { others: [other()] });
  const early = theirs(soaking({ d: HOUR, c: 3 * HOUR }));
  const texts = heldAt({ c: { payments: '1' } });
  const both =
    (one: Answering): Answering =>
    (question) =>
      one(question) ?? texts(question);

  it('has the gate closed on what has not run long enough', () => {
    expect(gates(early, both(moving({ payments: '2' })))).toEqual([
      'pending: Production waits until payments sha256:2222222 has been proven for 2 hours in the stage before',
    ]);
  });

  it('has it open on what has', () => {
    const ripe = theirs(soaking({ d: 2 * HOUR }));

    expect(gates(ripe, moving({ payments: '2' }))).toContain('success: Every gate for moving pins is open.');
  });

  it('has it open on the way back to what the pin held before', () => {
    const files = [
      {
        ...fileOf('production', 'payments', '4'),
        history: historyOf(
          { commit: commit('e'), author: 'sluice[bot]', text: pinFile('payments', '4') },
          { commit: commit('d'), author: 'ada', text: pinFile('payments', '3') },
        ),
      },
      fileOf('production', 'web', '1'),
    ];

    expect(gates(seenAs(early, { files }), both(moving({ payments: '3' })))).toEqual([
      'success: Every gate for moving pins is open.',
    ]);
  });

  it('has it closed on what nobody knows to have run anywhere', () => {
    expect(gates(early, both(moving({ payments: '5' })))[0]).toMatch(/^pending: .*sha256:5555555/);
  });

  it('is asked for what the head holds once, and for nothing where there is no soak', () => {
    const asked: string[] = [];
    const noting: Answering = (question) => {
      if (question.ask === 'text') asked.push(question.commit[0] ?? '');
      return both(moving({ payments: '2' }))(question);
    };
    planOf(early, noting);
    planOf(theirs(production()), noting);

    expect(asked.toSorted()).toEqual(['c', 'f']);
  });
});
