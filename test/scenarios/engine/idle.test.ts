import { afterAll, describe, expect, it } from '@jest/globals';

import { seedAcme, ACME_PIPELINE } from '../../../src/forge/seed/acme.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';

const SWEEP_MS = 31 * 60_000;

const LANES = 200;

const components = Array.from({ length: LANES }, (_, index) => `c${String(index + 1).padStart(3, '0')}`);

/** One lane for each component, in a repository of its own, and each component with a code repository of its own. */
const pipeline = ACME_PIPELINE.replace(
  '  payments: { code: acme/payments }\n',
  components.map((name) => `  ${name}: { code: acme/${name} }\n`).join(''),
);

afterAll(closeSharedStore);

describe('two hundred lanes at rest', () => {
  it('are swept with eight reads and no write', async () => {
    const engine = await Engine.begin((state) => seedAcme(state, { components, pipeline }));
    await engine.after(SWEEP_MS);
    const from = engine.forge.calls.length;

    await engine.after(SWEEP_MS);

    const { reads, writes } = engine.calls(from);
    expect(await engine.app.tools.policies.lanes()).toHaveLength(LANES);
    expect(writes).toEqual([]);
    expect(reads).toEqual(Array.from({ length: 8 }, () => 'graphql:Look'));
  }, 120_000);
});
