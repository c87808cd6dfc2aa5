import { isKnown } from '../../answer.ts';
import { holdOn, type Hold } from '../../controls/controls.ts';
import type { Instant, StageName } from '../../names.ts';
import { stagesBefore } from '../../pipeline/lanes.ts';
import type { StandingReference } from '../../promotion/standing.ts';
import type { PageFacts } from '../page-facts.ts';
import { seenAt, type Seen } from '../place.ts';
import { shortName } from './reference-view.ts';

/** What a person holds there: the component, else everything. */
export function holdAt({ pipelines }: PageFacts, { place: { pipeline, stage, component } }: Seen): Hold | undefined {
  const controls = pipelines.find(({ repo }) => repo === pipeline.repo)?.controls;
  if (stage.kind !== 'environment' || controls === undefined || !isKnown(controls)) return undefined;
  return (
    holdOn(controls.known, { stage: stage.name, component: component.name }) ??
    holdOn(controls.known, { stage: stage.name })
  );
}

/** What runs before a stage and may not be taken over yet. */
export interface Soaking {
  name: string;
  stage: StageName;
  ripe: Instant;
}

/** Undefined where nothing newer runs before it, or it has run there for long enough. */
export function soakAt(facts: PageFacts, { place, here }: Seen): Soaking | undefined {
  const soak = longest(place.stage.environment?.gates);
  const holds = here?.holds;
  if (holds === undefined) return undefined;
  for (const stage of stagesBefore(place.pipeline, place.stage, place.component.name)) {
    const runs = seenAt(facts, { ...place, stage }).here?.runs;
    if (stage.kind !== 'environment' || runs?.since === undefined || !differ(runs, holds)) continue;
    const ripe = runs.since + soak + longest(stage.environment?.verify);
    if (facts.now < ripe) return { name: shortName(runs), stage: stage.name, ripe };
  }
  return undefined;
}

const longest = (gates: NonNullable<Seen['place']['stage']['environment']>['gates'] = []): number =>
  Math.max(0, ...gates.flatMap((gate) => ('soak' in gate ? [gate.soak] : [])));

/** A digest and a commit can be compared by the code they stand for alone. */
export function differ(one: StandingReference, other: StandingReference): boolean {
  if (isDigestValue(one) === isDigestValue(other)) return one.value !== other.value;
  const [a, b] = [codeOf(one), codeOf(other)];
  return a !== undefined && b !== undefined && a !== b;
}

const isDigestValue = ({ value }: StandingReference): boolean => value.startsWith('sha256:');
const codeOf = (reference: StandingReference): string | undefined =>
  reference.code ?? (isDigestValue(reference) ? undefined : reference.value);
