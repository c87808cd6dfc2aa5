import type { Instant } from '../../../core/names.ts';
import type { LabelFact } from '../../../core/promotion/snapshot.ts';
import { nodesOf, type RawActor } from '../raw.ts';
import type { RawLabel, RawLabelled } from './raw.ts';

/**
 * The labels that are there now, each with whoever put it on last. One that was taken off and put on again has two events, and
 * GitHub tells labels apart without regard to case. One that was changed after it was put on may have borne another name then:
 * nobody asked for what it says now.
 */
export function labelFacts({ labels, labelled }: RawLabelled): LabelFact[] {
  const events = nodesOf(labelled);
  return nodesOf(labels).map((present) => {
    const { name } = present;
    const last = events.findLast(
      ({ label, createdAt }) => label.name.toLowerCase() === name.toLowerCase() && isUnchangedSince(createdAt, present),
    );
    return {
      name,
      ...(last?.actor ? { by: loginOf(last.actor) } : {}),
      ...(last === undefined ? {} : { at: Date.parse(last.createdAt) }),
    };
  });
}

/** When a label was put on last, also one that is gone. */
export function lastLabelled({ labelled }: RawLabelled): Instant | undefined {
  const last = nodesOf(labelled).at(-1);
  return last === undefined ? undefined : Date.parse(last.createdAt);
}

/** GitHub tells whole seconds: in the second of its last change a label may have been put on before it, unless it was made then. */
function isUnchangedSince(putOn: string, { createdAt, updatedAt }: RawLabel): boolean {
  if (updatedAt === null) return false;
  const [at, changed] = [Date.parse(putOn), Date.parse(updatedAt)];
  return at > changed || (at === changed && updatedAt === createdAt);
}

/** A bot is named as REST names it: a person who has its bare login must not lend it a role. */
const loginOf = ({ __typename, login }: RawActor): string =>
  __typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login;
