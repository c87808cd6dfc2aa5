import type { LabelFact } from '../../../core/promotion/snapshot.ts';
import { nodesOf, type RawActor } from '../raw.ts';
import type { RawLabelled } from './raw.ts';

/**
 * The labels that are there now, each with whoever put it on last. One that was taken off and put on again has two events, and
 * GitHub tells labels apart without regard to case.
 */
export function labelFacts({ labels, labelled }: RawLabelled): LabelFact[] {
  const events = nodesOf(labelled);
  return nodesOf(labels).map(({ name }) => {
    const last = events.findLast(({ label }) => label.name.toLowerCase() === name.toLowerCase());
    return {
      name,
      ...(last?.actor ? { by: loginOf(last.actor) } : {}),
      ...(last === undefined ? {} : { at: Date.parse(last.createdAt) }),
    };
  });
}

/** A bot is named as REST names it: a person who has its bare login must not lend it a role. */
const loginOf = ({ __typename, login }: RawActor): string =>
  __typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login;
