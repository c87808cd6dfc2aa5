import type { Wish } from '../../force/wish.ts';
import { shortCommit } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';

/** What a wish is about: `goes back to #12`, or what the oldest artifact has to contain. */
export function wantedWords(wants: Wish['wants']): string {
  if ('back' in wants) return `goes back to ${printable(wants.back.release)}`;
  const { commit, title } = wants.carry;
  return `brings ${printable(title)} (${shortCommit(commit)}) ahead of everything else`;
}
