import { describe, expect, it } from '@jest/globals';

import { known, unknown } from '../../../../src/core/answer.ts';
import { stageName } from '../../../../src/core/names.ts';
import { Lineage } from '../../../../src/core/text/trailers.ts';
import { changelogOf, codes, NOW } from '../facts.ts';
import { commit, decide, editsIn, image, planOf, saysOf } from '../release-facts.ts';
import { approval, controls, DAY, does, notes, reasonIn, stepIn, withOpen } from '../release/people.ts';
import { carry, forced, proposedForce } from './forced-facts.ts';

describe('what somebody forces to an environment', () => {
  it('is the oldest image that contains the merge, in a pull request of its own', () => {
    const facts = forced();
    const artifacts = facts.artifacts.filter(({ digest }) => digest !== image('2'));
    const decided = planOf({ ...facts, artifacts });
    const step = stepIn(decided, 'publish');

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '3' });
    expect(step).toMatchObject({ head: 'force/production/payments', title: 'Force payments 3333333 to production' });
    expect(Lineage.parse(`x\n\n${step.commit.body}`)?.lane).toEqual({ stage: 'production', component: 'payments' });
  });

  it('names who asked for it and where, what it jumps over, and everything else that it carries', () => {
    const passes = [
      { stage: stageName('staging'), runs: image('1') },
      { stage: stageName('demo') },
      { stage: stageName('canary'), runs: image('2') },
    ];
    const { model } = stepIn(planOf(forced({ facts: { passes } })), 'publish').body;

    expect(model['forced']).toEqual({
      environment: 'production',
      by: 'grace',
      said: '[acme/payments 7](https://github.com/acme/payments/pull/7)',
      title: 'Mend the rounding',
      jumped: [{ stage: 'staging', runs: 'sha256:1111111' }, { stage: 'demo' }],
    });
    expect(JSON.stringify(model['components'])).toContain('Change 2 of payments');
  });

  it('from the repository that images are built from is the build of that commit, or of the first after it', () => {
    const wishes = [carry('3', { of: 'built' })];
    const facts = forced({ wishes });
    const without = facts.artifacts.filter(({ digest }) => digest !== image('3'));

    expect(editsIn(planOf(facts))).toEqual({ 'production/payments.yaml': '3' });
    expect(editsIn(planOf({ ...facts, artifacts: without }))).toEqual({ 'production/payments.yaml': '4' });
    expect(decide(facts).rounds).toEqual([['range']]);
  });

  it('from the manifests is what the merge pinned there', () => {
    const wishes = [carry('e', { of: 'manifest', value: image('4') })];

    expect(editsIn(planOf(forced({ wishes })))).toEqual({ 'production/payments.yaml': '4' });
  });

  it('waits for the build, with the way on', () => {
    const facts = forced({ wishes: [carry('5')] });
    const artifacts = facts.artifacts.filter(({ digest }) => digest < image('4'));
    const decided = planOf({ ...facts, artifacts });

    expect(codes(decided)).toEqual(['waiting not-built']);
    expect(saysOf(decided, 'payments')).toBe('no image that contains acme/payments#7 (5555555) is known yet');
  });

  it('of a merge that is not in the line of history is nowhere yet', () => {
    const decided = planOf(forced({ wishes: [carry('8')] }), (question) =>
      question.ask === 'range' ? known(changelogOf({ ...question, classification: 'diverged' })) : undefined,
    );

    expect(codes(decided)).toEqual(['waiting not-built']);
  });

  it('waits while nobody can say whether an older image contains it, though a newer one does', () => {
    const facts = forced({ wishes: [carry('2')] });
    const artifacts = facts.artifacts.filter(({ digest }) => digest !== image('2'));
    const decided = planOf({ ...facts, artifacts }, (question) =>
      question.ask === 'range' && question.to === commit('3') ? unknown('GitHub answered 502') : undefined,
    );

    expect(codes(decided)).toEqual(['waiting range-unknown']);
    expect(saysOf(decided, 'payments')).toBe(
      'whether an image contains 2222222 could not be read: GitHub answered 502',
    );
    expect(decided.wake).toBe(NOW + 60_000);
  });

  it('and is there already needs nothing', () => {
    expect(codes(planOf(forced({ held: { payments: '2' } })))).toEqual(['resting up-to-date']);
    expect(codes(planOf(forced({ held: { payments: '4' } })))).toEqual(['blocked would-move-back']);
  });

  it('waits for no schedule, serves no tick, and is nobody’s first look', () => {
    const release = { schedule: '0 10 * * 1', timezone: 'Europe/Rome' };
    const { since: _since, ...facts } = forced({ environment: { release }, facts: { served: NOW - 9 * DAY } });
    const decided = planOf(facts);

    expect(does(decided)).toEqual(['publish']);
    expect(decided.notes ?? []).toEqual([]);
  });

  it('leaves the pull requests of others to the standing lane', () => {
    const others = [
      {
        number: 9,
        head: commit('f'),
        author: 'kay',
        committers: [],
        unknownCommitters: false,
        reviews: [],
        touchesPins: true,
        checks: [],
        checksComplete: true,
      },
    ];

    expect(does(planOf(forced({ held: { payments: '2' }, here: { others } })))).toEqual([]);
  });

  it('is over once nobody asks for it any more: its pull request is closed', () => {
    const decided = planOf({ ...proposedForce(), wishes: [] });

    expect(does(decided)).toEqual(['close']);
    expect(saysOf(decided, 'payments')).toBe('nobody asks for it any more');
  });

  it('follows the newest wish until somebody has approved it', () => {
    const facts = { ...proposedForce({ policy: { merge: 'after-approval' } }), wishes: [carry('2'), carry('4')] };

    expect(editsIn(planOf(facts))).toEqual({ 'production/payments.yaml': '4' });
    expect(does(planOf(withOpen(facts, { reviewers: [approval('ada')] })))).toEqual(['describe']);
  });
});

/** It is Monday 10:00 in Rome. */
const SHUT = { window: { allow: 'Mon-Thu 11:00-16:00', timezone: 'Europe/Rome' } };

describe('the merge of what somebody forces', () => {
  it('waits for no window and no soak', () => {
    expect(does(planOf(proposedForce({ environment: { gates: [SHUT, { soak: DAY }] } })))).toEqual(['status', 'merge']);
  });

  it.each<[string, ReturnType<typeof forced>, string]>([
    ['approvals', proposedForce({ policy: { merge: 'after-approval' } }), 'approvals'],
    ['checks', proposedForce({}, { checks: [] }), 'check-pending'],
    ['a freeze', { ...proposedForce(), ...controls({ freezes: [{ by: 'kay', at: NOW }] }) }, 'frozen'],
    [
      'a hold of the environment',
      { ...proposedForce(), ...controls({ holds: [{ stage: stageName('production'), by: 'kay', at: NOW }] }) },
      'held',
    ],
    [
      'a hold of the component, which it shows all the same',
      {
        ...proposedForce(),
        ...controls({
          holds: [{ stage: stageName('production'), component: forced().lane.components[0]!.name, by: 'kay', at: NOW }],
        }),
      },
      'held',
    ],
    [
      'controls that cannot be read',
      { ...proposedForce(), controls: unknown('GitHub answered 502') },
      'controls-unknown',
    ],
  ])('waits for %s', (_, facts, code) => {
    const decided = planOf(facts);

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, code)).toBeDefined();
    expect(notes(decided, 'tick')).toEqual([]);
  });
});
