import { describe, expect, it } from '@jest/globals';

import { repoName } from '../../../../src/core/names.ts';
import { pinOwners, shortNameOf } from '../../../../src/core/pipeline/pins/pin-owners.ts';
import type { FoundPin } from '../../../../src/core/pins/index.ts';
import { findPins } from '../../../../src/core/pins/index.ts';
import { pipeline } from '../pipeline-text.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const COMMIT = 'c'.repeat(40);

const PIPELINE = pipeline(`version: 1
components:
  payments: { code: acme/payments, image: registry.acme.dev/payments }
  web: { code: acme/shop, image: web-shop }
  admin: { code: acme/shop, image: registry.acme.dev/admin }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    components: [payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
  manifest:
    kind: manifest
    from: docker
    repo: acme/manifests
    components: [payments]
    pins: [{ file: 'apps/{component}/kustomization.yaml', holds: digest }]
    checks: none
    merge: when-green
  staging:
    kind: environment
    from: manifest
    repo: acme/environments
    components: [payments]
    pins: [{ file: 'apps/{component}/kustomization.yaml', holds: digest }]
    checks: none
    merge: when-green
`);

/** Whose each reference of a file is: `component: stages`, or `-`. */
function told(path: string, text: string, repo?: string): string[] {
  const owners = pinOwners(PIPELINE, repo === undefined ? undefined : repoName(repo));
  return owners({ path, text, pins: findPins(text, { path }) }).map((owner) =>
    owner === undefined ? '-' : `${owner.component}: ${owner.movedBy.join(', ')}`,
  );
}

const kustomization = (image: string): string => `images:\n  - name: ${image}\n    digest: ${DIGEST}\n`;
const KUSTOMIZATION = kustomization('registry.acme.dev/payments');

describe('the owner of a reference', () => {
  it.each<[string, string, string, string[]]>([
    [
      'moved by every stage that names the place',
      'apps/payments/kustomization.yaml',
      KUSTOMIZATION,
      ['payments: manifest, staging'],
    ],
    ['moved by the stage that names its ARG', 'Dockerfile', `ARG APP_COMMIT=${COMMIT}\n`, ['payments: docker']],
    ['moved by none in another file', 'other/kustomization.yaml', KUSTOMIZATION, ['payments: ']],
    [
      'moved by none where a stage does not take the component',
      'apps/admin/kustomization.yaml',
      kustomization('registry.acme.dev/admin'),
      ['admin: '],
    ],
    ['told by its image after the defaults of Docker', 'a.yaml', 'image: docker.io/library/web-shop:1\n', ['web: ']],
    ['nobody when it is another image', 'a.yaml', 'image: registry.acme.dev/payments-db:1\n', ['-']],
    ['nobody when an ARG of the file is another one', 'Dockerfile', `ARG OTHER=${COMMIT}\n`, ['-']],
    [
      'each for itself',
      'a.yaml',
      `a: { image: redis:7 }\nb: { image: 'registry.acme.dev/admin:1' }\n`,
      ['-', 'admin: '],
    ],
  ])('is %s', (_, path, text, owners) => {
    expect(told(path, text)).toEqual(owners);
  });

  it.each([
    ['acme/manifests', 'manifest'],
    ['Acme/Environments', 'staging'],
    ['acme/elsewhere', ''],
  ])('is moved in %s by the stages of that repository alone', (repo, stages) => {
    expect(told('apps/payments/kustomization.yaml', KUSTOMIZATION, repo)).toEqual([`payments: ${stages}`]);
  });

  it('is nobody where a stage names two places and moves neither', () => {
    const twice = `${KUSTOMIZATION}  - name: registry.acme.dev/payments\n    digest: ${DIGEST}\n`;

    expect(told('apps/payments/kustomization.yaml', twice)[0]).toBe('payments: ');
  });

  const found = (pin: Partial<FoundPin>): FoundPin => ({ line: 1, pointer: '/a', kind: 'git-revision', ...pin });

  it.each<[Partial<FoundPin>, string | undefined]>([
    [{ name: 'https://github.com/acme/payments' }, 'payments'],
    [{ name: 'https://git@github.com/Acme/Payments.git?ref=v1' }, 'payments'],
    [{ name: 'git@github.com:acme/payments.git' }, 'payments'],
    [{ name: 'github.com/acme/payments//deploy' }, 'payments'],
    [{ name: 'acme/payments/.github/workflows/build.yml', kind: 'action' }, 'payments'],
    [{ name: 'acme/payments', kind: 'chart' }, undefined],
    [{ name: 'https://github.com/acme/shop' }, undefined],
    [{ name: 'acme' }, undefined],
    [{}, undefined],
  ])('of the code of a component is that component, if it is the only one: %j', (pin, component) => {
    const [owner] = pinOwners(PIPELINE)({ path: 'a.yaml', text: '', pins: [found(pin)] });

    expect(owner?.component).toBe(component);
  });

  it.each<[Partial<FoundPin>, string | undefined]>([
    [{ image: 'registry.acme.dev/team/payments' }, 'payments'],
    [{ image: 'nginx' }, 'nginx'],
    [{ name: 'actions/checkout', kind: 'action' }, 'checkout'],
    [{ name: 'github/codeql-action/init', kind: 'action' }, 'codeql-action'],
    [{ name: 'https://github.com/acme/payments//deploy?ref=v1', kind: 'kustomize-remote' }, 'payments'],
    [{ name: 'oci://registry.acme.dev/charts/redis', kind: 'chart' }, 'redis'],
    [{ arg: 'APP_COMMIT' }, 'APP_COMMIT'],
    [{}, undefined],
  ])('that no pipeline knows is called by the last part of its name: %j', (pin, name) => {
    expect(shortNameOf(found(pin))).toBe(name);
  });
});
