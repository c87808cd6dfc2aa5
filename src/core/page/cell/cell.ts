import type { Reason } from '../../promotion/plan-model.ts';
import type { StandingReference } from '../../promotion/standing.ts';
import { stateOf, type CellState } from './cell-state.ts';
import { holdAt, soakAt } from './waits.ts';
import { timeOf } from '../history/ledger-facts.ts';
import { lanePath, promotionLink, webAddress, type Link } from '../words/link.ts';
import { zoneOf } from '../../time/stage-zone.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { readable } from '../words/readable.ts';
import type { HistoryEntry, PageFacts } from '../page-facts.ts';
import { broughtBy, laneOf, seenAt, type Place, type Seen } from '../place.ts';
import { placesOf, referenceView, type ReferenceView } from './reference-view.ts';

/** What one component is in one stage. */
export interface Cell {
  stage: string;
  state: CellState;
  /** The state in words. */
  says: string;
  /** Which of the two the state is about: what is there, or what comes next and is merged already. */
  about: 'present' | 'next';
  /** Whether it can be passed over when looking for trouble. */
  calm: boolean;
  reference?: ReferenceView;
  since?: Moment;
  /** The promotion that brought it. */
  change?: Link;
  /** Where its deployment can be seen. */
  deployment?: string;
  /** What comes next, and the pull request that brings it. */
  next?: { reference: ReferenceView; change?: Link };
  /** The plan's sentence about this component. */
  because?: string;
  /** The lane's page. */
  lane: string;
}

const WORDS: Readonly<Record<CellState, string>> = {
  runs: 'runs',
  current: 'current',
  merged: 'merged, not deployed yet',
  behind: 'behind',
  blocked: 'blocked',
  failed: 'deployment failed',
  held: 'held',
  soaking: 'soaking',
  unknown: 'not known',
};

/** The cell of a component in a stage; undefined where it does not go through that stage. */
export function cellOf(facts: PageFacts, place: Place): Cell | undefined {
  const { pipeline, stage, component } = place;
  if (!stage.components.includes(component.name)) return undefined;
  const seen = seenAt(facts, place);
  const state = stateOf(facts, seen);
  const next = nextOf(facts, seen);
  const because = becauseOf(facts, seen, state);
  return {
    stage: stage.name,
    state,
    says: WORDS[state],
    about: next !== undefined && (state === 'merged' || state === 'failed') ? 'next' : 'present',
    calm: state === 'runs' || state === 'current',
    lane: lanePath(pipeline.repo, laneOf(place)),
    ...presentOf(facts, seen),
    ...(next === undefined ? {} : { next }),
    ...(because === undefined ? {} : { because: readable(because) }),
  };
}

/** What is there now: in an environment what runs, else what the pin holds. */
function presentOf(
  { now, web }: PageFacts,
  { place, here, entries }: Seen,
): Pick<Cell, 'reference' | 'since' | 'change' | 'deployment'> {
  const shown = here?.runs ?? here?.holds;
  if (shown === undefined) return {};
  const brought = broughtBy(entries, shown);
  const since = here?.runs === undefined ? brought && timeOf(brought) : here.runs.since;
  const deployment = webAddress(here?.runs?.url);
  return {
    reference: referenceView(shown, placesOf(web, place.pipeline, place.component)),
    ...(since === undefined ? {} : { since: momentOf(since, now, zoneOf(place.stage)) }),
    ...changeOf(brought, web),
    ...(deployment === undefined ? {} : { deployment }),
  };
}

/** What was merged and does not run yet, else what the open pull request moves it to. */
function nextOf({ web }: PageFacts, { place, standing, here, move, entries }: Seen): Cell['next'] {
  const view = (reference: StandingReference): ReferenceView =>
    referenceView(reference, placesOf(web, place.pipeline, place.component));
  const { holds, runs } = here ?? {};
  if (runs !== undefined && holds !== undefined && holds.value !== runs.value)
    return { reference: view(holds), ...changeOf(broughtBy(entries, holds), web) };
  if (standing?.pullRequest === undefined || move === undefined) return undefined;
  const url = webAddress(standing.pullRequest.url);
  const change = url === undefined ? {} : { change: { name: `#${standing.pullRequest.number}`, url } };
  return { reference: view(move.to), ...change };
}

function changeOf(brought: HistoryEntry | undefined, web: string): { change?: Link } {
  if (brought?.promotion === undefined) return {};
  const { name, url } = promotionLink(web, brought.promotion);
  return { change: { name: name.slice(name.indexOf('#')), url } };
}

/** Why it is held or how it failed; else the plan's sentence. */
function becauseOf(facts: PageFacts, seen: Seen, state: CellState): string | undefined {
  switch (state) {
    case 'held':
      return heldBecause(facts, seen);
    case 'failed':
      return failedBecause(seen) ?? reasonOf(seen);
    case 'soaking':
      return soakingBecause(facts, seen) ?? reasonOf(seen);
    default:
      return reasonOf(seen);
  }
}

function heldBecause(facts: PageFacts, seen: Seen): string | undefined {
  const hold = holdAt(facts, seen);
  if (hold === undefined) return reasonOf(seen);
  return `held by ${hold.by}${hold.because === undefined ? '' : `: ${hold.because}`}`;
}

/** Which deployment it was. */
const failedBecause = ({ standing }: Seen): string | undefined =>
  standing?.reasons.find(({ about, code }) => about === 'lane' && code === 'deploy-failed')?.says;

function soakingBecause(facts: PageFacts, seen: Seen): string | undefined {
  const soak = soakAt(facts, seen);
  return soak === undefined
    ? undefined
    : `${soak.name} runs in ${soak.stage} and may be taken over ${momentOf(soak.ripe, facts.now).ago}`;
}

/** What asks for somebody, else what goes on by itself; that nothing is to be done needs no sentence here. */
function reasonOf({ standing, place }: Seen): string | undefined {
  const about = (standing?.reasons ?? []).filter((reason) => reason.about === place.component.name);
  const found = (how: Reason['standing']): Reason | undefined => about.find(({ standing }) => standing === how);
  return (found('blocked') ?? found('doing') ?? found('waiting'))?.says;
}
