import { describe, expect, it } from '@jest/globals';

import { componentName, stageName } from '../../../src/core/names.ts';
import {
  buildPlaceOf,
  laneId,
  lanesOf,
  pipelineOf,
  readersOf,
  stagesBefore,
} from '../../../src/core/pipeline/lanes.ts';
import { pipeline } from './pipeline-text.ts';

const ACME = pipeline(`version: 1
components:
  payments: { code: acme/payments, image: registry.acme.dev/payments }
  ledger: { code: acme/ledger, image: registry.acme.dev/ledger }
  tools: { code: acme/tools, image: registry.acme.dev/tools }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    branch: trunk
    components: [payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
  manifest:
    kind: manifest
    from: docker
    repo: acme/manifests
    components: [payments, ledger]
    pins: [{ file: "apps/{component}.yaml", holds: digest }]
    checks: [lint]
    merge: when-green
  staging:
    kind: environment
    from: manifest
    repo: acme/environments
    branch: live
    pins: [{ file: "staging/{component}.yaml", holds: digest }]
    checks: [validate]
    merge: when-green
  production:
    kind: environment
    from: staging
    repo: acme/environments
    components: [payments, tools]
    pins: [{ file: "production/{component}.yaml", holds: digest }]
    checks: [validate]
    merge: by-hand
`);

const lanes = lanesOf(ACME);
const stage = (name: string) => ACME.stages.find((one) => one.name === name)!;

/** What a component reads in a lane, in a line. */
function reads(lane: string, component: string): string {
  const found = lanes.find(({ id }) => id === `acme/platform:${lane}`);
  const reading = found?.components.find(({ name }) => name === component)?.reads;
  if (reading === undefined) throw new Error(`${component} is not in ${lane}`);
  if (reading.of === 'code') return 'its code';
  const places = reading.of === 'builds' ? [{ ...reading, stage: undefined }] : reading.stages;
  return places
    .map(
      ({ repo, branch, stage: name }) =>
        `${name === undefined ? 'images of' : `${name} in`} ${repo} ${branch ?? 'default'}`,
    )
    .join(` ${'how' in reading ? reading.how : ''} `);
}

describe('the lanes of a pipeline', () => {
  it('are one a component for docker and manifest stages, and one for all in an environment', () => {
    expect(
      lanes.map(({ id, repo, head, components }) => [id, repo, head, components.map(({ name }) => name).join()]),
    ).toEqual([
      ['acme/platform:docker/payments', 'acme/payments-docker', 'sluice/docker/payments', 'payments'],
      ['acme/platform:manifest/payments', 'acme/manifests', 'sluice/manifest/payments', 'payments'],
      ['acme/platform:manifest/ledger', 'acme/manifests', 'sluice/manifest/ledger', 'ledger'],
      ['acme/platform:staging', 'acme/environments', 'release-staging', 'payments,ledger,tools'],
      ['acme/platform:production', 'acme/environments', 'release-production', 'payments,tools'],
    ]);
  });

  it('go into the branch that the stage names, else into the default branch', () => {
    expect(lanes.map(({ base }) => base)).toEqual(['trunk', undefined, undefined, 'live', undefined]);
  });

  it('have no two of one id, or of one branch in one repository', () => {
    expect(new Set(lanes.map(({ id }) => id)).size).toBe(lanes.length);
    expect(new Set(lanes.map(({ repo, head }) => `${repo} ${head}`)).size).toBe(lanes.length);
  });

  it('are none for an environment without components', () => {
    const empty = { ...ACME, stages: ACME.stages.map((one) => ({ ...one, components: [] })) };

    expect(lanesOf(empty)).toEqual([]);
  });
});

describe('a component', () => {
  it.each([
    ['docker/payments', 'payments', 'its code'],
    ['manifest/payments', 'payments', 'images of acme/payments-docker trunk'],
    ['manifest/ledger', 'ledger', 'images of acme/ledger default'],
    ['staging', 'payments', 'manifest in acme/manifests default'],
    ['staging', 'tools', 'images of acme/tools default'],
    ['production', 'payments', 'staging in acme/environments live'],
  ])('in %s (%s) reads %s', (lane, component, what) => {
    expect(reads(lane, component)).toBe(what);
  });

  it('passes over a stage that it does not go through', () => {
    expect(stagesBefore(ACME, stage('staging'), componentName('payments')).map(({ name }) => name)).toEqual([
      'manifest',
    ]);
    expect(stagesBefore(ACME, stage('staging'), componentName('tools'))).toEqual([]);
    expect(stagesBefore(ACME, stage('docker'), componentName('payments'))).toEqual([]);
  });

  it('is built in its docker repository, or in its code repository where there is none', () => {
    const place = (name: string) => {
      const {
        repo,
        branch,
        stage: docker,
      } = buildPlaceOf(
        ACME,
        ACME.components.find((one) => one.name === name)!,
      );
      return [repo, branch, docker?.name];
    };

    expect(place('payments')).toEqual(['acme/payments-docker', 'trunk', 'docker']);
    expect(place('ledger')).toEqual(['acme/ledger', undefined, undefined]);
  });
});

describe('a stage', () => {
  it('is read by those that come from it', () => {
    const readers = (name: string): string[] => readersOf(ACME, stageName(name)).map((one) => one.name);

    expect(['docker', 'manifest', 'staging', 'production'].map(readers)).toEqual([
      ['manifest'],
      ['staging'],
      ['production'],
      [],
    ]);
  });
});

describe('the id of a lane', () => {
  it('names its pipeline, its stage and its one component', () => {
    const staging = laneId(ACME.repo, { stage: stageName('staging') });

    expect(staging).toBe('acme/platform:staging');
    expect(laneId(ACME.repo, { stage: stageName('docker'), component: componentName('payments') })).toBe(
      'acme/platform:docker/payments',
    );
    expect(pipelineOf(staging)).toBe('acme/platform');
  });
});
