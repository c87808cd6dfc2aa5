import { isKnown, unknown, type Answer } from '../../answer.ts';
import type { Artifact } from '../../artifacts/artifact.ts';
import type { ComponentName, Instant } from '../../names.ts';
import type { LaneComponent, StageReading } from '../../pipeline/lanes.ts';
import type { Facts, Source, UpstreamStage } from '../facts.ts';
import type { Reason } from '../plan-model.ts';
import type { Question } from '../questions.ts';
import { unreadable } from '../moves/unreadable.ts';
import { newestBuild } from './build-offer.ts';
import { closedBuilds, closedStage } from './consented.ts';
import { offeredByAll, offeredByAny, type MaybeSeen } from './several-stages.ts';
import { heldByStage } from './stage-offer.ts';
import { wished } from './wish-offer.ts';

/** What lies before the lane offers of a component, as the pin there spells it; what it stands for is asked only when it moves. */
export interface Offer {
  value: string;
  tag?: string;
  artifact?: Artifact;
  /** In words: `the newest commit of acme/payments main`. */
  where: string;
  /** What is newer and cannot be offered yet. */
  lacks?: string;
  /** When that may change without anybody telling. */
  ripe?: Instant;
  /** What the branch of an environment holds by now instead of what runs there. */
  merged?: string;
  /** A person asked for an earlier value: it may go back. */
  back?: true;
}

export type Offered = { offer: Offer } | { reason: Reason; ripe?: Instant } | { questions: Question[] };

/** `together`: the components that move only as they ran at the same time, this one among them. */
export interface Offering {
  facts: Facts;
  component: LaneComponent;
  source: Source;
  together: ComponentName[];
}

/** The newest reference that the places before the lane have proven, or what a person asked for. */
export function offerOf(offering: Offering): Offered {
  const { facts, component, source } = offering;
  const { reads } = component;
  const closed = closedPlace(offering);
  if (closed !== undefined) return { reason: closed };
  if (facts.lane.forced === true) return wished(offering);
  if (reads.of === 'code')
    return {
      offer: { value: source.tip, where: `the newest commit of ${source.repo} ${source.branch}` },
    };
  const upstream = facts.upstream.get(component.name);
  if (upstream === undefined || !isKnown(upstream)) {
    const why = upstream ?? unknown('it was not looked at');
    const where = reads.of === 'builds' ? reads.repo : reads.stages[0].repo;
    return { reason: unreadable(component.name, 'upstream', { where, why }) };
  }
  if (upstream.known.of === 'builds') return newestBuild(offering, upstream.known);
  if (reads.of !== 'stages') throw new Error(`${component.name} reads no stage`);
  const { stages } = upstream.known;
  const offers = reads.stages.map((reading, index) => seenStage(offering, reading, stages[index]));
  const [only, ...more] = offers;
  if (only !== undefined && more.length === 0) return 'stage' in only ? heldByStage(offering, only) : only;
  return reads.how === 'all' ? offeredByAll(offering, offers) : offeredByAny(offering, offers);
}

/** Why the place that the component's images are built in says nothing to the pipeline. */
function closedPlace({ facts, component }: Offering): Reason | undefined {
  const upstream = facts.upstream.get(component.name);
  if (upstream === undefined || !isKnown(upstream) || upstream.known.of !== 'builds') return undefined;
  return closedBuilds(facts, component.name, upstream.known);
}

function seenStage(
  { facts, component: { name } }: Offering,
  reading: StageReading,
  stage: Answer<UpstreamStage> | undefined,
): MaybeSeen {
  if (stage === undefined || !isKnown(stage)) {
    const why = stage ?? unknown('it was not looked at');
    return { reason: unreadable(name, 'upstream', { where: reading.repo, why }) };
  }
  const closed = closedStage(facts, name, stage.known);
  return closed === undefined ? { reading, stage: stage.known } : { reason: closed };
}
