/** Small pieces of sentences, so that the same thing is always said the same way. */

/** A commit as people read it: its first seven characters. */
export const shortCommit = (commit: string): string => commit.slice(0, 7);

/** `1 issue`, `2 issues`; `many` for words that do not take an s. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
