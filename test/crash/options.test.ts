import { describe, expect, it } from '@jest/globals';

import { optionsOf } from './options.ts';

describe('the options of a crash run', () => {
  it('are two hundred kills on both stores, in as many rounds as that takes, where nothing is said', () => {
    expect(optionsOf([])).toEqual({ kills: 200, from: 1, rounds: Infinity, stores: ['embedded', 'postgres'] });
  });

  it('are what was asked for', () => {
    const asked = ['--kills', '6', '--seed', '10', '--rounds', '1', '--store', 'postgres'];

    expect(optionsOf(asked)).toEqual({ kills: 6, from: 10, rounds: 1, stores: ['postgres'] });
  });

  it.each([
    ['--kills', '2oo', 1],
    ['--kills', '0', 1],
    ['--kills', '', 1],
    ['--kills', '1e2', 1],
    ['--rounds', 'x', 1],
    ['--rounds', '0', 1],
    ['--seed', '1.5', 0],
  ])('are refused where %s is %j: nobody would be killed, and that would pass', (option, value, least) => {
    expect(() => optionsOf([`${option}=${value}`])).toThrow(
      `${option} is a whole number, ${least} or more, not ${JSON.stringify(value)}`,
    );
  });

  it('are refused where a store would be left without a kill', () => {
    expect(() => optionsOf(['--kills', '1'])).toThrow('--kills is at least one for each --store');
  });
});
