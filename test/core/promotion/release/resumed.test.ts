import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../../src/core/answer.ts';
import type { Resumed } from '../../../../src/core/controls/controls.ts';
import { stageName } from '../../../../src/core/names.ts';
import { historyOf, id, NOW } from '../facts.ts';
import { editsIn, fileOf, payments, pinFile, planOf, saysOf, web } from '../release-facts.ts';
import { controls, does, HOUR, offering, production, proposed } from './people.ts';

const REVERTED_AT = NOW - HOUR;

/** Grace moved payments back from image 2 to 1, by a plain commit. */
const files = [
  {
    ...fileOf('production', 'payments', '1'),
    history: historyOf(
      { commit: id('e'), author: 'grace', text: pinFile('payments', '1'), at: REVERTED_AT },
      { commit: id('d'), author: 'sluice[bot]', text: pinFile('payments', '2'), at: REVERTED_AT - HOUR },
      { commit: id('a'), author: 'ada', text: pinFile('payments', '1'), at: REVERTED_AT - 2 * HOUR },
    ),
  },
  fileOf('production', 'web', '1'),
];
const rolledBack = (...resumed: Resumed[]) => ({ ...production({ here: { files } }), ...controls({ resumed }) });
const lifted = (at: number, change: Partial<Resumed> = {}): Resumed => ({
  stage: stageName('production'),
  component: payments,
  by: 'kay',
  at,
  ...change,
});

describe('a component that a person moved back', () => {
  it('stays back, and what comes after the rejected one stays with it', () => {
    expect(does(planOf(rolledBack()))).toEqual([]);
    expect(does(planOf(offering(rolledBack(), { payments: '3' })))).toEqual([]);
    expect(saysOf(planOf(rolledBack()), 'payments')).toBe(
      'grace moved acme/environments back from sha256:2222222 to sha256:1111111 in eeeeeee; it is held there',
    );
  });

  it.each<[string, Resumed]>([
    ['resumes it', lifted(NOW)],
    ['resumes it at the very instant', lifted(REVERTED_AT)],
    ['resumes the whole environment', (({ component: _all, ...whole }) => whole)(lifted(NOW))],
  ])('comes forward once a person %s', (_, resumed) => {
    expect(editsIn(planOf(rolledBack(resumed)))).toEqual({ 'production/payments.yaml': '2' });
  });

  it.each<[string, Resumed]>([
    ['was before', lifted(REVERTED_AT - 1)],
    ['was of another component', lifted(NOW, { component: web })],
    ['was of another environment', lifted(NOW, { stage: stageName('staging') })],
  ])('stays back where what a person resumed %s', (_, resumed) => {
    expect(does(planOf(rolledBack(resumed)))).toEqual([]);
  });

  it('stays back while nobody can say what was resumed', () => {
    expect(does(planOf({ ...rolledBack(lifted(NOW)), controls: unknown('GitHub answered 502') }))).toEqual([]);
  });

  it('is taken out of the release that holds it, while the others go', () => {
    const open = proposed({ offered: { payments: '2', web: '2' } });
    if (!('known' in open.here)) throw new Error('the repository is not known');
    const { known } = open.here;
    const heads = known.files.map(({ head }) => head!);
    const here = { known: { ...known, files: files.map((file, index) => ({ ...file, head: heads[index]! })) } };

    expect(editsIn(planOf({ ...open, here }))).toEqual({ 'production/web.yaml': '2' });
  });
});
