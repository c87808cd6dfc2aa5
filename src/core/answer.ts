/** What a read brought: the fact, or why it could not be known. Unknown closes gates; it never means "absent". */
export type Answer<T> = { known: T } | Unknown;

export interface Unknown {
  unknown: string;
  /** No moment mends it: somebody has to act, and GitHub or the next sweep tells when they have. */
  lasting?: true;
  /** What somebody has to do, where it is known. */
  next?: string;
}

export const known = <T>(value: T): Answer<T> => ({ known: value });
export const unknown = (why: string): Unknown => ({ unknown: why });
export const lacking = (why: string, next?: string): Unknown => ({
  unknown: why,
  lasting: true,
  ...(next === undefined ? {} : { next }),
});
export const isKnown = <T>(answer: Answer<T>): answer is { known: T } => 'known' in answer;
