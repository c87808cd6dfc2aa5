import { locatePin } from '../pins/index.ts';
import type { Content } from './content.ts';
import type { BranchCommit, Snapshot } from './facts.ts';

/**
 * The newest commit on the Sluice branch that is somebody else's work. GitHub's own merge of the base is none, as long as
 * nothing but the pins differs from the base: a conflict that a person resolved in the browser looks the same otherwise.
 */
export function foreignWork(here: Snapshot): BranchCommit | undefined {
  const isOnlyPins = differsInPinsAlone(here);
  return here.branch?.commits.find((commit) => !commit.byUs && !(commit.mergesBase && isOnlyPins));
}

function differsInPinsAlone(here: Snapshot): boolean {
  if (here.open !== undefined && here.open.changedFiles > here.files.length) return false;
  return here.files.every(
    ({ base, head }) => base === head || (base !== undefined && head !== undefined && sameButPins(base, head)),
  );
}

/** Whether two texts of a file differ in nothing but the values that its pins hold. */
function sameButPins(base: string, head: string): boolean {
  const commit = /\b[0-9a-f]{40}\b/g;
  return base.replace(commit, '') === head.replace(commit, '');
}

/** Whether the branch already holds the wanted content, moves from another value, or to another one. */
export function contentOnBranch(here: Snapshot, content: Content): 'same' | 'from-moved' | 'to-moved' {
  const lineage = here.branch?.lineage;
  if (lineage === undefined || here.branch?.commits.length === 0) return 'to-moved';
  const held = new Map(lineage.entries.map((entry) => [entry.component as string, entry]));
  if (content.entries.some((entry) => (held.get(entry.component)?.from as string | undefined) !== entry.from))
    return 'from-moved';
  const sameTargets =
    held.size === content.entries.length &&
    content.entries.every((entry) => (held.get(entry.component)?.code as string | undefined) === entry.to);
  return sameTargets && pinsHold(here, content) ? 'same' : 'to-moved';
}

function pinsHold(here: Snapshot, content: Content): boolean {
  return content.entries.every((entry) =>
    entry.pins.every((pin) => {
      const text = here.files.find((file) => file.path === pin.path)?.head;
      const found = text === undefined ? undefined : locatePin(text, pin);
      return found !== undefined && !('problem' in found) && found.value === entry.to;
    }),
  );
}
