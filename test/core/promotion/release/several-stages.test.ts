import { describe, expect, it } from '@jest/globals';

import { known, unknown, type Answer } from '../../../../src/core/answer.ts';
import type { EnvironmentState } from '../../../../src/core/environments/environment-state.ts';
import { branchName, stageName } from '../../../../src/core/names.ts';
import type { LaneComponent, StageReading } from '../../../../src/core/pipeline/lanes.ts';
import type { Facts, UpstreamStage } from '../../../../src/core/promotion/facts.ts';
import { codes, NOW } from '../facts.ts';
import {
  commit,
  editsIn,
  ENVIRONMENTS,
  laneOf,
  OPEN_TO_ALL,
  payments,
  planOf,
  saysOf,
  textsOf,
  type Answering,
} from '../release-facts.ts';
import { does, HOUR, production, type Production } from './people.ts';
import { deployed, ended, provenAgo, stagingWith } from './staging.ts';

/** What a stage's branch holds of payments at its commits; d is its tip. */
type Line = Partial<Record<'d' | 'c' | 'b', string>>;

interface Two {
  how: 'all' | 'any';
  eu: Line;
  us: Line;
  /** Each commit of both was proven an hour ago, unless said otherwise. */
  euRuns?: EnvironmentState;
  usRuns?: EnvironmentState;
  soak?: number;
}

const reading = (name: string): StageReading => ({
  stage: stageName(name),
  kind: 'environment',
  repo: ENVIRONMENTS,
  pins: [{ file: `${name}/{component}.yaml`, holds: 'digest' }],
  verifiedFor: 0,
});

const runs = (line: Line): EnvironmentState =>
  provenAgo(Object.fromEntries(Object.keys(line).map((name, index) => [name, (index + 1) * HOUR])));

const stageOf = (name: string, line: Line, environment = runs(line)): Answer<UpstreamStage> =>
  known({
    stage: stageName(name),
    repo: ENVIRONMENTS,
    ...OPEN_TO_ALL,
    branch: branchName('main'),
    tip: commit('d'),
    files: textsOf(name, { payments: line.d! }, laneOf('production', [payments])),
    environment,
  });

/** Production copies payments from eu and us. */
function copying({ how, eu, us, euRuns, usRuns, soak }: Two): Facts {
  const change: Production = {
    components: [payments],
    ...(soak === undefined ? {} : { environment: { gates: [{ soak }] } }),
  };
  const facts = production(change);
  const components = facts.lane.components.map((component): LaneComponent => ({
    ...component,
    reads: { of: 'stages', how, stages: [reading('eu'), reading('us')] },
  }));
  const stages = [stageOf('eu', eu, euRuns), stageOf('us', us, usRuns)];
  return {
    ...facts,
    lane: { ...facts.lane, components },
    upstream: new Map([[payments, known({ of: 'stages' as const, how, stages })]]),
  };
}

const texts =
  ({ eu, us }: Two): Answering =>
  (question) => {
    if (question.ask !== 'text') return undefined;
    const name = question.paths[0]?.split('/')[0] ?? '';
    const there = (name === 'eu' ? eu : us)[question.commit[0] as 'd' | 'c' | 'b'];
    if (there === undefined) throw new Error(`nobody needs what ${name} held at ${question.commit[0]}`);
    return known(Object.fromEntries(textsOf(name, { payments: there }, laneOf('production', [payments]))));
  };

const decided = (two: Two) => planOf(copying(two), texts(two));
const moved = (two: Two): string | undefined => editsIn(decided(two))['production/payments.yaml'];

describe('a stage that copies what all of several have proven', () => {
  it('takes the newest that each of them has proven', () => {
    expect(moved({ how: 'all', eu: { d: '3', c: '2' }, us: { d: '2' } })).toBe('2');
    expect(moved({ how: 'all', eu: { d: '2' }, us: { d: '3', c: '2' } })).toBe('2');
    expect(moved({ how: 'all', eu: { d: '3', c: '2' }, us: { d: '3', c: '2' } })).toBe('3');
  });

  it('names what only one of them has proven', () => {
    const [step] = decided({ how: 'all', eu: { d: '3', c: '2' }, us: { d: '2' } }).steps;

    expect(step?.do === 'publish' ? step.body.model['components'] : []).toMatchObject([
      { lacks: 'sha256:3333333 is not proven in all of eu and us yet' },
    ]);
  });

  it('takes nothing while they have nothing in common', () => {
    const plan = decided({ how: 'all', eu: { d: '3' }, us: { d: '2' } });

    expect(codes(plan)).toEqual(['waiting not-proven']);
    expect(saysOf(plan, 'payments')).toBe('no reference is proven in eu and us alike yet');
  });

  it('takes nothing while one of them cannot be read', () => {
    const two: Two = { how: 'all', eu: { d: '2' }, us: { d: '2' } };
    const stages = [stageOf('eu', two.eu), unknown('GitHub answered 502')];
    const facts = {
      ...copying(two),
      upstream: new Map([[payments, known({ of: 'stages' as const, how: two.how, stages })]]),
    };

    expect(codes(planOf(facts))).toEqual(['waiting upstream-unknown']);
  });

  it('waits until it has run for long enough in each of them, and wakes then', () => {
    const two: Two = {
      how: 'all',
      eu: { d: '2' },
      us: { d: '2' },
      euRuns: provenAgo({ d: 9 * HOUR }),
      usRuns: provenAgo({ d: HOUR }),
      soak: 2 * HOUR,
    };

    expect(does(decided(two))).toEqual([]);
    expect(decided(two).wake).toBe(NOW + HOUR);
    expect(moved({ ...two, usRuns: provenAgo({ d: 2 * HOUR }) })).toBe('2');
  });

  it('does not take what one of them has gone back from, though the other still has it', () => {
    const two: Two = { how: 'all', eu: { d: '2', c: '3', b: '2' }, us: { d: '3' } };

    expect(codes(decided(two))).toEqual(['waiting not-proven']);
    expect(moved({ ...two, us: { d: '3', c: '2' } })).toBe('2');
  });

  it('takes it again once that one has gone forward to it again', () => {
    expect(moved({ how: 'all', eu: { d: '3', c: '2', b: '3' }, us: { d: '3' } })).toBe('3');
  });
});

describe('a stage that copies what any of several has proven', () => {
  it('takes the newest, whichever has it', () => {
    expect(moved({ how: 'any', eu: { d: '3' }, us: { d: '2' } })).toBe('3');
    expect(moved({ how: 'any', eu: { d: '2' }, us: { d: '3' } })).toBe('3');
  });

  it('takes what one has proven while the other has proven nothing, or cannot be read', () => {
    const two: Two = {
      how: 'any',
      eu: { d: '2' },
      us: { d: '3' },
      usRuns: stagingWith(deployed('d', ended('failure'))),
    };
    const stages = [unknown('GitHub answered 502'), stageOf('us', { d: '3' })];
    const blind = {
      ...copying(two),
      upstream: new Map([[payments, known({ of: 'stages' as const, how: two.how, stages })]]),
    };

    expect(moved(two)).toBe('2');
    expect(editsIn(planOf(blind))).toEqual({ 'production/payments.yaml': '3' });
  });

  it('of two that do not follow each other takes the one of the stage named first', () => {
    const two: Two = { how: 'any', eu: { d: '2' }, us: { d: '3' } };
    const plan = planOf(copying(two), (question) => {
      if (question.ask !== 'range' || question.from[0] === '1') return texts(two)(question);
      return unknown('GitHub answered 502');
    });

    expect(editsIn(plan)).toEqual({ 'production/payments.yaml': '2' });
  });

  it('wakes when the first of them is ripe', () => {
    const two: Two = {
      how: 'any',
      eu: { d: '2' },
      us: { d: '3' },
      euRuns: provenAgo({ d: 0 }),
      usRuns: provenAgo({ d: HOUR }),
      soak: 2 * HOUR,
    };

    expect(codes(decided(two))).toEqual(['waiting soaking']);
    expect(decided(two).wake).toBe(NOW + HOUR);
  });

  it('wakes when another is ripe though one already offers something', () => {
    const two: Two = {
      how: 'any',
      eu: { d: '2' },
      us: { d: '3' },
      euRuns: provenAgo({ d: 9 * HOUR }),
      usRuns: provenAgo({ d: 2 * HOUR - 1 }),
      soak: 2 * HOUR,
    };
    const here = copying(two);
    const held = production({
      components: [payments],
      held: { payments: '2' },
      environment: { gates: [{ soak: 2 * HOUR }] },
    });

    expect(moved(two)).toBe('2');
    expect(planOf({ ...here, here: held.here }, texts(two)).wake).toBe(NOW + 1);
  });
});
