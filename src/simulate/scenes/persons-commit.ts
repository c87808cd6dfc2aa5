import type { Deed, Scene } from '../scene.ts';
import { buildsLedger, deploysAll, LEDGER, ledgerChange } from './acme/ledger.ts';
import { ENVIRONMENTS, seedSmallAcme } from './acme/organisation.ts';
import { environment } from './acme/stages.ts';
import { merges, saysOn } from './cast/deeds.ts';
import { approves, checks } from './cast/reactions.ts';
import { isSaid, issueCalled, openPullFrom, pullFrom, repoOf, textAt } from './cast/sights.ts';

const BRANCH = 'release-staging';
const RELEASE = { repo: ENVIRONMENTS, branch: BRANCH };
const PATH = 'staging/replicas.yaml';
const ISSUE = 'Cents are lost';
const TEXT = 'replicas: 3\n';

const pushes: Deed = {
  name: `ada pushes ${PATH} to ${BRANCH}`,
  isReady: (cast) => openPullFrom(cast, ENVIRONMENTS, BRANCH) !== undefined,
  do: async (cast) =>
    void (await cast
      .person('ada')
      .commits(ENVIRONMENTS, { branch: BRANCH, path: PATH, text: TEXT, message: 'Three replicas' })),
};

/**
 * ada pushes a file onto the release, and grace has it adopted and approves it. It always ends alike: CI gets to a release
 * only after her push, so that none is merged without it, and the second change follows once the first is told.
 */
export const personsCommit: Scene = {
  name: 'persons-commit',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: ['ledger'],
      environments: ['staging'],
      pipeline: `stages:\n${environment('staging')}`,
      issues: [{ repo: LEDGER, title: ISSUE, labels: ['ready'] }],
      proposals: [ledgerChange('Round up', 'Refs #1'), ledgerChange('Show fees', 'Refs #1')],
    }),
  deeds: [
    merges(LEDGER, 'round-up'),
    pushes,
    saysOn('grace', '/sluice adopt', {
      ...RELEASE,
      when: (cast) => isSaid(pullFrom(cast, ENVIRONMENTS, BRANCH), '/sluice adopt'),
    }),
    merges(LEDGER, 'show-fees', (cast) => isSaid(issueCalled(cast, LEDGER, ISSUE), 'kind=issue')),
  ],
  reactions: [
    buildsLedger,
    checks(ENVIRONMENTS, 'validate', (cast, { headOid }) => textAt(repoOf(cast, ENVIRONMENTS), PATH, headOid) === TEXT),
    approves('grace', RELEASE, (_, pull) => isSaid(pull, '/sluice adopt')),
    deploysAll,
  ],
};
