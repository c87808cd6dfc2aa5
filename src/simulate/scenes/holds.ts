import type { Scene } from '../scene.ts';
import { buildsLedger, deploysAll, LEDGER, ledgerChange, validates } from './acme/ledger.ts';
import { seedSmallAcme } from './acme/organisation.ts';
import { environment } from './acme/stages.ts';
import { isAnswered, merges, saysInControl } from './cast/deeds.ts';

const HOLD = '/sluice hold staging ledger because the database moves';
const FREEZE = '/sluice freeze staging because of the fair';
const RESUME = '/sluice resume staging ledger';

/**
 * People hold a component of staging and freeze the whole, and lift both. It always ends alike: a command is said once the
 * one before is answered, and everything that waited goes on after the last.
 */
export const holds: Scene = {
  name: 'holds',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: ['ledger'],
      environments: ['staging'],
      pipeline: `stages:\n${environment('staging')}`,
      proposals: [ledgerChange('Round up')],
    }),
  deeds: [
    saysInControl('omar', HOLD),
    merges(LEDGER, 'round-up', isAnswered(HOLD)),
    saysInControl('omar', FREEZE),
    // Two say the same at once: each is answered.
    saysInControl('grace', RESUME, isAnswered(FREEZE)),
    saysInControl('omar', RESUME),
    saysInControl('omar', '/sluice thaw staging', isAnswered(RESUME)),
  ],
  reactions: [buildsLedger, validates, deploysAll],
};
