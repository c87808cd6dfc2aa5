import { describe, expect, it } from '@jest/globals';
import { Kind, parse, type SelectionSetNode } from 'graphql';

import { branchName, componentName, repoName, stageName, type LaneId } from '../../../src/core/names.ts';
import type { LaneComponent, StageReading } from '../../../src/core/pipeline/lanes.ts';
import { LookParts } from '../../../src/github/look/documents/look-parts.ts';
import { joinParts } from '../../../src/github/look/documents/part.ts';
import type { LookRequest } from '../../../src/ports/github/looks.ts';

const LANES = 25;
/** So few that each file comes with its history; so many that a look reads as many deployments as a page holds. */
const COMPONENTS = [10, 60];

/** GitHub's own bound (GraphQL reference, node limit). */
const NODE_LIMIT = 500_000;

const PINS: StageReading['pins'] = [{ file: 'apps/{component}.yaml', holds: 'digest' }];

/** An environment in a repository of its own, which nothing else shares. */
function environment(lane: number, count: number): LookRequest {
  const from: StageReading = {
    stage: stageName(`before-${lane}`),
    kind: 'environment',
    repo: repoName(`acme/environments-${lane}`),
    pins: PINS,
    verifiedFor: 0,
  };
  const components = Array.from({ length: count }, (_, index): LaneComponent => {
    const name = componentName(`c-${lane}-${index}`);
    const reads = { of: 'stages', how: 'all', stages: [from] } as const;
    return { name, code: repoName(`acme/${name}`), tag: '{commit}', owners: [], reads: { ...reads, stages: [from] } };
  });
  return {
    pins: PINS,
    lane: {
      id: `acme/platform:stage-${lane}` as LaneId,
      pipeline: repoName('acme/platform'),
      stage: stageName(`stage-${lane}`),
      kind: 'environment',
      components,
      repo: repoName(`acme/environments-${lane}`),
      head: branchName(`release-stage-${lane}`),
    },
  };
}

/** Every connection counts as full, and once for each node that it hangs on. */
function nodesOf(selections: SelectionSetNode | undefined): number {
  return (selections?.selections ?? []).reduce((sum, selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('the look has no fragments by name');
    const below = nodesOf(selection.selectionSet);
    const size = selection.kind !== Kind.FIELD ? undefined : sizeOf(selection.arguments ?? []);
    return sum + (size === undefined ? below : size * (1 + below));
  }, 0);
}

type Arguments = readonly { name: { value: string }; value: { kind: string; value?: unknown } }[];

function sizeOf(given: Arguments): number | undefined {
  const size = given.find(({ name }) => name.value === 'first' || name.value === 'last')?.value;
  return size === undefined ? undefined : Number(size.value);
}

describe.each(COMPONENTS)('a look at twenty-five environments of %d components', (count) => {
  const requests = Array.from({ length: LANES }, (_, lane) => environment(lane, count));
  const document = parse(joinParts('Look', new LookParts(requests).parts()).text);
  const [query] = document.definitions;
  const nodes = query?.kind === Kind.OPERATION_DEFINITION ? nodesOf(query.selectionSet) : Number.NaN;

  it('may bring fewer nodes than GitHub allows, with some to spare', () => {
    expect(nodes).toBeGreaterThan(NODE_LIMIT / 10);
    expect(nodes).toBeLessThan(NODE_LIMIT * 0.9);
  });

  it('asks for no more than a hundred of anything, of which GitHub allows no more', () => {
    const asked = [...joinParts('Look', new LookParts(requests).parts()).text.matchAll(/(?:first|last): (\d+)/g)];

    expect(Math.max(...asked.map(([, size]) => Number(size)))).toBe(100);
  });
});
