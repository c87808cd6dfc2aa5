import { describe, expect, it } from '@jest/globals';

import { simulate } from '../../src/simulate/main.ts';

describe('the simulation', () => {
  it('gives the same trace for the same seed, byte for byte, and another for another', async () => {
    const [first, again, other] = [await simulate(1), await simulate(1), await simulate(2)];

    expect(first.violations).toEqual([]);
    expect(other.violations).toEqual([]);
    expect(first.lines.length).toBeGreaterThan(40);
    expect(again.lines.join('\n')).toBe(first.lines.join('\n'));
    expect(other.lines.join('\n')).not.toBe(first.lines.join('\n'));
  });
});
