/** Where a message begins to say which commits it takes back. Not `partially reverts commit`: the rest of it is still there. */
const REVERTS = /^[ \t]*(?:[*-] )?(?:This (?:PR |change )?)?reverts commits?\b:?/gim;
/** More than one change takes back; a message of thousands is a machine's, or means harm. */
const MOST_IDS = 200;
const PICKED = /\(cherry[ -]picked from commits?\b:?/gi;
/** One id of a list: on the same line, or below it as items. */
const NEXT_ID = /(?:[\s,;*&-]|\band\b|\bcommit\b)*\b([0-9a-f]{7,40})\b/iy;

/** The commits, by full or abbreviated id, that a message says it takes back: `This reverts commit 1a2b3c4.`, or a list of them. */
export const revertedCommits = (message: string): string[] => idsAfter(message, REVERTS);

/** The commits that a message says it was picked from: what `git cherry-pick -x` leaves. */
export const pickedCommits = (message: string): string[] => idsAfter(message, PICKED);

/** The commits that messages say they revert or were picked from: full or abbreviated ids, each once, in the order they are named. */
export function namedCommits(messages: readonly string[]): string[] {
  return [...new Set(messages.flatMap((message) => [...revertedCommits(message), ...pickedCommits(message)]))];
}

function idsAfter(message: string, head: RegExp): string[] {
  const ids: string[] = [];
  for (const match of message.matchAll(head)) {
    NEXT_ID.lastIndex = match.index + match[0].length;
    for (let id = NEXT_ID.exec(message); id; id = NEXT_ID.exec(message)) ids.push((id[1] ?? '').toLowerCase());
    if (ids.length >= MOST_IDS) break;
  }
  return [...new Set(ids)].slice(0, MOST_IDS);
}
