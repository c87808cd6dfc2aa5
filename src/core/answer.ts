/** What a read brought: the fact, or why it could not be known. Unknown closes gates; it never means "absent". */
export type Answer<T> = { known: T } | { unknown: string };

export const known = <T>(value: T): Answer<T> => ({ known: value });
export const unknown = (why: string): Answer<never> => ({ unknown: why });
export const isKnown = <T>(answer: Answer<T>): answer is { known: T } => 'known' in answer;
