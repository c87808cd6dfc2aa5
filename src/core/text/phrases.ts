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

/** A digest as people read it: `sha256:` and its first seven characters; a commit likewise without the prefix. */
export const shortReference = (value: string): string =>
  value.startsWith('sha256:') ? value.slice(0, 'sha256:'.length + 7) : shortCommit(value);

/** A span of milliseconds in words: `30 minutes`, `2 hours`. */
export function minutes(span: number): string {
  const rounded = Math.round(span / 60_000);
  return rounded > 0 && rounded % 60 === 0 ? plural(rounded / 60, 'hour') : plural(rounded, 'minute');
}
