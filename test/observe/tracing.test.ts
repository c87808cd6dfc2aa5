import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { createWatch } from '../../src/observe/watch.ts';
import { closeSharedStore, World } from '../scenarios/world.ts';
import { RecordedSpans } from './recorded-spans.ts';

const spans = new RecordedSpans();
let world: World | undefined;

afterEach(async () => {
  spans.forget();
  await world?.end();
  world = undefined;
});
afterAll(closeSharedStore);

describe('traces', () => {
  it('have a span for each piece of work, with the requests to GitHub below it and the change that it was about', async () => {
    spans.install();
    world = await World.with({ observed: createWatch({ version: '1' }).observed });
    const { commit } = await world.merges('Retry transfers');
    await world.settled();

    const work = spans.ended.filter(({ name }) => name === 'sluice.work');
    const lane = work.filter(({ attributes }) => attributes['sluice.key'] === 'lane:acme/platform:docker/payments');
    const publish = spans.ended.find(({ attributes }) => attributes['sluice.operation'] === 'graphql:Publish');
    expect(spans.ended.filter(({ name }) => name === 'sluice.delivery').length).toBeGreaterThan(0);
    expect(lane.every(({ attributes }) => attributes['sluice.result'] === 'done')).toBe(true);
    expect(lane.map(({ attributes }) => attributes['sluice.changes'])).toContainEqual([
      `payments@${commit.slice(0, 12)}`,
    ]);
    expect(publish).toMatchObject({ parent: 'sluice.work', attributes: { 'http.response.status_code': 200 } });
  });

  it('mark what failed, without its words: those may quote anything, and the log has them', async () => {
    spans.install();
    const { observed } = createWatch({ version: '1' });

    await observed.work({ kind: 'lane', key: 'lane:a', fence: 1 }, () => Promise.resolve('failed'));
    const thrown = observed.work({ kind: 'lane', key: 'lane:b', fence: 1 }, () => Promise.reject(new Error('canary')));

    await expect(thrown).rejects.toThrow('canary');
    expect(spans.ended.slice(-2).map(({ failed }) => failed)).toEqual([true, true]);
    expect(JSON.stringify(spans.ended)).not.toContain('canary');
  });

  it('cost nothing and change nothing where no SDK is loaded', async () => {
    const before = spans.ended.length;
    const { observed } = createWatch({ version: '1' });

    const result = await observed.work({ kind: 'lane', key: 'lane:c', fence: 1 }, () => Promise.resolve('done'));

    expect([result, spans.ended.length]).toEqual(['done', before]);
  });
});
