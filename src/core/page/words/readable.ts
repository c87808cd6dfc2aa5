import { printable } from '../../text/printable.ts';

/** What makes foreign text harmless in GitHub's Markdown: breaks that nobody sees, and entities. */
const BREAKS = /\u200B|&#8203;/g;
const ENTITY = /&#(\d{1,6});/g;

/**
 * A sentence of a plan as one reads it. Its foreign parts were made harmless for GitHub; a page escapes everything itself, and would
 * show how that was done.
 */
export const readable = (says: string): string =>
  printable(says.replaceAll(BREAKS, '').replaceAll(ENTITY, (_, code) => String.fromCodePoint(Number(code))));
