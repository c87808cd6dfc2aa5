import { describe, expect, it } from '@jest/globals';

import { DeployLabel } from '../../../src/core/force/deploy-label.ts';
import { WishRecord } from '../../../src/core/force/wish-record.ts';
import { stageName } from '../../../src/core/names.ts';

/** As version 1 wrote it. */
const CARRY = {
  v: 1,
  id: 'wish:acme/payments#7:staging:payments:1772442000000',
  stage: 'staging',
  component: 'payments',
  wants: { carry: { of: 'code', commit: 'b'.repeat(40), title: 'Retry transfers' } },
  by: 'ada',
  at: 1_772_442_000_000,
  said: 'acme/payments#7',
};
const BACK = { ...CARRY, wants: { back: { value: `sha256:${'1'.repeat(64)}`, release: '#12' } } };

describe('a wish in the ledger', () => {
  it.each([CARRY, BACK])('is read back as it was written: $wants', (facts) => {
    const wish = WishRecord.parse(facts);

    expect(wish).toEqual({ ...facts, v: undefined });
    expect(wish && WishRecord.format(wish)).toEqual(facts);
  });

  it.each([
    ['another version', { ...CARRY, v: 2 }],
    ['no component', { ...CARRY, component: undefined }],
    ['nothing wanted', { ...CARRY, wants: null }],
    ['something unknown wanted', { ...CARRY, wants: { carry: {} } }],
    ['no time', { ...CARRY, at: 'today' }],
  ])('is none with %s', (_, facts) => {
    expect(WishRecord.parse(facts)).toBeUndefined();
  });
});

describe('a label deploy/<environment>', () => {
  it('is read back, whatever its case', () => {
    expect(DeployLabel.parse(DeployLabel.format(stageName('production')))).toBe('production');
    expect(DeployLabel.parse('Deploy/Production')).toBe('production');
  });

  it.each(['deploy', 'deploy/', 'deployed', 'redeploy/x', 'workflow/ready'])('is none that reads %s', (label) => {
    expect(DeployLabel.parse(label)).toBeUndefined();
  });
});
