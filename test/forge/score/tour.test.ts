import { beforeAll, describe, expect, it } from '@jest/globals';
import { beyondTheForge } from '../../../src/forge/score/beyond.ts';
import { describedPairs } from '../../../src/forge/score/judge.ts';
import { newStage, tour, type Stage, type Tour } from '../../../src/forge/score/tour/index.ts';

const told = ({ exchanges }: Tour) => exchanges.map(({ request, status }) => [request.method, request.path, status]);

describe.each(['github.com', 'ghes-3.19'] as const)('the tour of a forge that is %s', (description) => {
  let stage: Stage;
  let home: Tour;
  beforeAll(async () => {
    stage = newStage({ description });
    home = await tour(stage);
  });

  it('visits every operation of the forge', () => {
    const visited = new Set(home.exchanges.map(({ operationId }) => operationId));

    expect(stage.forge.operations.length).toBeGreaterThan(120);
    expect(stage.forge.operations.filter((one) => !visited.has(one))).toEqual([]);
  });

  it('hears every answer below 500 that GitHub describes, but for those that are named as beyond the forge', () => {
    const heard = new Set(home.exchanges.map(({ operationId, status }) => `${operationId} ${status}`));
    const described = describedPairs(stage.forge.operations, description);

    const unheard = described.filter((pair) => !heard.has(pair));

    const beyond = [...beyondTheForge.keys()].filter((pair) => described.includes(pair));
    expect(unheard.sort()).toEqual(beyond.sort());
  });

  it('is told by the forge itself what fault rules are not there for', () => {
    const byRule = Map.groupBy(home.exchanges, ({ operationId, status }) => `${operationId} ${status}`);

    const onlyByRule = [...byRule].filter(([, all]) => all.every(({ isInjected }) => isInjected)).map(([pair]) => pair);

    expect(onlyByRule.sort()).toEqual([
      'rate-limit/get 404',
      'repos/get 400',
      'repos/get 429',
      'repos/get 500',
      'repos/get 502',
      'repos/get 503',
    ]);
  });

  it('hears what it expects, and nothing that GitHub does not describe', () => {
    const strange = home.exchanges.flatMap(({ status, violations }) =>
      violations.filter(({ what }) => what !== 'request' || status < 400),
    );

    expect(home.surprises).toEqual([]);
    expect(strange).toEqual([]);
  });
});

it('the tour is the same each time', async () => {
  const [first, second] = [await tour(newStage()), await tour(newStage())];

  expect(told(first)).toEqual(told(second));
});
