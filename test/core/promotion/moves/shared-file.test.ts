import { describe, expect, it } from '@jest/globals';

import { componentName, type ComponentName } from '../../../../src/core/names.ts';
import type { LaneComponent } from '../../../../src/core/pipeline/lanes.ts';
import type { PinRule } from '../../../../src/core/pipeline/pipeline.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { Plan } from '../../../../src/core/promotion/plan-model.ts';
import type { PinnedFile } from '../../../../src/core/promotion/snapshot.ts';
import { standingOf } from '../../../../src/core/promotion/standing-of.ts';
import { historyOf } from '../facts.ts';
import { commit, decide, image, laneOf, payments, planOf, releaseFacts, web } from '../release-facts.ts';

const PATH = 'values.yaml';
/** CPU. Read once for each of 300 components and question, it took half a minute. */
const LONGEST_SECONDS = 5;

const valuesOf = (components: readonly string[], build: string): string =>
  components
    .map((name) => `${name}:\n  image: registry.acme.dev/${name}@${image(build)}\n  replicas: 2 # two\n`)
    .join('');

/** The file after several changes to other lines of it. */
function fileWith(text: string): PinnedFile {
  const texts = Array.from({ length: 6 }, (_, age) => `# Change ${9 - age}\n${text}`);
  const changes = texts.map((after, age) => {
    const before = texts[age + 1];
    return { commit: commit('a'), author: 'ada', text: after, ...(before === undefined ? {} : { before }) };
  });
  return { path: PATH, base: texts[0] ?? '', history: historyOf(...changes) };
}

function readingBy(component: LaneComponent, pins: PinRule[]): LaneComponent {
  if (component.reads.of !== 'stages') throw new Error(`${component.name} reads no stage`);
  const [first, ...others] = component.reads.stages;
  const stages: typeof component.reads.stages = [{ ...first, pins }, ...others];
  return { ...component, reads: { ...component.reads, stages } };
}

/** The release to a stage whose components are all pinned in one file, as they are in the stage before. */
function sharedFacts(components: ComponentName[], text = valuesOf(components, '1')): Facts {
  const pins = [{ file: PATH, holds: 'digest' as const }];
  const lane = laneOf('staging', components);
  const reading = lane.components.map((component) => readingBy(component, pins));
  return releaseFacts({
    components,
    policy: { pins },
    here: { files: [fileWith(text)] },
    upstream: { files: new Map([[PATH, valuesOf(components, '2')]]) },
    facts: { lane: { ...lane, components: reading } },
  });
}

const writtenBy = ({ steps }: Plan): (string | undefined)[] =>
  steps.flatMap((step) => (step.do === 'publish' ? step.edits.map(({ text }) => text) : []));

describe('a file that many components are pinned in', () => {
  it('is read once, and not once for each of them', () => {
    const components = Array.from({ length: 300 }, (_, at) => componentName(`service-${at}`));
    const facts = sharedFacts(components);

    const began = process.threadCpuUsage();
    const { plan, facts: decided } = decide(facts);
    const standing = standingOf(decided, plan);
    const { user, system } = process.threadCpuUsage(began);

    expect(writtenBy(plan)).toEqual([`# Change 9\n${valuesOf(components, '2')}`]);
    expect(standing.components.filter(({ holds }) => holds?.value === image('1'))).toHaveLength(300);
    expect((user + system) / 1_000_000).toBeLessThan(LONGEST_SECONDS);
  });

  it('is written once for all of them', () => {
    expect(writtenBy(planOf(sharedFacts([payments, web])))).toEqual([`# Change 9\n${valuesOf([payments, web], '2')}`]);
  });
});

describe('two components whose pins stand in the same place', () => {
  const oneImage = (facts: Facts): Facts => ({
    ...facts,
    lane: {
      ...facts.lane,
      components: facts.lane.components.map((component) => ({ ...component, image: 'registry.acme.dev/shop' })),
    },
  });
  const shop = (build: string): string => valuesOf(['shop'], build);
  const offered = (facts: Facts, values: Record<string, string>): Facts => ({
    ...facts,
    upstream: new Map(
      [...facts.upstream].map(([name, upstream]) => {
        if (!('known' in upstream) || upstream.known.of !== 'stages') throw new Error(`${name} copies from no stage`);
        const stages = upstream.known.stages.map((stage) =>
          'known' in stage ? { known: { ...stage.known, files: new Map([[PATH, shop(values[name] ?? '1')]]) } } : stage,
        );
        return [name, { known: { ...upstream.known, stages } }];
      }),
    ),
  });
  const facts = oneImage(sharedFacts([payments, web], shop('1')));

  it('move it where they move to the same', () => {
    expect(writtenBy(planOf(offered(facts, { payments: '2', web: '2' })))).toEqual([`# Change 9\n${shop('2')}`]);
  });

  it('never fight over it: the first moves it, and the other one stays and says why', () => {
    const plan = planOf(offered(facts, { payments: '2', web: '3' }));

    expect(writtenBy(plan)).toEqual([`# Change 9\n${shop('2')}`]);
    expect(plan.reasons).toContainEqual({
      about: 'web',
      standing: 'blocked',
      code: 'pin-not-writable',
      says:
        'acme/environments main: values.yaml: The image registry.acme.dev/shop in values.yaml cannot be moved: the same stretch would ' +
        'have to hold two different values. Name one of its places by itself, or write the value out in each.',
      next: 'mend the pin, or name another one in the pipeline',
    });
  });
});
