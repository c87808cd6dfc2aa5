import { endedCommits, isProven } from '../../environments/environment-state.ts';
import { list, minutes, shortReference } from '../../text/phrases.ts';
import type { StageReading } from '../../pipeline/lanes.ts';
import type { Instant } from '../../names.ts';
import type { UpstreamStage } from '../facts.ts';
import { readPins } from '../moves/held-pins.ts';
import type { Offer, Offered, Offering } from './offers.ts';
import { reachBack } from './far-back.ts';
import { provenCommits, soakOf, type Ripening } from './proven.ts';
import { ranTogether } from './ran-together.ts';
import { branchOf, stays, textsAt } from './texts.ts';

/** A stage that a component is copied from, as the look saw it. */
export interface SeenStage {
  reading: StageReading;
  stage: UpstreamStage;
}

/** A manifest stage has proven what its branch holds, an environment what a deployment proved long enough ago. */
export function heldByStage(offering: Offering, looked: SeenStage): Offered {
  const reached = reachBack(offering, looked);
  if ('held' in reached) return { offer: { ...reached.held, where: `what ${looked.stage.stage} holds` } };
  return 'seen' in reached ? provenByStage(offering, reached.seen) : reached;
}

function provenByStage(offering: Offering, seen: SeenStage): Offered {
  const { component, facts } = offering;
  const { stage, reading } = seen;
  const ran = ranTogether(offering, seen);
  if (!('commits' in ran)) return ran;
  const { commits } = ran;
  const chosen = commits.find(({ ripe }) => ripe === undefined || ripe <= facts.now);
  const soaking = commits.findLast(({ ripe }) => ripe !== undefined && ripe > facts.now);
  if (chosen === undefined)
    return soaking === undefined ? notProven(offering, seen) : stillSoaking(offering, seen, soaking);
  const texts = textsAt(offering, stage, chosen.commit);
  if (!('branch' in texts)) return texts;
  const held = readPins(reading.pins, texts.branch, component);
  if ('reason' in held) return held;
  const { value, tag } = held;
  const where =
    stage.environment === undefined ? `what ${stage.repo} ${stage.branch} holds` : `what runs in ${stage.stage}`;
  const newer = chosen.commit === stage.tip ? {} : notYet(offering, seen, { running: value, soaking });
  return { offer: { value, ...(tag === undefined ? {} : { tag }), where, ...newer } };
}

function notProven({ component, together, facts }: Offering, { stage, reading }: SeenStage): Offered {
  const alone = provenCommits(stage, { names: [component.name], reading, soak: soakOf(facts.policy) });
  if (alone.length > 0) {
    const says = `${list(together)} have not run in ${stage.stage} at the same commit yet: they move together`;
    return stays(component.name, 'not-proven', says);
  }
  const says = `nothing is proven in ${stage.stage} yet: no deployment there has succeeded since Sluice first released to it`;
  return stays(component.name, 'not-proven', says);
}

function stillSoaking(
  { component, facts }: Offering,
  { stage, reading }: SeenStage,
  { ripe = facts.now }: Ripening,
): Offered {
  const asked = soakOf(facts.policy) + reading.verifiedFor;
  const says = `nothing has run in ${stage.stage} for ${minutes(asked)} yet; the first is in ${minutes(ripe - facts.now)}`;
  return { ...stays(component.name, 'soaking', says), ripe };
}

/** Why what the stage's branch holds by now is not what it offers. */
function notYet(
  { component, facts }: Offering,
  { stage, reading }: SeenStage,
  { running, soaking }: { running: string; soaking: Ripening | undefined },
): Pick<Offer, 'lacks' | 'merged' | 'ripe'> {
  const branch = branchOf(stage.stage, (path) => stage.files.get(path), stage.files);
  const merged = readPins(reading.pins, branch, component);
  if ('reason' in merged || merged.value === running) return {};
  const ripe = soaking?.ripe === undefined ? {} : { ripe: soaking.ripe };
  return {
    lacks: whyNot({ component, facts }, stage, { value: merged.value, ripe: soaking?.ripe }),
    merged: merged.value,
    ...ripe,
  };
}

function whyNot(
  { component, facts }: Pick<Offering, 'component' | 'facts'>,
  { stage, environment, tip }: UpstreamStage,
  { value, ripe }: { value: string; ripe: Instant | undefined },
): string {
  const short = shortReference(value);
  const ended = environment === undefined ? [] : endedCommits(environment, component.name);
  const [last] = ended;
  if (last?.outcome === 'failure' && last.commit === tip) {
    const because = last.description === undefined ? '' : `: ${last.description}`;
    return `${short} failed in ${stage}${because}`;
  }
  if (ripe !== undefined && ended.some((one) => isProven(one) && one.commit === tip))
    return `${short} runs in ${stage} and may be taken over in ${minutes(ripe - facts.now)}`;
  return `${short} is merged into ${stage} and not deployed there yet`;
}

/** Names of stages in a sentence. */
export const stageNames = (seen: SeenStage[]): string => list(seen.map(({ stage }) => stage.stage));
