import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import { seedAcme } from '../../../src/forge/seed/acme.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';

const DOCKER = 'acme/payments-docker';
const PUSHES = 1_000;
const APART_MS = 20;

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.begin((state) => seedAcme(state));
});
afterAll(closeSharedStore);

const push = (number: number): Promise<unknown> =>
  engine.person('ada').call('PUT', `/repos/acme/payments/contents/change-${number}.js`, {
    branch: 'main',
    message: `Change ${number}`,
    content: Buffer.from(`// ${number}\n`).toString('base64'),
  });

describe('a burst of pushes to one source', () => {
  it('is reconciled three times at most, and is one pull request with the last commit', async () => {
    const from = engine.forge.calls.length;

    for (let number = 1; number <= PUSHES; number += 1) {
      await push(number);
      engine.clock.advance(APART_MS);
      await engine.forge.hooks.pump();
      await engine.worker.workUntilIdle();
    }
    await engine.settled();

    const pulls = await engine.pulls(DOCKER);
    expect(engine.calls(from).reads.filter((name) => name === 'graphql:Look').length).toBeLessThanOrEqual(3);
    expect(pulls).toHaveLength(1);
    const { content } = await engine
      .person('ada')
      .call<{ content: string }>('GET', `/repos/${DOCKER}/contents/Dockerfile?ref=${pulls[0]?.head.ref ?? ''}`);
    const tip = await engine.person('ada').tipOf('acme/payments', 'main');
    expect(Buffer.from(content, 'base64').toString('utf8')).toContain(`ARG APP_COMMIT=${tip}`);
  }, 120_000);

  it('that is one merge is proposed at once', async () => {
    const begun = engine.clock.now();

    await engine.merges('payments', 'Round half up');
    await engine.forge.hooks.pump();
    await engine.worker.workUntilIdle();

    expect(engine.clock.now() - begun).toBe(0);
    expect(await engine.pulls(DOCKER)).toHaveLength(1);
  });
});
