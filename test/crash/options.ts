import { parseArgs } from 'node:util';

import { wholeNumber } from '../scripts/whole-number.ts';

const STORES = ['embedded', 'postgres'] as const;

/** What is asked of a crash run. */
export interface CrashOptions {
  kills: number;
  /** The first seed; each further round has the next. */
  from: number;
  /** At most so many rounds on each store; without it as many as the kills take. */
  rounds: number;
  stores: readonly (typeof STORES)[number][];
}

/** Reads the options of `npm run crash`; throws in one sentence where one of them says nothing that could be played. */
export function optionsOf(args: string[]): CrashOptions {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string' },
      store: { type: 'string', multiple: true, default: [...STORES] },
    },
  });
  for (const one of values.store)
    if (!STORES.some((store) => store === one)) throw new Error(`--store is embedded or postgres, not ${one}`);
  const stores = STORES.filter((store) => values.store.includes(store));
  const kills = wholeNumber('--kills', values.kills);
  if (kills < stores.length) throw new Error('--kills is at least one for each --store');
  return {
    kills,
    from: wholeNumber('--seed', values.seed, 0),
    rounds: values.rounds === undefined ? Infinity : wholeNumber('--rounds', values.rounds),
    stores,
  };
}
