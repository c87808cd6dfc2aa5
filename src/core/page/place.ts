import type { ComponentName } from '../names.ts';
import { laneId } from '../pipeline/lanes.ts';
import type { Component, Pipeline, Stage } from '../pipeline/pipeline.ts';
import type { Standing, StandingComponent, StandingPullRequest, StandingReference } from '../promotion/standing.ts';
import { movedIn } from './history/ledger-facts.ts';
import type { HistoryEntry, PageFacts } from './page-facts.ts';

/** A component in a stage of its pipeline. */
export interface Place {
  pipeline: Pipeline;
  stage: Stage;
  component: Component;
}

/** What is known of a place: how its lane stood, what its pin held, and what its lane did about the component. */
export interface Seen {
  place: Place;
  standing?: Standing;
  here?: StandingComponent;
  /** What the lane's open pull request does to the component. */
  move?: StandingPullRequest['moves'][number];
  /** Ledger entries of the lane that name the component, newest last. */
  entries: HistoryEntry[];
}

/** Gathers what the last look and the ledger know of a place. */
export function seenAt({ standings, entries }: Pick<PageFacts, 'standings' | 'entries'>, place: Place): Seen {
  const { name } = place.component;
  const lane = laneId(place.pipeline.repo, laneOf(place));
  const standing = standings.find((one) => one.lane === lane);
  const here = standing?.components.find((component) => component.name === name);
  const move = standing?.pullRequest?.moves.find(({ component }) => component === name);
  return {
    place,
    ...(standing === undefined ? {} : { standing }),
    ...(here === undefined ? {} : { here }),
    ...(move === undefined ? {} : { move }),
    entries: entries.filter(
      (entry) => entry.lane === lane && movedIn(entry).some(({ component }) => component === name),
    ),
  };
}

/** The newest promotion that brought what the pin holds. */
export const broughtBy = (entries: HistoryEntry[], { value }: StandingReference): HistoryEntry | undefined =>
  entries.findLast(
    (entry) => entry.kind === 'merged' && movedIn(entry).some(({ to }) => to?.value === value || to?.code === value),
  );

/** The lane of a place: an environment has one for all of its components. */
export function laneOf({ stage, component }: Place): { stage: Stage['name']; component?: ComponentName } {
  return { stage: stage.name, ...(stage.kind === 'environment' ? {} : { component: component.name }) };
}
