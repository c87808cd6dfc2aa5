import type { Cast, Scene } from '../scene.ts';
import { bothApprove, buildsLedger, deploysAll, LEDGER, ledgerChange, validates } from './acme/ledger.ts';
import { ENVIRONMENTS, MANIFESTS, seedSmallAcme } from './acme/organisation.ts';
import { APPROVALS, DOCKER_STAGE, environment, MANIFEST_STAGE } from './acme/stages.ts';
import { merges } from './cast/deeds.ts';
import { builds, checks } from './cast/reactions.ts';
import { wasDeployed } from './cast/sights.ts';

const PAYMENTS = 'acme/payments';
const DOCKER = 'acme/payments-docker';

const isPaymentsIn =
  (environmentName: string, title: string) =>
  (cast: Cast): boolean =>
    wasDeployed(cast, { repo: ENVIRONMENTS, environment: environmentName, component: 'payments', title });

const PIPELINE = `stages:
${DOCKER_STAGE}${MANIFEST_STAGE}${environment('staging', ['from: manifest'])}${environment('demo', [
  'from: staging',
  'release: { schedule: "*/10 * * * *", timezone: Europe/Rome }',
])}${environment(
  'production',
  [
    'from: demo',
    'gates:',
    '  - soak: 5m',
    `  ${APPROVALS}`,
    // Closed in the beginning, and for as long once a day: nothing waits for it for long.
    '  - window: { allow: "Mon-Sun 10:20-10:00", timezone: Europe/Rome }',
  ],
  'after-approval',
)}issues:
  labels:
    ready: { becomes: in-staging, when: staging }
    in-staging: { close: true, when: production }
`;

const ISSUES = [
  { repo: PAYMENTS, title: 'Transfers fail', labels: ['ready'] },
  { repo: LEDGER, title: 'Cents are lost', labels: ['ready'] },
];

const PROPOSALS = [
  {
    repo: PAYMENTS,
    branch: 'retry',
    title: 'Retry transfers',
    body: 'Fixes #1',
    path: 'retry.js',
    text: '// retries\n',
  },
  ledgerChange('Round up', 'Refs #1'),
  { repo: PAYMENTS, branch: 'limit', title: 'Limit retries', path: 'limit.js', text: '// five\n' },
];

/**
 * The whole road, for two components and three changes: code, docker, manifest, staging, demo by its schedule, production by
 * approvals in its hours, and the issues. It always ends alike: every change goes all the way, whatever goes together.
 */
export const chain: Scene = {
  name: 'chain',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: ['payments', 'ledger'],
      docker: ['payments'],
      manifests: true,
      environments: ['staging', 'demo', 'production'],
      pipeline: PIPELINE,
      issues: ISSUES,
      proposals: PROPOSALS,
    }),
  deeds: [
    merges(PAYMENTS, 'retry'),
    merges(LEDGER, 'round-up'),
    merges(PAYMENTS, 'limit', isPaymentsIn('staging', 'Retry transfers')),
  ],
  reactions: [
    checks(DOCKER, 'build'),
    checks(MANIFESTS, 'lint'),
    builds('payments', DOCKER),
    buildsLedger,
    validates,
    deploysAll,
    ...bothApprove('release-production'),
  ],
};
