import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Hint } from '../../../src/core/hints.ts';
import type { LaneId, PromotionId, RepoName } from '../../../src/core/names.ts';
import { isForProduction } from '../../../src/operations/claims/for-production.ts';
import { Policies } from '../../../src/operations/lanes/policies.ts';
import type { SharedTools } from '../../../src/operations/tools.ts';
import { markAttention } from '../../../src/operations/work-inbox.ts';
import type { Delivery } from '../../../src/ports/store/inbox.ts';
import type { StoredPipeline } from '../../../src/ports/store/pipelines.ts';
import { releases } from '../releases/releases.ts';
import { closeSharedStore, type World } from '../world.ts';

const PIPELINE = 'acme/platform';
let world: World;

beforeAll(async () => {
  world = await releases();
  const merges: [PromotionId, string][] = [
    ['acme/environments#41' as PromotionId, 'production'],
    ['acme/environments#42' as PromotionId, 'production/payments'],
    ['acme/environments#43' as PromotionId, 'staging'],
  ];
  for (const [promotion, lane] of merges) {
    const entry = { at: 1, promotion, facts: {} };
    await world.store.ledger.append({ ...entry, kind: 'merge-done', lane: `${PIPELINE}:${lane}` as LaneId });
    await world.store.ledger.append({ ...entry, at: 2, kind: 'told' });
  }
});
afterAll(async () => {
  await world.end();
  await closeSharedStore();
});

describe('what is kept of a budget', () => {
  it.each<[string, string, boolean]>([
    ['the lane of production', `lane:${PIPELINE}:production`, true],
    ['the lane of an environment that others copy', `lane:${PIPELINE}:staging`, false],
    ['a lane that no pipeline has', `lane:${PIPELINE}:prodd`, false],
    ['what follows a merge in production', 'promotion:acme/environments#41', true],
    ['what follows a forced merge in production', 'promotion:acme/environments#42', true],
    ['what follows a merge elsewhere', 'promotion:acme/environments#43', false],
    ['what follows a merge that nobody knows', 'promotion:acme/environments#44', false],
    ['a label on what may go to production', 'wish:acme/payments#7', true],
    ['a label on the release of production itself', 'wish:ACME/environments#7', true],
    ['a label where nothing is released from', 'wish:acme/elsewhere#7', false],
    ['a label on what is no repository', 'wish:odd', false],
    ['what people order', 'commands:acme/environments#7', true],
    ['what they hold', `control:${PIPELINE}`, true],
    ['the sweep', 'sweep:lanes', false],
    ['the pipeline file', `pipeline:${PIPELINE}`, false],
    ['a report of a build', 'report:acme/payments:0-1', false],
  ])('%s: %s may use it: %s', async (_, key, may) => {
    expect(await isForProduction(world.app.tools, key)).toBe(may);
  });
});

describe('the pipelines in force', () => {
  /** The same tools, and how often they have read the pipelines. */
  function counting(): { tools: SharedTools; reads: () => number } {
    let reads = 0;
    const all = (): Promise<StoredPipeline[]> => {
      reads += 1;
      return world.store.pipelines.all();
    };
    const { tools } = world.app;
    return { tools: { ...tools, policies: new Policies({ pipelines: { all }, log: tools.log }) }, reads: () => reads };
  }

  it('are read once for all hints of a delivery, and anew for the next', async () => {
    const { tools, reads } = counting();
    const delivery: Delivery = { guid: 'g', event: 'push', payload: {}, receivedAt: 1 };
    const [repo, because] = ['acme/environments' as RepoName, 'a push'];
    const hints: Hint[] = [
      { look: 'branch', repo, branch: 'main', isDefault: true, because },
      { look: 'proposal', repo, number: 1, isNew: false, because },
      { look: 'commands', repo, number: 1, because },
      { look: 'wish', repo, number: 1, hasEnded: false, because },
    ];

    await markAttention(tools, delivery, hints);
    expect(reads()).toBe(1);
    await markAttention(tools, delivery, hints);

    expect(reads()).toBe(2);
  });

  it('are read once to find out whether a forced merge was one into production', async () => {
    const { tools, reads } = counting();

    expect(await isForProduction(tools, 'promotion:acme/environments#42')).toBe(true);

    expect(reads()).toBe(1);
  });
});
