import type { LineageEntry } from '../../text/trailers.ts';
import type { Content } from './content.ts';
import type { Facts } from '../facts.ts';
import type { BranchCommit, Snapshot } from '../snapshot.ts';
import { pinPlaces } from '../../pipeline/pins/pin-places.ts';
import { differInPinsAlone, pinHolds } from '../moves/write-pins.ts';

/**
 * The newest commit on the Sluice branch that is somebody else's work. GitHub's own merge of the base is none, as long as
 * nothing but the pins differs from the base: a conflict that a person resolved in the browser looks the same otherwise.
 */
export const foreignWork = (facts: Facts, here: Snapshot): BranchCommit | undefined => foreignCommits(facts, here)[0];

/** All of it, newest first. */
export function foreignCommits(facts: Facts, here: Snapshot): BranchCommit[] {
  const others = (here.branch?.commits ?? []).filter(({ byUs }) => !byUs);
  const isOnlyPins = others.some(({ mergesBase }) => mergesBase) && differsInPinsAlone(facts, here);
  return others.filter(({ mergesBase }) => !(mergesBase && isOnlyPins));
}

function differsInPinsAlone({ lane, policy }: Facts, here: Snapshot): boolean {
  if (here.open !== undefined && here.open.changedFiles > here.files.length) return false;
  const places = lane.components.flatMap((component) => pinPlaces(policy.pins, component));
  const byPath = Map.groupBy(places, ({ address }) => address.path);
  return here.files.every(({ path, base, head }) => {
    if (base === head) return true;
    if (base === undefined || head === undefined) return false;
    return differInPinsAlone({ base, head }, byPath.get(path) ?? [], here.files);
  });
}

/** What a move of ours put into the pin. */
export const valueOf = ({ digest, code }: LineageEntry): string | undefined => digest ?? code;

/** Whether the branch already holds the wanted content, moves from another value, or to another one. */
export function contentOnBranch(here: Snapshot, content: Content): 'same' | 'from-moved' | 'to-moved' {
  const lineage = here.branch?.lineage;
  if (lineage === undefined || here.branch?.commits.length === 0) return 'to-moved';
  const held = new Map(lineage.entries.map((entry) => [entry.component as string, entry]));
  const moved = content.entries.filter(({ component }) => held.has(component));
  if (moved.some((entry) => (held.get(entry.component)?.from as string | undefined) !== entry.from.value))
    return 'from-moved';
  // A component that no longer moves is taken out, which an added commit cannot do.
  if ([...held.keys()].some((name) => !content.entries.some(({ component }) => component === name)))
    return 'from-moved';
  const sameTargets =
    held.size === content.entries.length &&
    content.entries.every(({ component, to }) => {
      const entry = held.get(component);
      return entry !== undefined && valueOf(entry) === to.value;
    });
  return sameTargets && pinsHold(here, content) ? 'same' : 'to-moved';
}

function pinsHold(here: Snapshot, content: Content): boolean {
  const heads = new Map(here.files.map(({ path, head }) => [path, head]));
  return content.entries.every(({ pins, to }) =>
    pins.every((place) => pinHolds(heads.get(place.address.path), { place, to }, here.files)),
  );
}
