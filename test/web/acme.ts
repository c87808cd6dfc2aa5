import { NO_CONTROLS } from '../../src/core/controls/controls.ts';
import { repoName, type CommitSha, type ComponentName, type LaneId, type StageName } from '../../src/core/names.ts';
import type { StageKind } from '../../src/core/pipeline/pipeline.ts';
import type { Reason } from '../../src/core/promotion/plan-model.ts';
import type { PinSpot } from '../../src/core/pipeline/pins/pin-places.ts';
import type { Standing, StandingComponent, StandingReference } from '../../src/core/promotion/standing.ts';
import { controlReadKey } from '../../src/operations/commands/controls-of.ts';
import type { LedgerEntry } from '../../src/ports/store/ledger.ts';
import type { Store } from '../../src/ports/store/store.ts';

export const NOW = Date.parse('2026-03-06T14:30:00Z');
export const WEB = 'https://github.com';
const PIPELINE = repoName('acme/platform');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const NAMES = ['accounts', 'cards', 'gateway', 'invoices', 'ledger', 'notifications', 'payments', 'web'];
const STAGES = ['docker', 'manifest', 'staging', 'demo', 'production'] as const;

/** Staging follows, demo is released on Fridays, production on Mondays to whoever may approve it. */
const RELEASES = [
  '    release: on-change\n    merge: when-green',
  '    release: { schedule: "0 9 * * 5", timezone: Europe/Rome }\n    merge: when-green',
  `    release: { schedule: "0 10 * * 1", timezone: Europe/Rome }
    merge: after-approval
    gates:
      - soak: 2h
      - approvals: { count: 2, from: ["@acme/release-managers"] }
      - window: { allow: "Mon-Thu 11:00-16:00", timezone: Europe/Rome }
    force: ["@acme/release-managers"]`,
];

/** The pipeline file of a small bank: eight components through five stages; notifications and web have no docker repository. */
export const pipelineText = `version: 1
components:
${NAMES.map((name) => `  ${name}: { code: acme/${name}, image: registry.acme.dev/${name} }`).join('\n')}
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    components: [accounts, cards, gateway, invoices, ledger, payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
  manifest:
    kind: manifest
    from: docker
    repo: acme/manifests
    pins: [{ file: "apps/{component}/kustomization.yaml", holds: digest }]
    checks: [lint]
    merge: when-green
${['staging', 'demo', 'production']
  .map(
    (name, index) => `  ${name}:
    kind: environment
    from: ${['manifest', 'staging', 'demo'][index]}
    repo: acme/environments
    pins: [{ file: "${name}/{component}.yaml", holds: digest }]
    checks: [validate]
${RELEASES[index]}`,
  )
  .join('\n')}
`;

/** The code commit of a component's nth build, made up but always the same. */
export const commitOf = (name: string, build: number): CommitSha => hex(`${name}:${build}`, 40) as CommitSha;
export const digestOf = (name: string, build: number): string => `sha256:${hex(`${name}/${build}`, 64)}`;

function hex(seed: string, length: number): string {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193) >>> 0;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state ^ (state >>> 13), 0x5bd1e995) + 0x9e3779b9) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, length);
}

const reference = (stage: string, name: string, build: number): StandingReference =>
  stage === 'docker'
    ? { value: commitOf(name, build), code: commitOf(name, build) }
    : { value: digestOf(name, build), code: commitOf(name, build) };

/** Which build each stage holds, by component, in the order of the stages; a second number is what runs. */
const BUILDS: Record<string, (number | [holds: number, runs: number])[]> = {
  accounts: [4, 4, 4, 4, 4],
  cards: [7, 7, 7, 6, 5],
  gateway: [3, 3, [3, 2], 2, 2],
  invoices: [13, 13, 13, 13, 12],
  ledger: [5, 4, 4, 4, 4],
  notifications: [0, 2, 2, 2, 2],
  payments: [12, 12, 12, [12, 11], 10],
  web: [0, 8, 8, 8, 7],
};

const REASONS: Record<string, Reason[]> = {
  'manifest/ledger': [
    {
      standing: 'waiting',
      about: 'ledger' as ComponentName,
      code: 'artifact-unknown',
      says: `no image is known that was built from ${commitOf('ledger', 5).slice(0, 7)}`,
      next: 'it is asked for again at 14:40',
    },
  ],
  demo: [
    {
      standing: 'blocked',
      about: 'cards' as ComponentName,
      code: 'pin-not-found',
      says: 'demo/cards.yaml has two references to registry.acme.dev/cards',
      next: 'mark the one that is the pin with a comment, and name the comment as the marker of the pin',
    },
    { standing: 'waiting', about: 'lane', code: 'check-pending', says: '#208 waits for validate (in progress)' },
  ],
  production: [
    {
      standing: 'blocked',
      about: 'lane',
      code: 'check-failed',
      says: '#211 waits for validate (failure)',
      next: 'see the check, and push what mends it to the source',
    },
    {
      standing: 'waiting',
      about: 'lane',
      code: 'approvals',
      says: '#211: waits for 2 approvals of this head by members of @acme/release-managers: so far grace',
    },
    {
      standing: 'waiting',
      about: 'lane',
      code: 'window',
      says: '#211: merges are allowed Mon-Thu 11:00-16:00 (Europe/Rome); the next time is Mon 9 Mar 11:00 (Europe/Rome)',
    },
    {
      standing: 'waiting',
      about: 'gateway' as ComponentName,
      code: 'next-release',
      says: `${digestOf('gateway', 3).slice(0, 14)}, what runs in demo, goes with the release of Mon 9 Mar 10:00 (Europe/Rome)`,
    },
    {
      standing: 'blocked',
      about: 'ledger' as ComponentName,
      code: 'held',
      says: 'grace holds ledger in production: the audit ends on &#35;Tuesday',
      next: '`/sluice resume production ledger` lets it go',
    },
  ],
};

const OPEN: Record<string, { number: number; title: string; moves: [string, number, number][] }> = {
  demo: { number: 208, title: 'demo: gateway', moves: [['gateway', 2, 3]] },
  production: {
    number: 211,
    title: 'production: cards, payments and web',
    moves: [
      ['cards', 5, 6],
      ['payments', 10, 11],
      ['web', 7, 8],
    ],
  },
};

const heldBy = (name: string, stage: string): number => {
  const build = BUILDS[name]?.[STAGES.indexOf(stage as 'demo')] ?? 0;
  return Array.isArray(build) ? build[0] : build;
};

const FILES: Record<string, (name: string) => string> = {
  docker: () => 'Dockerfile',
  manifest: (name) => `apps/${name}/kustomization.yaml`,
};

const pinsOf = (stage: string, name: string): PinSpot[] => [
  {
    file: FILES[stage]?.(name) ?? `${stage}/${name}.yaml`,
    line: 12,
    ...(stage === 'docker' ? { by: 'arg', pointer: '/APP_COMMIT' } : { by: 'image', pointer: '/images/0' }),
  },
];

/** A job beside it that was left behind. */
const STRAYS = [{ file: 'production/payments.yaml', line: 48, holds: 'v1.9.2' }];

function componentIn(stage: string, name: string): StandingComponent {
  const build = BUILDS[name]?.[STAGES.indexOf(stage as 'demo')] ?? 0;
  const [holds, runs] = Array.isArray(build) ? build : [build, build];
  const since = NOW - (13 - runs) * 7 * HOUR - name.length * 11 * MINUTE;
  const url = `${WEB}/acme/environments/actions/runs/${7000 + runs * 10 + name.length}`;
  return {
    name: name as ComponentName,
    code: repoName(`acme/${name}`),
    titles: 'shown',
    holds: reference(stage, name, holds),
    pins: pinsOf(stage, name),
    ...(stage === 'production' && name === 'payments' ? { strays: STRAYS } : {}),
    ...(['docker', 'manifest'].includes(stage) ? {} : { runs: { ...reference(stage, name, runs), since, url } }),
  };
}

function standing(stage: string, names: string[], kind: StageKind): Standing {
  const path = kind === 'environment' ? stage : `${stage}/${names[0]}`;
  const open = OPEN[stage];
  const repo = repoName(
    kind === 'environment' ? 'acme/environments' : kind === 'docker' ? `acme/${names[0]}-docker` : 'acme/manifests',
  );
  const reasons = REASONS[path] ?? [
    {
      standing: 'resting',
      about: (names[0] ?? 'lane') as ComponentName,
      code: 'up-to-date',
      says: `${names[0]} is up to date`,
    },
  ];
  return {
    lane: `${PIPELINE}:${path}` as LaneId,
    pipeline: PIPELINE,
    stage: stage as StageName,
    kind,
    repo,
    at: NOW - 4 * MINUTE,
    reasons,
    base: commitOf(repo, 1),
    ...(reasons.some(({ standing: how }) => how === 'waiting') ? { wake: NOW + 6 * MINUTE } : {}),
    ...(open === undefined
      ? {}
      : {
          pullRequest: {
            number: open.number,
            title: open.title,
            url: `${WEB}/${repo}/pull/${open.number}`,
            moves: open.moves.map(([component, from, to]) => ({
              component: component as ComponentName,
              from: reference(stage, component, from),
              to: reference(stage, component, to),
            })),
          },
        }),
    components: names.map((name) => componentIn(stage, name)),
  };
}

/** How every lane stood at the last look. */
export function standings(): Standing[] {
  const lanes = STAGES.slice(0, 2).flatMap((stage) =>
    NAMES.filter((name) => stage !== 'docker' || heldBy(name, stage) > 0).map((name) =>
      standing(stage, [name], stage === 'docker' ? 'docker' : 'manifest'),
    ),
  );
  return [...lanes, ...STAGES.slice(2).map((stage) => standing(stage, NAMES, 'environment'))];
}

/** The merges that brought what the pins hold, a deployment that failed, and a report that was refused. */
export function entries(): LedgerEntry[] {
  let number = 100;
  const merged = NAMES.flatMap((name) =>
    STAGES.filter((stage) => heldBy(name, stage) > 0).map((stage): LedgerEntry => {
      number += 1;
      const kind = STAGES.indexOf(stage) < 2 ? stage : 'environment';
      const repo =
        kind === 'docker' ? `acme/${name}-docker` : kind === 'manifest' ? 'acme/manifests' : 'acme/environments';
      const build = heldBy(name, stage);
      const at = NOW - 3 * DAY + STAGES.indexOf(stage) * 5 * HOUR + name.length * 17 * MINUTE;
      return {
        at,
        kind: 'merged',
        lane: `${PIPELINE}:${stage}${kind === 'environment' ? '' : `/${name}`}` as LaneId,
        promotion: `${repo}#${number}` as NonNullable<LedgerEntry['promotion']>,
        facts: {
          entries: [
            {
              component: name,
              code: commitOf(name, build),
              digest: reference(stage, name, build).value,
              from: reference(stage, name, build - 1).value,
            },
          ],
          by: 'sluice[bot]',
          at,
        },
      };
    }),
  );
  return [...merged, ...trouble(), ...people()];
}

const trouble = (): LedgerEntry[] => [
  {
    at: NOW - 35 * MINUTE,
    kind: 'deploy-failed',
    lane: `${PIPELINE}:demo` as LaneId,
    promotion: 'acme/environments#207' as NonNullable<LedgerEntry['promotion']>,
    facts: {
      entries: [{ component: 'payments', digest: digestOf('payments', 12) }],
      url: `${WEB}/acme/environments/actions/runs/7431`,
    },
  },
  {
    at: NOW - 50 * MINUTE,
    kind: 'artifact-refused',
    facts: {
      component: 'invoices',
      repo: 'acme/invoices-docker',
      reason: 'the image registry.acme.dev/invoice is not the one of invoices',
      sender: 'acme-ci',
    },
  },
];

const on = (
  path: string,
  kind: string,
  { ago, about, ...facts }: Record<string, unknown> & { ago: number; about?: string },
): LedgerEntry => ({
  at: NOW - ago,
  kind,
  lane: `${PIPELINE}:${path}` as LaneId,
  ...(about === undefined ? {} : { promotion: about as NonNullable<LedgerEntry['promotion']> }),
  facts,
});

/** What people asked for, set and went past; the control issue has been read, and held nothing. */
const people = (): LedgerEntry[] => [
  { ...on('staging', 'control-read', { ago: DAY, v: 1, controls: NO_CONTROLS }), key: controlReadKey(PIPELINE) },
  on('production', 'seen', { ago: 9 * DAY, at: NOW - 9 * DAY }),
  on('production', 'bypassed', {
    ago: 2 * DAY,
    about: 'acme/environments#198',
    by: 'linus',
    at: NOW - 2 * DAY,
    missing: 'production waits for 2 approvals of this head by members of @acme/release-managers: none so far',
  }),
  on('demo', 'tick', { ago: 6 * HOUR, at: NOW - 6 * HOUR, says: 'released: demo: gateway' }),
  on('production', 'command-refused', {
    ago: 3 * HOUR,
    about: 'acme/environments#211',
    v: 1,
    by: 'mallory',
    reply: { says: '**mallory** may not. Only members of @acme/release-managers may do this.' },
  }),
  on('staging', 'control', {
    ago: 90 * MINUTE,
    about: 'acme/platform#3',
    v: 1,
    by: 'grace',
    changes: [set('hold', { stage: 'production', component: 'ledger', because: 'the audit ends on #Tuesday' })],
  }),
  on('production', 'order', {
    ago: 40 * MINUTE,
    about: 'acme/environments#211',
    v: 1,
    by: 'ada',
    order: { do: 'refresh', head: commitOf('head', 1), by: 'ada', at: NOW - 40 * MINUTE, because: 'cards is fixed' },
  }),
  {
    ...on('production/web', 'wish', {
      ago: 25 * MINUTE,
      about: 'acme/web#42',
      v: 1,
      id: 'wish:acme/web#42:production:web:1',
      stage: 'production',
      component: 'web',
      wants: { carry: { of: 'code', commit: commitOf('web', 9), title: 'Sign-in loops on Safari' } },
      by: 'ada',
      at: NOW - 25 * MINUTE,
      said: 'acme/web#42',
    }),
    key: 'wish:acme/web#42:production:web:1',
  },
  on('production/web', 'proposed', {
    ago: 24 * MINUTE,
    about: 'acme/environments#213',
    title: 'production: web, ahead of everything else',
  }),
  on('production/web', 'looked', {
    ago: 5 * MINUTE,
    reasons: [
      {
        about: 'lane',
        standing: 'waiting',
        code: 'approvals',
        says: '#213: waits for 2 approvals of this head by members of @acme/release-managers: so far omar',
      },
    ],
  }),
];

const set = (what: 'hold' | 'freeze', aim: object): object => ({
  set: what,
  [what]: { by: 'grace', at: NOW - 90 * MINUTE, ...aim },
});

/** Somebody freezes every environment. */
export const frozen = (): LedgerEntry =>
  on('staging', 'control', {
    ago: MINUTE,
    about: 'acme/platform#3',
    v: 1,
    by: 'grace',
    changes: [set('freeze', { until: NOW + 3 * DAY, because: 'the data centre moves' })],
  });

/** Somebody lets them go on. */
export const thawed = (): LedgerEntry =>
  on('staging', 'control', { ago: 0, about: 'acme/platform#3', v: 1, by: 'grace', changes: [{ lifted: 'freeze' }] });

/** Fills a store with all of it. */
export async function fillAcme(store: Pick<Store, 'pipelines' | 'standings' | 'ledger'>): Promise<void> {
  const commit = commitOf('platform', 1);
  await store.pipelines.save({ repo: PIPELINE, commit, blob: commit, text: pipelineText, loadedAt: NOW - DAY });
  for (const one of standings()) await store.standings.put(one);
  for (const entry of entries()) await store.ledger.append(entry);
}
