/** A stretch of text that reads on, so that a keyword in it can meet its reference. */
export interface Passage {
  text: string;
  /** GitHub does not close from a table's cells. */
  inTable: boolean;
}

export interface Wanted {
  /** What a passage has to hold to be of use; without the flag `g`. */
  form: RegExp;
  /** What links are called counts as well, and all of where they lead; else a link is the thread that it leads to. */
  linkNames?: true;
}

/** Stands for what is no text here, so that a keyword before it does not reach over it. */
export const OPAQUE = '\uFFFC';

const THREAD = /^https?:\/\/[^?#]*\/(?:issues|pull)\/(\d+)(?=[/?#]|$)/i;
const SHORT = /^(?:(?:[\w-]+\/[\w.-]+)?#|GH-)(\d+)$/i;

/**
 * A link as it is read aloud: what it is called may say anything, and GitHub reads where it leads. Called otherwise than its
 * thread it is a mention: `fix [a regression](…)` tells of the regression, not that its issue is done.
 */
export function speakLink(url: string, name?: string): string {
  const number = THREAD.exec(url)?.[1];
  if (number === undefined) return OPAQUE;
  const spoken = ` ${url.replace(/[?#].*$/s, '')} `;
  return name === undefined || isCalled(name.trim(), number) ? spoken : OPAQUE + spoken;
}

const isCalled = (name: string, number: string): boolean =>
  (SHORT.exec(name) ?? THREAD.exec(name.replace(/^www\./i, 'http://www.')))?.[1] === number;
