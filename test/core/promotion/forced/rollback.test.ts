import { describe, expect, it } from '@jest/globals';

import { stageName } from '../../../../src/core/names.ts';
import { Lineage } from '../../../../src/core/text/trailers.ts';
import { historyOf, id } from '../facts.ts';
import { editsIn, fileOf, image, pinFile, planOf, releaseFacts } from '../release-facts.ts';
import { approval, does, stepIn } from '../release/people.ts';
import { back, carry, forced, proposedForce, type Forced } from './forced-facts.ts';

const BACK: Forced = { held: { payments: '4' }, wishes: [back('2')] };

describe('`/sluice rollback`', () => {
  it('goes back by a pull request of its own, which says what to', () => {
    const decided = planOf(forced(BACK));
    const step = stepIn(decided, 'publish');

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
    expect(step.title).toBe('Roll production back to payments 2222222');
    expect(step.body.model['forced']).toMatchObject({
      by: 'grace',
      release: 'what [acme/environments 12](https://github.com/acme/environments/pull/12) had',
      environment: 'production',
    });
    expect(Lineage.parse(`x\n\n${step.commit.body}`)).toMatchObject({
      lane: { stage: 'production', component: 'payments' },
      entries: [{ component: 'payments', digest: image('2'), from: image('4') }],
    });
  });

  it('jumps over nothing: what it goes back to has been everywhere', () => {
    const passes = [{ stage: stageName('staging'), runs: image('4') }];
    const { model } = stepIn(planOf(forced({ ...BACK, facts: { passes } })), 'publish').body;

    expect(model['forced']).toMatchObject({ jumped: [] });
  });

  it('is merged once its gates are open', () => {
    expect(does(planOf(proposedForce(BACK)))).toEqual(['status', 'merge']);
  });

  it('is merged once it was approved: the approval does not make it a step forward', () => {
    const facts = proposedForce({ ...BACK, policy: { merge: 'after-approval' } }, { reviewers: [approval('ada')] });

    expect(does(planOf(facts))).toEqual(['status', 'merge']);
  });

  it('is over once production has what was asked for', () => {
    expect(does(planOf(forced({ ...BACK, held: { payments: '2' } })))).toEqual([]);
    expect(does(planOf({ ...proposedForce(BACK), wishes: [] }))).toEqual(['close']);
  });

  it('goes back to what people rejected before where a person asks for it by name', () => {
    const history = historyOf(
      { commit: id('e'), author: 'grace', text: pinFile('payments', '4') },
      { commit: id('d'), author: 'ada', text: pinFile('payments', '2') },
    );
    const files = [{ ...fileOf('production', 'payments', '4'), history }];

    expect(editsIn(planOf(forced({ ...BACK, here: { files } })))).toEqual({ 'production/payments.yaml': '2' });
  });

  it('alone goes back: a merge that is older than what runs does not', () => {
    expect(does(planOf(forced({ held: { payments: '4' }, wishes: [carry('2', { of: 'built' })] })))).toEqual([]);
  });

  it('holds the standing release back afterwards, until a person resumes it', () => {
    const history = historyOf(
      { commit: id('e'), author: 'sluice[bot]', text: pinFile('payments', '2') },
      { commit: id('d'), author: 'sluice[bot]', text: pinFile('payments', '4') },
    );
    const files = [{ ...fileOf('production', 'payments', '2'), history }, fileOf('production', 'web', '1')];
    const standing = releaseFacts({ stage: 'production', offered: { payments: '5' }, here: { files } });

    expect(does(planOf(standing))).toEqual([]);
  });
});
