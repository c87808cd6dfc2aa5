import { isKnown } from '../../answer.ts';
import {
  mayBeProvenFurtherBack,
  newestProven,
  wasProvenBy,
  type EnvironmentState,
} from '../../environments/environment-state.ts';
import type { ComponentName, Instant, StageName } from '../../names.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { list } from '../../text/phrases.ts';
import type { Facts } from '../facts.ts';
import { readPins } from '../moves/held-pins.ts';
import { baseOf } from '../moves/own-branch.ts';
import { unreadable } from '../moves/unreadable.ts';
import type { Reason } from '../plan-model.ts';
import { answerTo, onlyOurs, type DeploymentsQuestion } from '../questions.ts';
import { togetherWith } from '../release/stance.ts';
import type { Offering } from './offers.ts';
import { soakOf } from './proven.ts';
import type { SeenStage } from './stage-offer.ts';
import { branchOf } from './texts.ts';

/** The code of the reason that no proof was found as far back as Sluice reads, and there is more. */
export const TOO_FAR_BACK = 'too-far-back';

export type Reached =
  | { seen: SeenStage }
  /** Nothing has to be known of its deployments: what this value says is here already. */
  | { held: { value: string; tag?: string } }
  | { questions: DeploymentsQuestion[] }
  | { reason: Reason };

/**
 * The stage with as much of its past as it takes to say what it has proven. A look shows the newest deployments alone: where
 * components are deployed one by one, or one is run again and again, the proof of another may be older. That is asked for once
 * it matters, and what cannot be found is unknown, never where the environment began.
 */
export function reachBack(offering: Offering, seen: SeenStage): Reached {
  const { facts, component, together } = offering;
  const { environment } = seen.stage;
  if (environment === undefined) return { seen };
  const by = facts.now - soakOf(facts.policy) - seen.reading.verifiedFor;
  if (!together.some((name) => isFurtherBack(environment, name, by))) return { seen };
  const held = isAtRest(facts, seen, component) ? pinnedAt(seen, component) : undefined;
  if (held !== undefined) return { held };
  const question = questionOf(facts, seen, { environment, by });
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { questions: [question] };
  const { stage } = seen.stage;
  if (!isKnown(answer))
    return { reason: unreadable(component.name, 'upstream', { where: `what ran in ${stage}`, why: answer }) };
  const reached: EnvironmentState = { ...answer.known, hasMerged: environment.hasMerged };
  const unproven = together.filter((name) => newestProven(reached, name) === undefined);
  const lost = unproven.filter((name) => mayBeProvenFurtherBack(reached, name));
  if (lost.length > 0) return { reason: tooFarBack(component.name, { lost, stage }) };
  return { seen: { ...seen, stage: { ...seen.stage, environment: reached } } };
}

/** Every component of the lane that copies from there asks the same. */
function questionOf(
  facts: Facts,
  seen: SeenStage,
  { environment, by }: { environment: EnvironmentState; by: Instant },
): DeploymentsQuestion {
  const { stage, repo, tip } = seen.stage;
  const moving = facts.lane.components.filter((one) => isReader(one, seen) && !isAtRest(facts, seen, one));
  const wanted = new Set(moving.flatMap(({ name }) => togetherWith(facts, name)));
  const components = [...wanted].filter((name) => isFurtherBack(environment, name, by)).toSorted();
  return { ask: 'deployments', repo, stage, tip, components, by, ...onlyOurs(environment) };
}

const isFurtherBack = (environment: EnvironmentState, name: ComponentName, by: Instant): boolean =>
  !wasProvenBy(environment, name, by) && mayBeProvenFurtherBack(environment, name);

const isReader = ({ reads }: LaneComponent, { reading }: SeenStage): boolean =>
  reads.of === 'stages' && reads.stages.some(({ stage, repo }) => stage === reading.stage && repo === reading.repo);

/**
 * Whether it makes no difference what the stage has proven of a component and those that move with it: the pins here hold what its
 * branch holds, and no pull request would change that.
 */
function isAtRest(facts: Facts, seen: SeenStage, component: LaneComponent): boolean {
  const { here, lane, policy } = facts;
  if (!isKnown(here) || here.known.open !== undefined || here.known.others.some(({ touchesPins }) => touchesPins))
    return false;
  const names = togetherWith(facts, component.name);
  return lane.components
    .filter(({ name }) => names.includes(name))
    .every((one) => {
      const held = readPins(policy.pins, baseOf(here.known), one);
      const isOnlyThere = one.reads.of === 'stages' && one.reads.stages.length === 1 && isReader(one, seen);
      return isOnlyThere && 'value' in held && held.value === pinnedAt(seen, one)?.value;
    });
}

/** What the stage's branch pins of a component, proven or not; undefined where that cannot be read. */
function pinnedAt(
  { reading, stage }: SeenStage,
  component: LaneComponent,
): { value: string; tag?: string } | undefined {
  const branch = branchOf(stage.stage, (path) => stage.files.get(path), stage.files);
  const held = readPins(reading.pins, branch, component);
  if ('reason' in held) return undefined;
  const { value, tag } = held;
  return { value, ...(tag === undefined ? {} : { tag }) };
}

/** A read that failed is tried again; this one would end in the same place. */
const tooFarBack = (about: ComponentName, { lost, stage }: { lost: ComponentName[]; stage: StageName }): Reason => ({
  about,
  standing: 'blocked',
  code: TOO_FAR_BACK,
  says: `whether ${list(lost)} ever ran in ${stage} cannot be said: no deployment as far back as Sluice reads has proven it`,
  next: `deploy ${list(lost)} to ${stage} once more`,
});
