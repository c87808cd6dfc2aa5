import { isKnown } from '../../answer.ts';
import type { Instant } from '../../names.ts';
import { shortReference } from '../../text/phrases.ts';
import { readPins } from '../moves/held-pins.ts';
import { resolveReference } from '../moves/reference.ts';
import type { Reason } from '../plan-model.ts';
import { answerTo, rangeQuestion, type Question } from '../questions.ts';
import type { Offer, Offered, Offering } from './offers.ts';
import { reachBack } from './far-back.ts';
import { ranTogether } from './ran-together.ts';
import { heldByStage, stageNames, type SeenStage } from './stage-offer.ts';
import { stays, textsAt } from './texts.ts';

/** A stage, or why it says nothing. */
export type MaybeSeen = SeenStage | { reason: Reason; ripe?: Instant };

/** Proven commits of one stage that are searched for what the others have proven too. */
const MOST_COMMITS = 10;

/** The newest reference that every one of the stages has proven, each for as long as is asked. */
export function offeredByAll(offering: Offering, stages: MaybeSeen[]): Offered {
  const blind = stages.find((stage) => 'reason' in stage);
  if (blind !== undefined) return blind;
  const seen = stages.filter((stage) => 'stage' in stage);
  const values = seen.map((stage) => provenValues(offering, stage));
  const questions = values.flatMap((one) => ('questions' in one ? one.questions : []));
  if (questions.length > 0) return { questions };
  const unread = values.find((one) => 'reason' in one);
  if (unread !== undefined) return unread;
  const [first = [], ...others] = values.map((one) => ('known' in one ? one.known : []));
  const common = first.find(({ value }) => others.every((list) => list.some((other) => other.value === value)));
  const names = stageNames(seen);
  const ripe = soonest(seen.map((stage) => ripensAt(offering, stage)));
  if (common === undefined)
    return { ...stays(offering.component.name, 'not-proven', `no reference is proven in ${names} alike yet`), ...ripe };
  const newest = first[0]?.value;
  const lacks =
    newest === common.value || newest === undefined
      ? {}
      : { lacks: `${shortReference(newest)} is not proven in all of ${names} yet` };
  return { offer: { ...common, where: `what ${names} have proven`, ...lacks, ...ripe } };
}

export type Value = Pick<Offer, 'value' | 'tag'>;
export type Values = { known: Value[] } | { questions: Question[] } | { reason: Reason };

/** What a stage has proven of the component lately, newest first. */
export function provenValues(offering: Offering, looked: SeenStage): Values {
  const { component, facts } = offering;
  const reached = reachBack(offering, looked);
  if ('held' in reached) return { known: [] };
  if (!('seen' in reached)) return reached;
  const { seen } = reached;
  const { reading, stage } = seen;
  const ran = ranTogether(offering, seen);
  if (!('commits' in ran)) return ran;
  const commits = ran.commits.filter(({ ripe }) => ripe === undefined || ripe <= facts.now).slice(0, MOST_COMMITS);
  const texts = commits.map(({ commit }) => textsAt(offering, stage, commit));
  const questions = texts.flatMap((one) => ('questions' in one ? one.questions : []));
  if (questions.length > 0) return { questions };
  const unread = texts.find((one) => 'reason' in one);
  if (unread !== undefined) return unread;
  const held = texts.flatMap((one) => ('branch' in one ? [readPins(reading.pins, one.branch, component)] : []));
  const [newest] = held;
  if (newest !== undefined && 'reason' in newest) return newest;
  const values = held.flatMap((one) =>
    'reason' in one ? [] : [{ value: one.value, ...(one.tag === undefined ? {} : { tag: one.tag }) }],
  );
  return { known: values.filter((_, place) => !wasTakenBack(values, place)) };
}

/** Whether the stage went back from it to what it had proven before: what was rejected there is proven no longer. */
function wasTakenBack(newestFirst: Value[], place: number): boolean {
  const value = newestFirst[place]?.value;
  const since = newestFirst.slice(0, place).map((one) => one.value);
  const before = new Set(newestFirst.slice(place + 1).map((one) => one.value));
  return !since.includes(value ?? '') && since.some((one) => before.has(one));
}

/** When the stage has proven the next of its commits for long enough. */
function ripensAt(offering: Offering, seen: SeenStage): Instant | undefined {
  const { facts } = offering;
  const reached = reachBack(offering, seen);
  const ran = 'seen' in reached ? ranTogether(offering, reached.seen) : reached;
  if (!('commits' in ran)) return undefined;
  return soonest(ran.commits.map(({ ripe }) => (ripe !== undefined && ripe > facts.now ? ripe : undefined))).ripe;
}

function soonest(instants: (Instant | undefined)[]): { ripe?: Instant } {
  const known = instants.filter((at) => at !== undefined);
  return known.length === 0 ? {} : { ripe: Math.min(...known) };
}

/** The newest reference that any of the stages has proven; of two that do not follow each other, the stage named first counts. */
export function offeredByAny(offering: Offering, stages: MaybeSeen[]): Offered {
  const offered = stages.map((stage): Offered => ('reason' in stage ? stage : heldByStage(offering, stage)));
  const questions = offered.flatMap((one) => ('questions' in one ? one.questions : []));
  if (questions.length > 0) return { questions };
  const offers = offered.flatMap((one) => ('offer' in one ? [one.offer] : []));
  const ripe = soonest(
    offered.map((one) => ('offer' in one ? one.offer.ripe : 'reason' in one ? one.ripe : undefined)),
  );
  const [first, ...others] = offers;
  if (first === undefined)
    return { ...(offered[0] ?? stays(offering.component.name, 'not-proven', 'no stage offers anything')), ...ripe };
  let best = first;
  for (const other of others) {
    const order = isNewer(offering, other, best);
    if (typeof order === 'object') return order;
    if (order) best = other;
  }
  return { offer: { ...best, ...ripe } };
}

function isNewer(offering: Offering, one: Offer, than: Offer): boolean | { questions: Question[] } {
  if (one.value === than.value) return false;
  const { facts, component, source } = offering;
  const [from, to] = [than, one].map(({ value }) => resolveReference(facts, component, { value }));
  const questions = [from, to].flatMap((part) => (part !== undefined && 'question' in part ? [part.question] : []));
  if (questions.length > 0) return { questions };
  if (from === undefined || to === undefined || !('known' in from) || !('known' in to)) return false;
  if (from.known.code === to.known.code) return false;
  const question = rangeQuestion({
    repo: source.repo,
    paths: component.paths,
    style: facts.policy.changelog,
    from: from.known.code,
    to: to.known.code,
  });
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { questions: [question] };
  return isKnown(answer) && answer.known.classification === 'forward';
}
