import { describe, expect, it } from '@jest/globals';

import { builtComponents, componentsOfImage, noComponent } from '../../../src/core/artifacts/built-component.ts';
import { pinFileOf, sourceOf } from '../../../src/core/artifacts/source-of.ts';
import type { BuiltImage } from '../../../src/core/artifacts/report.ts';
import { commitSha, repoName, type Digest } from '../../../src/core/names.ts';
import { buildPlaceOf } from '../../../src/core/pipeline/lanes.ts';
import { pipeline } from '../pipeline/pipeline-text.ts';

const BUILT = commitSha('b'.repeat(40));
const CODE = 'c'.repeat(40);

const ACME = pipeline(`version: 1
components:
  payments: { code: acme/payments, image: registry.acme.dev/payments }
  ledger: { code: acme/ledger, image: registry.acme.dev/ledger }
  web: { code: { repo: acme/shop, paths: ["web/**"] }, image: acme/web }
  admin: { code: { repo: acme/shop, paths: ["admin/**"] }, image: acme/admin }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    components: [payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
`);

const built = (change: Partial<BuiltImage> = {}): BuiltImage => ({
  image: 'registry.acme.dev/payments',
  digest: `sha256:${'2'.repeat(64)}` as Digest,
  commit: BUILT,
  ...change,
});

const about = (change: Partial<BuiltImage>, from: string, pipeline = ACME): string[] | string => {
  const found = builtComponents(pipeline, built(change), repoName(from));
  return 'wrong' in found ? found.wrong : found.components.map(({ component }) => component.name);
};

describe('a report is about', () => {
  it.each<[string, Partial<BuiltImage>, string, string[]]>([
    ['the component of its image', {}, 'acme/payments-docker', ['payments']],
    ['the component that it names', { component: 'payments' }, 'acme/payments-docker', ['payments']],
    ['what its repository builds, however GitHub spells it', {}, 'Acme/Payments-Docker', ['payments']],
    ['an image on the default host, written out', { image: 'docker.io/acme/web' }, 'acme/shop', ['web']],
    ['one of two components of a repository', { image: 'acme/admin' }, 'acme/shop', ['admin']],
  ])('%s', (_, change, from, components) => {
    expect(about(change, from)).toEqual(components);
  });

  it('no component of the same image that another repository builds', () => {
    expect(
      componentsOfImage(ACME, 'docker.io/acme/web', repoName('acme/shop')).map(({ component }) => component.name),
    ).toEqual(['web']);
    expect(componentsOfImage(ACME, 'docker.io/acme/web', repoName('acme/payments'))).toEqual([]);
    expect(componentsOfImage(ACME, 'ghcr.io/acme/web', repoName('acme/shop'))).toEqual([]);
  });
});

describe('a report is about nothing', () => {
  it.each<[string, Partial<BuiltImage>, string, string]>([
    [
      'where another repository builds its component',
      { component: 'payments' },
      'acme/evil',
      'payments is not built in acme/evil, and a report is believed from the repository that builds it alone',
    ],
    [
      'where it comes from the code, and a docker repository lies between',
      {},
      'acme/payments',
      'registry.acme.dev/payments is not built in acme/payments, and a report is believed from the repository that builds it alone',
    ],
    [
      'where it names a component of another repository',
      { component: 'payments' },
      'acme/shop',
      'no pipeline has a component "payments" built in acme/shop; web and admin are built in acme/shop',
    ],
    [
      'where its component has another image',
      { component: 'ledger', image: 'evil.example/ledger' },
      'acme/ledger',
      'image "evil.example/ledger" is not the image of ledger (registry.acme.dev/ledger)',
    ],
    [
      'where no component has its image',
      { image: 'registry.acme.dev/paymnets' },
      'acme/payments-docker',
      'no pipeline has the image "registry.acme.dev/paymnets" built in acme/payments-docker; payments is built in acme/payments-docker',
    ],
    [
      'where its image is no repository',
      { image: ':' },
      'acme/ledger',
      'no pipeline has the image ":" built in acme/ledger; ledger is built in acme/ledger',
    ],
  ])('%s', (_, change, from, wrong) => {
    expect(about(change, from)).toBe(wrong);
  });

  it('of any pipeline in words that name nothing of theirs', () => {
    const from = repoName('acme/evil');

    expect(noComponent(built(), from)).toBe(
      'no pipeline has the image "registry.acme.dev/payments" built in acme/evil',
    );
    expect(noComponent(built({ component: 'payments' }), from)).toBe(
      'no pipeline has a component "payments" built in acme/evil',
    );
  });
});

describe('the code in a build', () => {
  const componentOf = (name: string) => ACME.components.find((one) => one.name === name)!;
  const place = (name: string) => buildPlaceOf(ACME, componentOf(name));
  const source = (name: string, text?: string) =>
    sourceOf(place(name), componentOf(name), { commit: BUILT, ...(text === undefined ? {} : { text }) });

  it('is the commit that was built, where the code repository is built itself', () => {
    expect(pinFileOf(place('ledger'), componentOf('ledger'))).toBeUndefined();
    expect(source('ledger')).toEqual({ source: BUILT });
  });

  it('is what the commit pin held there, where a docker repository is built', () => {
    expect(pinFileOf(place('payments'), componentOf('payments'))).toBe('Dockerfile');
    expect(source('payments', `FROM node\nARG APP_COMMIT=${CODE}\n`)).toEqual({ source: CODE });
  });

  it.each<[string, string | undefined]>([
    ['has no such file', undefined],
    ['has no such pin', 'FROM node\n'],
    ['pins a branch', 'ARG APP_COMMIT=main\n'],
    ['pins two commits', `ARG APP_COMMIT=${CODE}\nARG APP_COMMIT=${BUILT}\n`],
  ])('is not known where that commit %s', (_, text) => {
    expect(source('payments', text)).toEqual({
      wrong: 'acme/payments-docker at bbbbbbb names no code commit in Dockerfile',
    });
  });
});
