import type { Cast, Deed, Scene } from '../scene.ts';
import { buildsLedger, isIn, LEDGER, ledgerChange, validates } from './acme/ledger.ts';
import { ENVIRONMENTS, seedSmallAcme } from './acme/organisation.ts';
import { environment } from './acme/stages.ts';
import { merges } from './cast/deeds.ts';
import { approves, deploys } from './cast/reactions.ts';
import { digestOf, isLabelled, issueCalled, repoOf, textAt } from './cast/sights.ts';

const BROKEN = 'Count cents';
const FIX = 'Count all cents';
const CLOSED = 'It does not start';

/** Whether staging has told the issue that GitHub closed at the merge. */
const isTested = (cast: Cast): boolean =>
  isLabelled(issueCalled(cast, LEDGER, CLOSED), repoOf(cast, LEDGER), 'in-staging');

const reopens: Deed = {
  name: `grace opens "${CLOSED}" again`,
  isReady: isTested,
  do: async (cast) => cast.person('grace').reopens(LEDGER, issueCalled(cast, LEDGER, CLOSED)?.number ?? 0),
};

/**
 * A change fails in staging and goes nowhere; the fix goes on, and tells the issues of both, of which production closes one. It
 * always ends alike: what is deployed decides how that goes, the fix is merged only after the failure, and nobody approves
 * before staging has said its part.
 */
export const failedDeployment: Scene = {
  name: 'failed-deployment',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: ['ledger'],
      environments: ['staging', 'production'],
      pipeline: `stages:
${environment('staging')}${environment('production', ['from: staging'], 'after-approval')}issues:
  labels:
    ready: { becomes: in-staging, when: staging }
    in-staging: { close: true, when: production }
`,
      issues: [
        { repo: LEDGER, title: 'Cents are lost', labels: ['ready'] },
        { repo: LEDGER, title: CLOSED, labels: ['ready'] },
      ],
      proposals: [ledgerChange(BROKEN, 'Refs #1'), ledgerChange(FIX, 'Fixes #2')],
    }),
  deeds: [
    merges(LEDGER, 'count-cents'),
    merges(LEDGER, 'count-all-cents', isIn('staging', BROKEN, 'failure')),
    reopens,
  ],
  reactions: [
    buildsLedger,
    validates,
    approves(
      'rita',
      { repo: ENVIRONMENTS, branch: 'release-production' },
      (cast) => isTested(cast) && issueCalled(cast, LEDGER, CLOSED)?.state === 'open',
    ),
    deploys(ENVIRONMENTS, (cast, { sha, environment: name }) => {
      const broken = digestOf(cast, 'ledger', BROKEN) ?? 'nothing yet';
      return textAt(repoOf(cast, ENVIRONMENTS), `${name}/ledger.yaml`, sha).includes(broken);
    }),
  ],
};
