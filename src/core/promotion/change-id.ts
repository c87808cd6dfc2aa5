import type { CommitSha, ComponentName } from '../names.ts';

const SHOWN = 12;

/**
 * The one name of a change from its merge to the closed issue: `payments@0123456789ab`, the component and the first twelve
 * characters of the code commit. It stands in the log, the ledger, the foot of every pull request and on the issue.
 */
export const ChangeId = {
  format: (component: ComponentName, source: CommitSha): string => `${component}@${source.slice(0, SHOWN)}`,
  parse: (text: string): { component: string; source: string } | undefined => {
    const found = /^([a-z0-9][a-z0-9-]{0,62})@([0-9a-f]{12})$/.exec(text);
    return found?.[1] === undefined || found[2] === undefined ? undefined : { component: found[1], source: found[2] };
  },
};

/** The changes that these moves carry, each once and in order; a move whose code is unknown has no name. */
export function changesOf(moves: readonly { component: ComponentName; code?: CommitSha | undefined }[]): string[] {
  const named = moves.flatMap(({ component, code }) => (code === undefined ? [] : [ChangeId.format(component, code)]));
  return [...new Set(named)].toSorted();
}
