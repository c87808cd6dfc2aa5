import { generateKeyPairSync, sign } from 'node:crypto';
import { VirtualClock } from '../../clock/clock.ts';
import { restSlice, type DescriptionName } from '../../contract/slices.ts';
import { createForge, type CreateOptions } from '../../create.ts';
import type { Permissions } from '../../domain/state.ts';
import { hearing } from '../../events/subscriptions.ts';
import type { Forge } from '../../forge.ts';
import { teamNamed } from '../../domain/organisations/teams.ts';
import { seedOrganisation, type RepoSpec } from '../../seed/organisation.ts';

const start = Date.parse('2026-05-04T12:00:00Z');

/** What the App of the tour asks for: what Apps of continuous integration are usually granted, and some more. */
const permissions: Permissions = {
  actions: 'write',
  administration: 'write',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  discussions: 'write',
  environments: 'write',
  issues: 'write',
  members: 'write',
  merge_queues: 'write',
  metadata: 'read',
  organization_administration: 'read',
  organization_packages: 'write',
  organization_projects: 'read',
  packages: 'write',
  pages: 'write',
  pull_requests: 'write',
  repository_hooks: 'write',
  repository_projects: 'write',
  security_events: 'write',
  statuses: 'write',
  vulnerability_alerts: 'read',
  workflows: 'write',
};

/** The same for looking only. Workflows can be granted for writing alone. */
const readOnly: Permissions = Object.fromEntries(
  Object.keys(permissions).flatMap((name) => (name === 'workflows' ? [] : [[name, 'read']])),
);

const buildWorkflow = `name: build
on: push
jobs: {}
`;

const deployWorkflow = `name: deploy
on:
  workflow_dispatch:
    inputs:
      environment: { description: Where to, required: true, type: string }
jobs: {}
`;

/** A forge in memory with the small world that the tour goes through. */
export interface Stage {
  forge: Forge;
  clock: VirtualClock;
  description: DescriptionName;
  /** A repository that has another name by the end of the tour. */
  formerName: string;
  /** An App JWT of now, or one that is wrong in the given way. */
  jwt(claims?: Record<string, unknown>): string;
  /** Whether the description that the forge answers by knows the answer. */
  describes(operationId: string, status: number): boolean;
  /** Ids of the App's installations by the login of their account. */
  installations: Record<'acme' | 'globex', number>;
}

/** Builds the world of the tour; every run of it is the same. */
export function newStage(options: Pick<CreateOptions, 'seed' | 'strict' | 'description'> = {}): Stage {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const clock = new VirtualClock(start);
  const forge = createForge({
    seed: 'tour',
    ...options,
    clock,
    wall: clock,
    storage: 'memory',
    app: {
      slug: 'traveller',
      name: 'Traveller',
      description: 'Goes everywhere once',
      id: 7,
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      permissions,
      events: Object.keys(hearing),
      webhook: { url: 'http://traveller.localhost/hook', secret: 'of the tour' },
    },
  });
  forge.hooks.deliver = async () => Promise.resolve(200);
  const jwt = (claims: Record<string, unknown> = {}): string => {
    const now = Math.floor(clock.now() / 1000);
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const said = encode({ iat: now - 30, exp: now + 540, iss: 7, ...claims });
    const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${said}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };
  const { description = 'github.com' } = options;
  const { operations } = restSlice(description);
  const describes = (operationId: string, status: number) =>
    operations[operationId]?.responses[String(status)] !== undefined;
  return { forge, clock, description, formerName: 'acme/depot', jwt, describes, installations: seed(forge) };
}

/** People and what they may in the repositories that everybody knows; eve has no role anywhere. */
const roles = { ada: 'admin', grace: 'write', mallory: 'read' } as const;

const sources = {
  'README.md': '# A repository\n',
  'src/app.ts': 'export const port = 80;\n',
  '.github/workflows/build.yml': buildWorkflow,
  '.github/workflows/deploy.yml': deployWorkflow,
};

/** A repository that everybody may read; `shop` is described in every way, `plain` in none. */
function open(name: string, more: Partial<RepoSpec> = {}): RepoSpec {
  return { fullName: `acme/${name}`, private: false, files: sources, roles, ...more };
}

function seed({ state }: Forge): Stage['installations'] {
  const rules = { requiredChecks: ['build'], requiredApprovals: 1, strict: true };
  const teams = { owners: 'write', reviewers: 'write' } as const;
  const shop: Partial<RepoSpec> = {
    description: 'Where things are sold',
    about: { homepage: 'https://shop.acme.dev', language: 'TypeScript', license: 'mit' },
    labels: ['ready'],
    autoMergeAllowed: true,
  };
  const acme = seedOrganisation(state, {
    login: 'acme',
    people: ['ada', 'grace', 'mallory', 'eve'],
    teams: { owners: ['ada'], reviewers: ['grace'] },
    repos: [
      open('shop', { ...shop, teams }),
      open('plain', { labels: ['ready'], teams }),
      open('fort', { description: 'What is kept', protection: { main: rules } }),
      open('rules', { protection: { main: { requiredApprovals: 1, ruleset: true } } }),
      open('depot'),
      { fullName: 'acme/vault', files: sources, roles: { ada: 'admin' } },
      { fullName: 'acme/attic', roles: { ada: 'admin', grace: 'write' } },
    ],
  });
  const owners = teamNamed(state, 'acme', 'owners');
  if (owners !== undefined) owners.description = 'Those who decide';
  const globex = seedOrganisation(state, {
    login: 'globex',
    repos: [{ fullName: 'globex/site', files: sources, roles: { ada: 'admin' } }],
    // Next to nothing: it may look at everything and change nothing.
    permissions: readOnly,
  });
  return { acme: acme.installation?.id ?? 0, globex: globex.installation?.id ?? 0 };
}
