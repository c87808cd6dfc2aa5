import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { MANIFESTS } from './chain.ts';

const LANE = 'acme/platform:manifest/ledger';
const IMAGE = 'registry.acme.dev/ledger';
const VALUES = 'apps/ledger/values.yaml';
const SCRIPT = 'apps/ledger/run.sh';

/** The image of a component stands in Helm values, under keys of their own, and twice in a script. */
const PIPELINE = CHAIN_PIPELINE.replace(
  '[{ file: "apps/{component}/kustomization.yaml", holds: digest }]',
  `
      - { file: "apps/{component}/values.yaml", pointer: /app/image, holds: digest }
      - { file: "apps/{component}/run.sh", pattern: '@(?<digest>sha256:[0-9a-f]{64})', places: 2, holds: digest }`,
);

const valuesOf = (tag: string, digest: string): string =>
  `app:\r\n  image:\r\n    repository: ${IMAGE}\r\n    tag: "${tag}"  # as people call it\r\n    digest: ${digest}\r\njob:\r\n  image: ${IMAGE}:v0.9\r\n`;
const scriptOf = (one: string, two = one): string =>
  `#!/bin/sh\npodman pull ${IMAGE}@${one}\npodman run ${IMAGE}@${two} "$@"\n`;

let world: World;
let old: string;

beforeEach(async () => {
  expect(PIPELINE).toContain('places: 2');
  world = await World.chain({ pipeline: PIPELINE });
  const kustomization = await world.file(MANIFESTS, 'apps/ledger/kustomization.yaml');
  old = /sha256:[0-9a-f]{64}/.exec(kustomization)?.[0] ?? '';
  await writes(VALUES, valuesOf('v1.0', old));
  await writes(SCRIPT, scriptOf(old));
  await world.settled();
});

afterEach(async () => world.end());
afterAll(closeSharedStore);

const writes = (path: string, text: string): Promise<unknown> =>
  world.person('grace').commits(MANIFESTS, { branch: 'main', path, text, message: `Write ${path}` });

/** A merged change becomes an image, and its build reports it. */
async function ledgerIsBuilt(report: object): Promise<string> {
  const { commit } = await world.merges('Retry transfers', { component: 'ledger' });
  const { digest } = world.builds('ledger', commit);
  const said = { v: 1, image: IMAGE, digest, commit, ...report };
  await world.person('acme-ci').dispatches('acme/ledger', 'sluice-artifact', said);
  await world.settled();
  return digest;
}

describe('the pins of a component in two files', () => {
  it('move together, the tag with its digest, and everything else stays as it is', async () => {
    const digest = await ledgerIsBuilt({ tag: 'v1.1' });

    const { head } = await world.pull(MANIFESTS);

    expect(await world.file(MANIFESTS, VALUES, head.ref)).toBe(valuesOf('v1.1', digest));
    expect(await world.file(MANIFESTS, SCRIPT, head.ref)).toBe(scriptOf(digest));
  });

  it('stay where the build has told no tag for the one that stands there', async () => {
    await ledgerIsBuilt({});

    expect(await world.pulls(MANIFESTS)).toEqual([]);
    expect((await world.reasons(LANE)).join()).toContain(
      `${VALUES}:5 holds the tag v1.0 beside the digest, and nobody has told a tag of sha256:`,
    );
  });

  it('stay where a person has moved one of two places of the same pin', async () => {
    await writes(SCRIPT, scriptOf(old, `sha256:${'e'.repeat(64)}`));
    await ledgerIsBuilt({ tag: 'v1.1' });

    expect(await world.pulls(MANIFESTS)).toEqual([]);
    expect((await world.reasons(LANE)).join()).toContain('in 2 places that do not hold the same');
  });

  it('are shown where they stand, with what else refers to the image', async () => {
    await ledgerIsBuilt({ tag: 'v1.1' });

    const standing = await world.app.tools.store.standings.get(LANE as never);

    expect(standing?.components).toMatchObject([
      {
        pins: [
          { file: VALUES, line: 5, by: 'pointer' },
          { file: SCRIPT, line: 2, by: 'pattern' },
          { file: SCRIPT, line: 3, by: 'pattern' },
        ],
        strays: [{ file: VALUES, line: 7, holds: 'v0.9' }],
      },
    ]);
  });
});
