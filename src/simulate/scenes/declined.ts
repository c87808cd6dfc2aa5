import type { Deed, Scene } from '../scene.ts';
import { bothApprove, buildsLedger, deploysAll, LEDGER, ledgerChange, validates } from './acme/ledger.ts';
import { ENVIRONMENTS, seedSmallAcme } from './acme/organisation.ts';
import { APPROVALS, environment } from './acme/stages.ts';
import { merges, numberOf } from './cast/deeds.ts';
import { digestOf, openPullFrom, pullFrom, repoOf, textAt } from './cast/sights.ts';

const BRANCH = 'release-production';

const declines: Deed = {
  name: 'rita closes the release to production',
  isReady: (cast) => openPullFrom(cast, ENVIRONMENTS, BRANCH) !== undefined,
  do: async (cast) => cast.person('rita').closes(ENVIRONMENTS, numberOf(cast, ENVIRONMENTS, BRANCH)),
};

/**
 * A person closes a release; what is newer comes by another one, which is approved. It always ends alike: nobody approves
 * before the newer change is in it.
 */
export const declined: Scene = {
  name: 'declined',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: ['ledger'],
      environments: ['production'],
      pipeline: `stages:\n${environment('production', ['gates:', `  ${APPROVALS}`], 'after-approval')}`,
      proposals: [ledgerChange('Round up'), ledgerChange('Show fees')],
    }),
  deeds: [
    merges(LEDGER, 'round-up'),
    declines,
    merges(LEDGER, 'show-fees', (cast) => pullFrom(cast, ENVIRONMENTS, BRANCH)?.state === 'closed'),
  ],
  reactions: [
    buildsLedger,
    validates,
    deploysAll,
    ...bothApprove(BRANCH, (cast, { headOid }) => {
      const newer = digestOf(cast, 'ledger', 'Show fees');
      const held = textAt(repoOf(cast, ENVIRONMENTS), 'production/ledger.yaml', headOid);
      return newer !== undefined && held.includes(newer);
    }),
  ],
};
