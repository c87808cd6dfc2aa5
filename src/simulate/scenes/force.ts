import type { Scene } from '../scene.ts';
import { buildsLedger, deploysAll, isIn, LEDGER, ledgerChange, validates } from './acme/ledger.ts';
import { ENVIRONMENTS, seedSmallAcme } from './acme/organisation.ts';
import { environment } from './acme/stages.ts';
import { labels, merges } from './cast/deeds.ts';
import { approves } from './cast/reactions.ts';
import { isLabelled, pullFrom, repoOf } from './cast/sights.ts';

const LABEL = 'deploy/production';

const PIPELINE = `stages:
${environment(
  'production',
  [
    'release: { schedule: "0 10 1 1 *", timezone: Europe/Rome }',
    `gates: [{ approvals: { count: 1, from: ["@acme/release-managers"] } }]`,
    'force: ["@acme/release-managers"]',
  ],
  'after-approval',
)}issues:
  labels:
    ready: { becomes: released, when: production }
`;

/**
 * A hotfix goes to production ahead of its schedule by a label; what is merged later waits. It always ends alike: the second
 * change is merged once the first runs, and production's own release is due in January.
 */
export const force: Scene = {
  name: 'force',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: ['ledger'],
      environments: ['production'],
      pipeline: PIPELINE,
      issues: [{ repo: LEDGER, title: 'Money leaks', labels: ['ready'] }],
      proposals: [ledgerChange('Stop the leak', 'Refs #1'), ledgerChange('Show fees')],
    }),
  deeds: [
    // She may not: the label is taken off again.
    labels('grace', { repo: LEDGER, branch: 'stop-the-leak' }, LABEL),
    merges(
      LEDGER,
      'stop-the-leak',
      (cast) => !isLabelled(pullFrom(cast, LEDGER, 'stop-the-leak'), repoOf(cast, LEDGER), LABEL),
    ),
    labels('rita', { repo: LEDGER, branch: 'stop-the-leak' }, LABEL),
    merges(LEDGER, 'show-fees', isIn('production', 'Stop the leak')),
  ],
  reactions: [
    buildsLedger,
    validates,
    deploysAll,
    approves('rita', { repo: ENVIRONMENTS, branch: 'force/production/ledger' }),
  ],
};
